/**
 * Checks measurements.
 *
 * @param values The measurements.
 * @param doing The purpose, for the message: `"test the differences"`.
 * @throws {RangeError} If one is not finite.
 */
export function checkFinite(values: readonly number[], doing: string): void {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong === undefined) return;
  throw new RangeError(`Cannot ${doing}: they must be finite, current value is ${wrong}`);
}

/**
 * Checks a probability that must be neither 0 nor 1.
 *
 * @param value The probability.
 * @param name The name of the value, for the message: `"level"`.
 * @param doing The purpose, for the message.
 * @throws {RangeError} If it is not between 0 and 1.
 */
export function checkProbability(value: number, name: string, doing: string): void {
  if (value > 0 && value < 1) return;
  throw new RangeError(
    `Cannot ${doing}: the ${name} must be between 0 and 1, current value is ${value}`,
  );
}

/**
 * Checks a count.
 *
 * @param value The count.
 * @param least The least valid count.
 * @param name The name of the count, for the message: `"number of methods"`.
 * @param doing The purpose, for the message.
 * @throws {RangeError} If it is not an integer, or below the least.
 */
export function checkCount(value: number, least: number, name: string, doing: string): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot ${doing}: the ${name} must be an integer from ${least}, current value is ${value}`,
  );
}

/**
 * Checks p values.
 *
 * @param pValues The p values.
 * @throws {RangeError} If one is not in [0, 1].
 */
export function checkPValues(pValues: readonly number[]): void {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong === undefined) return;
  throw new RangeError(
    `Cannot adjust p values: they must be between 0 and 1, current value is ${wrong}`,
  );
}
