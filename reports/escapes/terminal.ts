import { visibleLine } from "./visible.ts";

/**
 * Escapes a text for a terminal and for the log of a job: it is one line, has no escape sequences, and contains nothing
 * that a runner reads as a workflow command, even if the line is wrapped.
 *
 * @param text Any text.
 *
 * @see Workflow commands, `::name::` at the beginning of a line and the older `##[name]` anywhere in it:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 *
 * @example
 * ```ts
 * import { terminalText } from "./terminal.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(terminalText("\u001b[31mred\n::error::x"), "\\u001b[31mred : :error::x");
 * ```
 */
export function terminalText(text: string): string {
  return visibleLine(text)
    .replace(/(?<=^|[\s=-]):{2,}/g, (colons) => [...colons].join(" "))
    .replace(/##(?=[a-z]*\[)/gi, "# #");
}
