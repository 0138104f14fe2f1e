import { isBound } from "./bounds.ts";
import type { Comparison, Entry, Row } from "./comparison.ts";
import { type IntervalEstimate, intervalEstimate } from "./interval_estimate.ts";
import type { ComparedMethod } from "./labels.ts";
import type { Scale } from "./problems.ts";
import { wentWrong } from "./samples.ts";
import { benjaminiHochberg } from "./statistics/benjamini_hochberg.ts";
import { bootstrapInterval } from "./statistics/bootstrap.ts";
import { cohensD, probabilityOfImprovement } from "./statistics/effect_size.ts";
import { type Estimate, mean } from "./statistics/estimate.ts";
import { holm } from "./statistics/holm.ts";
import type { Interval } from "./statistics/interval.ts";
import { detectableDifference } from "./statistics/power.ts";
import { signFlipTest } from "./statistics/sign_flip.ts";
import { signedRankTest } from "./statistics/signed_rank.ts";
import { pairedTTest } from "./statistics/paired_t.ts";
import { judgedDifference, type Verdict } from "./verdict.ts";

/**
 * The gain of a method over the baseline on the same seeds, with its tests and verdict. Every table, figure, export and
 * page reads its numbers and its mark (▲, ▼) from here.
 */
export interface Gain {
  readonly method: ComparedMethod;
  /** The problem's name; `mean` for the average over all. */
  readonly problem: string;
  readonly selection: string;
  /** True for a bound: its p value is not adjusted, and it gets no star. */
  readonly bound: boolean;
  /** The method's cell of the comparison. */
  readonly entry: Entry;
  /** The scale of the differences; relative ones are percent of the baseline's value. */
  readonly scale: Scale;
  /** True if the differences are fractions of the baseline's value, as for averages over metrics of several units. */
  readonly relative: boolean;
  /** By seed, positive where the method is better; none where a seed failed or diverged. */
  readonly differences: ReadonlyMap<number, number>;
  /** The mean of the differences. */
  readonly estimate: IntervalEstimate;
  /** The verdict on the differences. */
  readonly verdict: Verdict;
  /**
   * The gain as a fraction of the baseline's value, averaged over problems within a seed: Δm of an average. It has no
   * verdict of its own: a cell has one mark, that of the differences.
   */
  readonly improvement: IntervalEstimate;
  /** The bootstrap's BCa interval at 95 %. */
  readonly bootstrap: Interval | undefined;
  /** Two-sided, of no difference. */
  readonly pValues: {
    readonly t: number | undefined;
    readonly signedRank: number | undefined;
    readonly signFlip: number | undefined;
  };
  /** The t test's p value, adjusted over all problems and all methods but bounds; none of a bound. */
  readonly adjusted: {
    readonly holm: number | undefined;
    readonly benjaminiHochberg: number | undefined;
  };
  /** Mean over standard deviation of the differences. */
  readonly cohensD: number | undefined;
  /**
   * The probability that a run of the method is better than one of the baseline, a tie counted half; for several
   * problems, the mean of theirs (Agarwal et al. 2021).
   */
  readonly probabilityOfImprovement: number | undefined;
  /** The smallest true gain that this many seeds would find in 80 % of all repetitions. */
  readonly detectable: number | undefined;
  /** On how many of the `estimate.n` seeds the method is worse. */
  readonly seedsHarmed: number;
  /** `*`, `**`, `***` for Holm's p below 0.05, 0.01, 0.001; none of fewer than {@linkcode FEWEST_SEEDS} seeds. */
  readonly stars: "" | "*" | "**" | "***";
}

/** With fewer seeds than this no gain gets a star: of so few, no test can tell normal from odd. */
export const FEWEST_SEEDS = 5;

/** All gains of a comparison. */
interface Gains {
  readonly problems: readonly Gain[];
  readonly groups: readonly Gain[];
  readonly averages: readonly Gain[];
  readonly byEntry: ReadonlyMap<Entry, Gain>;
}

/** The gains of each comparison, kept because reports ask for them many times. */
const computed = new WeakMap<Comparison, Gains>();

/**
 * Judges every method on every problem under every selection rule against the baseline.
 *
 * @param comparison The comparison.
 * @returns By selection rule, method and problem; none without a baseline, and none of the baseline itself.
 */
export function gainsOf(comparison: Comparison): readonly Gain[] {
  return allGainsOf(comparison).problems;
}

/**
 * Judges every method on every group of tasks, averaged within a seed first.
 *
 * @param comparison The comparison.
 * @returns By selection rule, method and group; p values are adjusted over these alone.
 */
export function groupGainsOf(comparison: Comparison): readonly Gain[] {
  return allGainsOf(comparison).groups;
}

/**
 * Judges every method on the average over all problems, taken within a seed first.
 *
 * @param comparison The comparison.
 * @returns By selection rule and method; p values are adjusted over these alone. Relative where the
 * problems' metrics differ in direction or unit.
 */
export function averageGainsOf(comparison: Comparison): readonly Gain[] {
  return allGainsOf(comparison).averages;
}

/**
 * Finds the gain of an entry of the comparison: a problem's, a group's or an average's.
 *
 * @param comparison The comparison.
 * @returns The gains by their entries; none of the baseline's.
 */
export function gainsByEntry(comparison: Comparison): ReadonlyMap<Entry, Gain> {
  return allGainsOf(comparison).byEntry;
}

