import { maximum, minimum } from "../../../descriptors/extremes.ts";
import { ROUNDING } from "./estimate.ts";

/**
 * Returns the greatest difference between numbers that are equal but were computed in different ways: 10⁻¹², times the
 * largest if that is above 1. The accuracies 0.83 − 0.80 and 0.81 − 0.78 tie.
 *
 * @param values The numbers.
 * @returns The difference, in the unit of the numbers.
 */
export function roundingOf(values: readonly number[]): number {
  return ROUNDING * Math.max(1, maximum(values), -minimum(values));
}

/**
 * Tests that numbers do not vary.
 *
 * @param values One or more numbers.
 * @returns True if they are equal but for rounding.
 */
export function areEqual(values: readonly number[]): boolean {
  return maximum(values) - minimum(values) <= roundingOf(values);
}
