import { UsageError } from "./_program.ts";

/**
 * Reads an option that gives names values: `epochs=10,validation=0`.
 *
 * @param option The option, for errors.
 * @param text What it was given.
 * @returns The values as text, by name, in their order.
 * @throws {UsageError} If a part is not NAME=VALUE, or a name stands there twice.
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
      throw new UsageError(`Cannot read ${option}: ${name.trim()} stands there twice`);
    }
    values.set(name.trim(), value.trim());
  }
  return values;
}
