import { jsonText } from "../reports/escapes/json.ts";
import { terminalText } from "../reports/escapes/terminal.ts";

/** Prints a line on standard output, with control characters escaped. */
export function printLine(text: string): void {
  console.log(terminalText(text));
}

/** Prints a line on standard error, with control characters escaped. */
export function printNote(text: string): void {
  console.error(terminalText(text));
}

/** Prints rendered terminal text unchanged. */
export function printText(rendered: string): void {
  console.log(rendered);
}

/** Prints a JSON document on standard output, indented by default. */
export function printJson(value: unknown, indent = 2): void {
  console.log(jsonText(value, indent));
}
