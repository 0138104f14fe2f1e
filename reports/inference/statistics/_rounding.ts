import { maximum, minimum } from "../../../descriptors/extremes.ts";
import { ROUNDING } from "./estimate.ts";

/**
 * By how much equal numbers may differ because they were computed on different ways: 10⁻¹², or as
 * much of the largest where that is above 1. The accuracies 0.83 − 0.80 and 0.81 − 0.78 tie.
 *
 * @param values The numbers.
 * @returns The greatest difference that says nothing.
 */
export function roundingOf(values: readonly number[]): number {
  return ROUNDING * Math.max(1, maximum(values), -minimum(values));
}

/**
 * Whether numbers do not vary.
 *
 * @param values One or more numbers.
 * @returns Whether they are equal but for rounding.
 */
export function areEqual(values: readonly number[]): boolean {
  return maximum(values) - minimum(values) <= roundingOf(values);
}
