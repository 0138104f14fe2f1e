import { jsonText } from "../reports/escapes/json.ts";
import { terminalText } from "../reports/escapes/terminal.ts";

/** Prints a line on standard output, whatever is in it. */
export function printLine(text: string): void {
  console.log(terminalText(text));
}

/** Prints a line on standard error, whatever is in it. */
export function printNote(text: string): void {
  console.error(terminalText(text));
}

/** Prints what a renderer has laid out for a terminal. */
export function printText(rendered: string): void {
  console.log(rendered);
}

/** Prints a JSON document on standard output, in lines unless told otherwise. */
export function printJson(value: unknown, indent = 2): void {
  console.log(jsonText(value, indent));
}
