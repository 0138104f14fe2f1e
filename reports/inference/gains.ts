import { isBound } from "./bounds.ts";
import type { Comparison, Entry, Row } from "./comparison.ts";
import { type IntervalEstimate, intervalEstimate } from "./interval_estimate.ts";
import type { ComparedMethod } from "./labels.ts";
import type { Scale } from "./problems.ts";
import { wentWrong } from "./samples.ts";
import { holm } from "./statistics/holm.ts";
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
  /** The differences by seed, positive if the method is better; empty if a seed failed or diverged. */
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
  /** The p value of the two-sided paired t test of no difference. */
  readonly pValue: number | undefined;
  /** The t tests that are adjusted together; `undefined` for a bound, and without a p value. */
  readonly family: Family | undefined;
  /** The results on the paired seeds, for each problem of the cell. */
  readonly results: readonly PairedResults[];
  /** The number of paired seeds on which the method is worse. */
  readonly seedsHarmed: number;
  /** `*`, `**`, `***` for Holm's p below 0.05, 0.01, 0.001; none of fewer than {@linkcode FEWEST_SEEDS} seeds. */
  readonly stars: "" | "*" | "**" | "***";
}

/** The p values of the t tests of one selection rule: of all methods but bounds. */
export interface Family {
  readonly pValues: readonly number[];
  /** The index of the gain's own. */
  readonly index: number;
}

/** The results of a method and of the baseline on the same seeds, turned so that higher is better. */
export interface PairedResults {
  readonly method: readonly number[];
  readonly baseline: readonly number[];
}

/** The fewest seeds with which a gain gets a star: of fewer, no test can tell a normal sample from an odd one. */
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
 * @returns The gains by selection rule, method and problem; none without a baseline, and none of the baseline itself.
 */
export function gainsOf(comparison: Comparison): readonly Gain[] {
  return allGainsOf(comparison).problems;
}

/**
 * Judges every method on every group of tasks, averaged within a seed first.
 *
 * @param comparison The comparison.
 * @returns The gains by selection rule, method and group; p values are adjusted over these alone.
 */
export function groupGainsOf(comparison: Comparison): readonly Gain[] {
  return allGainsOf(comparison).groups;
}

/**
 * Judges every method on the average over all problems, taken within a seed first.
 *
 * @param comparison The comparison.
 * @returns The gains by selection rule and method; p values are adjusted over these alone. They are relative if the
 * problems' metrics differ in direction or unit.
 */
export function averageGainsOf(comparison: Comparison): readonly Gain[] {
  return allGainsOf(comparison).averages;
}

/**
 * Finds the gain of an entry of the comparison: a problem's, a group's or an average's.
 *
 * @param comparison The comparison.
 * @returns The gains by their entries, without the baseline's.
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
  /** The indices of the problems whose mean it is. */
  readonly parts: readonly number[];
}

/** Returns the gains of every row. Those of a selection rule form a family of tests, without the bounds. */
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
    const family = judged.filter(({ bound, pValue }) => !bound && pValue !== undefined);
    const pValues = family.map(({ pValue }) => pValue!);
    const adjusted = holm(pValues);
    const indices = new Map(family.map((gain, index) => [gain, index]));
    return judged.map((gain): Gain => {
      const index = indices.get(gain);
      return {
        ...gain,
        family: index === undefined ? undefined : { pValues, index },
        stars: index === undefined ? "" : starsOf(adjusted[index], gain.estimate.n),
      };
    });
  });
}

/** Returns the part of a gain that does not depend on other gains. */
function judge(
  row: Row,
  baseline: Row,
  { of, parts }: Column,
): Omit<Gain, "method" | "problem" | "selection" | "bound" | "family" | "stars"> {
  const entry = of(row);
  const { scale } = entry;
  const differences = paired(entry, scale ? entry.differences : entry.improvements);
  const values = [...differences.values()];
  const results = ({ scale, values }: Entry) =>
    [...differences.keys()].map((seed) => (scale!.higherIsBetter ? 1 : -1) * values.get(seed)!);
  return {
    entry,
    scale: scale ?? { higherIsBetter: true, percent: true, decimals: 1 },
    relative: scale === undefined,
    differences,
    ...judgedDifference(values),
    improvement: intervalEstimate([...paired(entry, entry.improvements).values()]),
    pValue: pairedTTest(values)?.pValue,
    results: parts.map((i) => ({
      method: results(row.entries[i]),
      baseline: results(baseline.entries[i]),
    })),
    seedsHarmed: values.filter((difference) => difference < 0).length,
  };
}

/**
 * Returns the differences of an entry by seed; none if a seed failed or diverged. They are rounded: equal differences of
 * other numbers differ in their last bits, and a tie must be a tie.
 */
function paired(
  { cell }: Entry,
  differences: ReadonlyMap<number, number> | undefined,
): ReadonlyMap<number, number> {
  const sound = wentWrong(cell) ? [] : [...differences ?? []];
  return new Map(sound.map(([seed, value]): [number, number] => [seed, Number(value.toFixed(12))]));
}

function starsOf(pValue: number, seeds: number): Gain["stars"] {
  if (seeds < FEWEST_SEEDS || pValue >= 0.05) return "";
  if (pValue >= 0.01) return "*";
  return pValue >= 0.001 ? "**" : "***";
}