function allGainsOf(comparison: Comparison): Gains {
  const known = computed.get(comparison);
  if (known) return known;
  const { problems, groups } = comparison;
  const all = [...problems.keys()];
  const ofProblems = gainsOver(
    comparison,
    all.map((i) => ({ of: (row) => row.entries[i], parts: [i] })),
  );
  const ofGroups = gainsOver(
    comparison,
    groups.map((name, i) => ({
      of: (row) => row.groups[i],
      parts: all.filter((problem) => problems[problem].group === name),
    })),
  );
  const averages = gainsOver(comparison, [{ of: ({ average }) => average, parts: all }]);
  const byEntry = new Map(
    [ofProblems, ofGroups, averages].flatMap((gains) => gains.map((gain) => [gain.entry, gain])),
  );
  const gains = { problems: ofProblems, groups: ofGroups, averages, byEntry };
  computed.set(comparison, gains);
  return gains;
}

/** The entries of a row that are judged. */
interface Column {
  readonly of: (row: Row) => Entry;
  /** The places of the problems that it is the mean of. */
  readonly parts: readonly number[];
}

/** The gains of every row; those of a selection rule that are of no bound are one family of tests. */
function gainsOver({ baseline, sections }: Comparison, columns: readonly Column[]): Gain[] {
  return sections.flatMap((section) => {
    const { selection, rows } = section;
    const reference = rows.find(({ method }) => method === baseline);
    if (!reference) return [];
    const judged = rows.filter((row) => row !== reference).flatMap((row) =>
      columns.map((column) => ({
        method: row.method,
        problem: column.of(row).cell.problem,
        selection,
        bound: isBound(row.method, section),
        ...judge(row, reference, column),
      }))
    );
    const family = judged.filter(({ bound, pValues }) => !bound && pValues.t !== undefined);
    const pValues = family.map(({ pValues }) => pValues.t!);
    const [familyWise, falseDiscovery] = [holm(pValues), benjaminiHochberg(pValues)];
    const places = new Map(family.map((gain, i) => [gain, i]));
    return judged.map((gain): Gain => {
      const place = places.get(gain);
      const adjusted = place === undefined
        ? { holm: undefined, benjaminiHochberg: undefined }
        : { holm: familyWise[place], benjaminiHochberg: falseDiscovery[place] };
      let bootstrap: Interval | undefined;
      return {
        ...gain,
        // Milliseconds each, and most tables do not show it.
        get bootstrap() {
          return bootstrap ??= bootstrapInterval([...gain.differences.values()]);
        },
        adjusted,
        stars: starsOf(adjusted.holm, gain.estimate.n),
      };
    });
  });
}

/** The part of a gain that does not depend on other gains. */
function judge(
  row: Row,
  baseline: Row,
  { of, parts }: Column,
): Omit<Gain, "method" | "problem" | "selection" | "bound" | "bootstrap" | "adjusted" | "stars"> {
  const entry = of(row);
  const { scale } = entry;
  const differences = paired(entry, scale ? entry.differences : entry.improvements);
  const values = [...differences.values()];
  const { estimate, verdict } = judgedDifference(values);
  const results = ({ scale, values }: Entry) =>
    [...differences.keys()].map((seed) => (scale!.higherIsBetter ? 1 : -1) * values.get(seed)!);
  const probabilities = parts.flatMap((i) =>
    probabilityOfImprovement(results(row.entries[i]), results(baseline.entries[i])) ?? []
  );
  return {
    entry,
    scale: scale ?? { higherIsBetter: true, percent: true, decimals: 1 },
    relative: scale === undefined,
    differences,
    estimate,
    verdict,
    improvement: intervalEstimate([...paired(entry, entry.improvements).values()]),
    pValues: {
      t: pairedTTest(values)?.pValue,
      signedRank: signedRankTest(values)?.pValue,
      signFlip: signFlipTest(values)?.pValue,
    },
    cohensD: cohensD(values),
    probabilityOfImprovement: mean(probabilities),
    detectable: detectableOf(estimate),
    seedsHarmed: values.filter((difference) => difference < 0).length,
  };
}

/** By number of seeds, what can be detected of differences whose standard deviation is 1. */
const detectables = new Map<number, number | undefined>();

function detectableOf({ standardError, n }: Estimate): number | undefined {
  if (standardError === undefined) return undefined;
  if (!detectables.has(n)) detectables.set(n, detectableDifference(1, n));
  return detectables.get(n)! * standardError * Math.sqrt(n);
}

/** Returns the differences of an entry by seed, rounded; none if a seed failed or diverged. */
function paired(
  { cell }: Entry,
  differences: ReadonlyMap<number, number> = new Map(),
): ReadonlyMap<number, number> {
  if (wentWrong(cell)) return new Map();
  return new Map(
    [...differences].map((
      [seed, difference],
    ): [number, number] => [seed, withoutNoise(difference)]),
  );
}

/** Rounds a difference: equal differences of other numbers differ in their last bits, and a tie must be a tie. */
function withoutNoise(difference: number): number {
  return Number(difference.toFixed(12));
}

function starsOf(pValue: number | undefined, seeds: number): Gain["stars"] {
  if (pValue === undefined || seeds < FEWEST_SEEDS || pValue >= 0.05) return "";
  if (pValue >= 0.01) return "*";
  return pValue >= 0.001 ? "**" : "***";
}
