import { intervalEstimate } from "../inference/interval_estimate.ts";
import { type Estimate, ROUNDING } from "../inference/statistics/estimate.ts";
import { holm } from "../inference/statistics/holm.ts";
import type { Interval } from "../inference/statistics/interval.ts";
import { pairedTTest } from "../inference/statistics/paired_t.ts";

/**
 * The outcome of a measured cell.
 *
 * - `regressed`: the mean drop is at least the smallest that matters, and significant.
 * - `improved`: the same for a gain.
 * - `pass`: a drop that matters is ruled out.
 * - `inconclusive`: none of these; more seeds would decide.
 */
export type MeasuredOutcome = "regressed" | "improved" | "pass" | "inconclusive";

/** The data of one cell's test. */
export interface PairedCell {
  /** Improvement of each seed over the baseline; negative where it is worse. */
  readonly differences: readonly number[];
  /** The smallest drop that matters, δ, in the same unit. */
  readonly smallestEffect: number;
}

/** An outcome with its statistics. */
export interface Finding {
  readonly outcome: MeasuredOutcome;
  /** Mean and standard error of the differences. */
  readonly change: Estimate;
  /**
   * Student's interval at the level 1 − 2α, the one of two one-sided tests at α: a pass is an interval above
   * −δ. `undefined` for one seed.
   */
  readonly interval: Interval | undefined;
  /** The p value of "no drop", with Holm's adjustment over all cells; `undefined` for one seed. */
  readonly pDrop: number | undefined;
}

/**
 * Judges cells by paired differences d over seeds at the level α:
 *
 * - regressed: −d̄ ≥ δ, and a one-sided paired t test rejects "no drop" at α, with Holm's adjustment over all
 *   cells;
 * - improved: d̄ ≥ δ, and the test of "no gain" rejects in the same way;
 * - pass: no seed differs, or the test of "a drop of δ or more" rejects at α (non-inferiority);
 * - inconclusive otherwise, and always if there is only one seed and it differs.
 *
 * So if nothing has changed, the probability that any cell is called regressed is at most α, for any number
 * of cells; and a cell that has dropped by δ or more passes with a probability of at most α. The second holds
 * for each cell by itself: a pass is no alarm, so there is no family to correct for.
 *
 * Reasons for a t test: if nothing has changed, baseline and candidate are exchangeable within a seed, the
 * differences symmetric about zero, and a sign-flip test is exact. But its smallest p value is 2⁻ⁿ: 1/32
 * for five seeds, which Holm's adjustment for seven cells raises to 7/32, so it could never reject; rejection
 * needs 2ⁿ ≥ m/α, eight seeds for seven cells. The t test has no such floor, and kept its level without the
 * normality that it assumes: with unpaired seeds, in 3000 draws of five of 60 seeds of seven cells, among them
 * DANN's bimodal accuracies, a gate raised an alarm in 3.3 % at α = 5 % (4.1 % without the condition on δ);
 * with eight seeds in 3.1 %, the sign-flip test in 2.1 %. If a seed draws the same random numbers in both,
 * pairing removes the shared variation; if a change of the code has changed the draws, pairs have nothing in
 * common, and the test stays valid but has half of the degrees of freedom of a two-sample test.
 *
 * @param cells All measured cells: the family of the correction.
 * @param level α.
 * @returns A finding for each cell.
 * @throws {RangeError} If a difference is not finite or the level is not between 0 and 1.
 *
 * @see Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure:
 * https://www.jstor.org/stable/4615733
 * @see Schuirmann 1987, A Comparison of the Two One-Sided Tests Procedure and the Power Approach:
 * https://doi.org/10.1007/BF01068419
 *
 * @example
 * ```ts
 * import { judge } from "./judge.ts";
 * import assert from "node:assert/strict";
 *
 * const findings = judge([
 *   { differences: [-0.1, -0.11, -0.12, -0.1, -0.12], smallestEffect: 0.05 },
 *   { differences: [0, 0, 0, 0, 0], smallestEffect: 0.05 },
 * ], 0.05);
 * assert.deepEqual(findings.map(({ outcome }) => outcome), ["regressed", "pass"]);
 * ```
 */
export function judge(cells: readonly PairedCell[], level: number): Finding[] {
  return judgeTested(cells.map((cell) => testCell(cell, level)), level);
}

/** The tests of one cell, before their adjustment over all cells; without p values for one seed. */
export interface TestedCell
  extends Pick<PairedCell, "smallestEffect">, Pick<Finding, "change" | "interval"> {
  /** The p value of "no drop". */
  readonly pDrop: number | undefined;
  /** The p value of "no gain". */
  readonly pGain: number | undefined;
  /** The p value of "a drop of δ or more". */
  readonly pInferior: number | undefined;
  /** True if no seed differs. */
  readonly same: boolean;
}

/**
 * Tests one cell for {@linkcode judgeTested}.
 *
 * @throws {RangeError} If a difference is not finite or the level is not between 0 and 1.
 */
export function testCell({ differences, smallestEffect }: PairedCell, level: number): TestedCell {
  const { interval, ...change } = intervalEstimate(differences, 1 - 2 * level);
  const pOf = (alternative: "less" | "greater", shift = 0) =>
    pairedTTest(differences, { alternative, shift })?.pValue;
  return {
    smallestEffect,
    change,
    interval,
    pDrop: pOf("less"),
    pGain: pOf("greater"),
    pInferior: pOf("greater", -smallestEffect),
    same: differences.every((difference) => Math.abs(difference) <= ROUNDING),
  };
}

/** Judges tested cells as {@linkcode judge} does: for a cell that is judged in many families, its tests are made once. */
export function judgeTested(cells: readonly TestedCell[], level: number): Finding[] {
  const drops = adjusted(cells.map(({ pDrop }) => pDrop));
  const gains = adjusted(cells.map(({ pGain }) => pGain));
  const rejects = (p: number | undefined) => p !== undefined && p <= level;
  return cells.map(({ smallestEffect, change, interval, pInferior, same }, i): Finding => {
    const reaches = (effect: number) => effect >= smallestEffect - ROUNDING;
    const outcome = reaches(-change.mean!) && rejects(drops[i])
      ? "regressed"
      : reaches(change.mean!) && rejects(gains[i])
      ? "improved"
      : same || rejects(pInferior)
      ? "pass"
      : "inconclusive";
    return { outcome, change, interval, pDrop: drops[i] };
  });
}

/** Adjusts p values by Holm over the cells that have one. */
function adjusted(pValues: readonly (number | undefined)[]): (number | undefined)[] {
  const family = holm(pValues.filter((p) => p !== undefined)).values();
  return pValues.map((p) => p === undefined ? undefined : family.next().value);
}
