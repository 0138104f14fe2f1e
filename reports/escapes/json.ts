import { unseen } from "./visible.ts";

/**
 * Writes JSON that may be printed: what a terminal or a runner would act on, which `JSON.stringify` leaves as it is, is
 * escaped. Whoever reads it gets the same data.
 *
 * @param value What `JSON.stringify` takes.
 * @param indent Spaces by level; one line unless given.
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
