import { bind, type Overrides } from "../descriptors/parameters.ts";
import type { Method } from "../methods/method.ts";
import type { Named } from "../records/record.ts";
import type { Suite } from "../suites/suite.ts";
import { type Catalogue, findMethod } from "./catalogue.ts";
import type { Asked, Setting, Sweeps } from "./setting.ts";

/** A method with the values that differ from the suite's. */
export interface Variant {
  readonly name: string;
  readonly values: Overrides;
}

/** Returns the methods that a user asks for, once for each combination of their swept values. */
export function variantsOf(suite: Suite, { methods, sweeps }: Asked): Variant[] {
  const names = methods ?? Object.keys(suite.methods);
  return names.flatMap((name) => combinations(name, sweeps).map((values) => ({ name, values })));
}

/** Returns all combinations of the swept values of a name's parameters. */
export function combinations(name: string, sweeps: Sweeps): Overrides[] {
  let made: Overrides[] = [{}];
  for (const [parameter, values] of sweeps.get(name) ?? []) {
    made = made.flatMap((one) => values.map((value) => ({ ...one, [parameter]: value })));
  }
  return made;
}

/**
 * Completes a method's description with the suite's values and the defaults.
 *
 * @throws {RangeError} If the setting has no such method, or a value is not allowed.
 */
export function methodSpecOf<M extends Method>(
  suite: Suite,
  { name, values }: Variant,
  setting: Pick<Setting, "name" | "title">,
  catalogue: Catalogue,
): { readonly method: M; readonly spec: Named } {
  const method = findMethod<M>(catalogue, setting, name);
  return {
    method,
    spec: { name, values: bind(method, { ...suite.methods[name], ...values }) },
  };
}

/**
 * Splits the value of an option into names.
 *
 * @throws {RangeError} If there is none.
 */
export function namesIn(option: string, text: string): string[] {
  const parts = text.split(",").map((part) => part.trim()).filter(Boolean);
  if (parts.length === 0) throw new RangeError(`Cannot read ${option}: it is empty`);
  return [...new Set(parts)];
}

/**
 * Parses a count.
 *
 * @param option The name of the option that has it.
 * @param text Its value.
 * @param or A word that is allowed as well, for the error message.
 * @throws {RangeError} If it is not an integer from 1 to 100000.
 */
export function countIn(option: string, text: string, or?: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 100_000) return number;
  const allowed = `an integer from 1 to 100000${or === undefined ? "" : ` or '${or}'`}`;
  throw new RangeError(`Cannot read ${option}: it must be ${allowed}, current value is '${text}'`);
}
