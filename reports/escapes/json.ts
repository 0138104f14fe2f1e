import { unseen } from "./visible.ts";

/**
 * Formats JSON for a terminal or a log: characters that a terminal or a runner would interpret, which `JSON.stringify`
 * leaves as they are, are escaped. The data are the same.
 *
 * @param value A value for `JSON.stringify`.
 * @param indent The number of spaces for each level; by default the text is one line.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent)
    .replace(/##(?=[a-z]*\[)/gi, "#\\u0023")
    .replace(
      unseen,
      (character) =>
        character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
          .join(""),
    );
}
