import { UsageError } from "./_program.ts";

/**
 * Parses an option of the form `epochs=10,validation=0`.
 *
 * @param option The option's name, for errors.
 * @param text Its value.
 * @returns The values as text by name, in order.
 * @throws {UsageError} If a part is not NAME=VALUE, or a name occurs twice.
 */
export function parseNamedValues(option: string, text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const part of text.split(",").map((part) => part.trim())) {
    const [, name, value] = /^([^=]+)=([^=]+)$/.exec(part) ?? [];
    if (name === undefined) {
      throw new UsageError(
        `Cannot read ${option}: it must be NAME=VALUE, current value is '${part}'`,
      );
    }
    if (values.has(name.trim())) {
      throw new UsageError(`Cannot read ${option}: ${name.trim()} occurs twice`);
    }
    values.set(name.trim(), value.trim());
  }
  return values;
}
