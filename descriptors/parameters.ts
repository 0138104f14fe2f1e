/**
 * Parameters as data: a method or an encoder declares its parameters once; the command line, the
 * documentation, the run's identity and the checks all read that declaration.
 */

/** A number in a closed range. */
export interface NumberParameter {
  readonly kind: "number";
  readonly default: number;
  /** Least and greatest value, both allowed. */
  readonly range: readonly [number, number];
  readonly integer?: boolean;
  /** The values that a sweep tries. */
  readonly grid: readonly number[];
  readonly describe: string;
}

/** One or more numbers in one string, separated by ":", such as "1:0.5:2"; see {@linkcode numbersIn}. */
export interface NumbersParameter {
  readonly kind: "numbers";
  readonly default: string;
  /** Least and greatest value of each number, both allowed. */
  readonly range: readonly [number, number];
  /** The values that a sweep tries. */
  readonly grid: readonly string[];
  readonly describe: string;
}

/** One of several names. */
export interface ChoiceParameter<Choice extends string = string> {
  readonly kind: "choice";
  readonly default: Choice;
  readonly range: readonly Choice[];
  /** The values that a sweep tries. */
  readonly grid: readonly Choice[];
  readonly describe: string;
}

/** The declaration of one parameter. */
export type Parameter = NumberParameter | NumbersParameter | ChoiceParameter;

/** The declarations of all parameters of one method or encoder, by name. */
export type Parameters = { readonly [name: string]: Parameter };

/** The types of the values of a declaration. */
export type Values<P extends Parameters = Parameters> = {
  readonly [K in keyof P]: P[K] extends NumberParameter ? number
    : P[K] extends NumbersParameter ? string
    : P[K] extends ChoiceParameter<infer Choice> ? Choice
    : number | string;
};

/** Values for some of the parameters, before they are checked. */
export type Overrides = { readonly [name: string]: number | string };

/** The part of a method or an encoder that {@linkcode bind} uses. */
export interface Parameterized<P extends Parameters = Parameters> {
  readonly name: string;
  readonly params: P;
}

/**
 * Fills the defaults of a declaration and checks every given value.
 *
 * @param described The method or encoder.
 * @param overrides The values that differ from the defaults.
 * @returns A value for every declared parameter, in the declared order.
 * @throws {RangeError} If a name is not declared, a number is outside its range or a choice is not among its names.
 * @throws {TypeError} If a value does not have the declared kind.
 *
 * @example
 * ```ts
 * import { bind } from "./parameters.ts";
 * import assert from "node:assert/strict";
 *
 * const weight = { kind: "number", default: 1, range: [0, 10], grid: [], describe: "" } as const;
 * assert.deepEqual(bind({ name: "mmd", params: { weight } }, { weight: 2 }), { weight: 2 });
 * ```
 */
export function bind<const P extends Parameters>(
  described: Parameterized<P>,
  overrides: Overrides = {},
): Values<P> {
  const { name, params } = described;
  for (const key of Object.keys(overrides)) {
    if (!Object.hasOwn(params, key)) {
      const known = Object.keys(params);
      const hint = known.length ? `its parameters are ${known.join(", ")}` : "it has no parameters";
      throw new RangeError(`Cannot set ${name}.${key}: no such parameter, ${hint}`);
    }
  }
  const values = Object.entries(params).map(([key, parameter]) => {
    const value = Object.hasOwn(overrides, key) ? overrides[key] : parameter.default;
    check(`${name}.${key}`, parameter, value);
    return [key, value];
  });
  return Object.fromEntries(values);
}

/**
 * Parses a parameter's value from the command line.
 *
 * @param parameter The declaration.
 * @param text The text.
 * @returns A number, if the parameter is a number and the text parses as one; several numbers in their
 * shortest form, "1:0.5" for "1.0:.5", if the parameter is several numbers and all parse; otherwise the
 * text itself. {@linkcode bind} then checks the value.
 */
export function parseValue(parameter: Parameter, text: string): number | string {
  if (parameter.kind === "choice") return text;
  const numbers = parameter.kind === "numbers" ? numbersIn(text) : [numberIn(text)];
  if (numbers.some(Number.isNaN)) return text;
  return parameter.kind === "numbers" ? numbers.join(":") : numbers[0];
}

/**
 * Splits the value of a `numbers` parameter.
 *
 * @param text Numbers, separated by ":".
 * @returns The numbers; NaN for each part that is not a number.
 *
 * @example
 * ```ts
 * import { numbersIn } from "./parameters.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(numbersIn("1:0.5:2"), [1, 0.5, 2]);
 * ```
 */
export function numbersIn(text: string): number[] {
  return text.split(":").map(numberIn);
}

/** Parses a number; NaN if the text is empty or not a number. */
function numberIn(text: string): number {
  return text.trim() === "" ? NaN : Number(text);
}

function check(name: string, parameter: Parameter, value: number | string): void {
  const shown = typeof value === "string" ? `'${value}'` : value;
  if (parameter.kind === "choice") {
    if (typeof value !== "string") {
      throw new TypeError(`Cannot set ${name}: it must be a name, current value is ${shown}`);
    }
    if (!parameter.range.includes(value)) {
      throw new RangeError(
        `Cannot set ${name}: it must be one of ${
          parameter.range.join(", ")
        }, current value is ${shown}`,
      );
    }
    return;
  }
  const [least, greatest] = parameter.range;
  if (parameter.kind === "numbers") {
    const numbers = typeof value === "string" ? numbersIn(value) : [NaN];
    if (numbers.some(Number.isNaN)) {
      throw new TypeError(
        `Cannot set ${name}: it must be numbers as in '1:0.5', current value is ${shown}`,
      );
    }
    if (numbers.some((number) => number < least || number > greatest)) {
      throw new RangeError(
        `Cannot set ${name}: each must be in [${least}, ${greatest}], current value is ${shown}`,
      );
    }
    return;
  }
  if (typeof value !== "number") {
    throw new TypeError(`Cannot set ${name}: it must be a number, current value is ${shown}`);
  }
  // In this form the check also fails for NaN.
  if (!(value >= least && value <= greatest)) {
    throw new RangeError(
      `Cannot set ${name}: it must be in [${least}, ${greatest}], current value is ${shown}`,
    );
  }
  if (parameter.integer && !Number.isInteger(value)) {
    throw new RangeError(`Cannot set ${name}: it must be an integer, current value is ${shown}`);
  }
}
