import { isDeepStrictEqual } from "node:util";
import type { Labels, MethodSpec, ProblemSpec } from "../../records/record.ts";
import type { Entry } from "../comparison.ts";
import { labelled } from "../labels.ts";
import { type Status, wentWrong } from "../samples.ts";
import { estimate } from "../statistics/estimate.ts";
import { type Interval, studentInterval } from "../statistics/interval.ts";
import type { Study } from "../study.ts";
import { shownSection } from "../bounds.ts";

/** A problem whose target has some labels, and its two domains. */
export interface LabelledProblem extends ProblemSpec {
  readonly source: string;
  readonly target: string;
  readonly labels: Labels;
}

/** What a method has on a problem with so many layers copied. */
export interface CopiedLayersPoint {
  /** The method's label, without the depth. */
  readonly method: string;
  /** How many layers are copied; 0 for the baseline. */
  readonly depth: number;
  readonly problem: LabelledProblem;
  readonly status: Status;
  /** The mean accuracy over the seeds that have one, in percent; `undefined` where one has failed or diverged too. */
  readonly mean: number | undefined;
  /**
   * The 95 % Student interval of the difference to the baseline on the same seeds, around the mean: what seeds
   * have in common, such as which classes they drew, is not in it. Of the mean itself where there is no baseline;
   * the baseline has none.
   */
  readonly interval: Interval | undefined;
  /** The seeds that have a result, and those that were planned. */
  readonly n: number;
  readonly planned: number;
}

/** Problems that differ in the number of labels alone. */
export interface DomainPair {
  readonly source: string;
  readonly target: string;
  /** By rising number of labels. */
  readonly problems: readonly LabelledProblem[];
}

/** Methods that copy layers, by how many they copy and of how many labels they learn. */
export interface CopiedLayers {
  readonly selection: string;
  /** The label of the baseline, where that copies nothing. */
  readonly baseline: string | undefined;
  /** The labels of all that is drawn, the baseline first. */
  readonly methods: readonly string[];
  /** Rising, without the baseline's 0. */
  readonly depths: readonly number[];
  /** Pairs of unlike domains first. */
  readonly pairs: readonly DomainPair[];
  readonly points: readonly CopiedLayersPoint[];
  /** Labels of the other methods that copy nothing. */
  readonly others: readonly string[];
}

/**
 * Reads what a study of inductive transfer says of copied layers, under the first selection rule that looks at no
 * test label.
 *
 * @param study The study.
 * @returns What it says; `undefined` where it is of something else, and where no method that copies layers has a
 * result.
 */
export function copiedLayersOf({ comparison, runs }: Study): CopiedLayers | undefined {
  const problems = new Map(
    runs.flatMap(({ spec: { problem } }): [string, LabelledProblem][] => {
      const { name, sources: [source], target, labels } = problem;
      return labels === undefined || target === undefined
        ? []
        : [[name, { ...problem, source, target, labels }]];
    }),
  );
  const section = shownSection(comparison);
  if (problems.size === 0 || !section) return undefined;
  const named = labelled(
    runs.map(({ about, spec }) => ({
      about,
      spec: { ...spec, method: withoutDepth(spec.method) },
    })),
  );
  const labelOf = (method: MethodSpec) =>
    named.find((other) => isDeepStrictEqual(other.method, withoutDepth(method)))!.label;
  const copying = section.rows.filter(({ method: { method } }) => depthOf(method) > 0);
  const [others, baselines] = [false, true].map((wanted) =>
    section.rows.filter((row) =>
      !copying.includes(row) && (row.method === comparison.baseline) === wanted
    )
  );
  const points = [...baselines, ...copying].flatMap(({ method: { method }, entries }) =>
    entries.map((entry, i) => ({
      method: labelOf(method),
      depth: depthOf(method),
      problem: problems.get(comparison.problems[i].group)!,
      ...measured(entry, baselines.length > 0),
    }))
  );
  if (!points.some(({ depth, mean }) => depth > 0 && mean !== undefined)) return undefined;
  const depths = new Set(copying.map(({ method: { method } }) => depthOf(method)));
  return {
    selection: section.selection,
    baseline: baselines.map(({ method: { method } }) => labelOf(method))[0],
    methods: [...new Set(points.map(({ method }) => method))],
    depths: [...depths].sort((a, b) => a - b),
    pairs: pairsOf([...problems.values()]),
    points,
    others: others.map(({ method }) => method.label),
  };
}

/** Whether source and target are the same: what is lost there is lost by the copying itself. */
export function isSelffer({ source, target }: DomainPair): boolean {
  return source === target;
}

/** 0 where nothing is copied. */
function depthOf({ values: { depth } }: MethodSpec): number {
  return typeof depth === "number" ? depth : 0;
}

function withoutDepth({ values: { depth: _, ...values }, ...method }: MethodSpec): MethodSpec {
  return { ...method, values };
}

function measured({ cell, values, differences, planned }: Entry, paired: boolean) {
  const percent = (accuracies: Iterable<number>) => [...accuracies].map((part) => 100 * part);
  const shown = wentWrong(cell) ? [] : percent(values.values());
  const { mean, n } = estimate(shown);
  const interval = paired
    ? aroundMean(mean, percent(differences?.values() ?? []))
    : studentInterval(shown);
  return { status: cell.status, mean, interval, n, planned };
}

/** The interval of some differences, moved to where their mean is another. */
function aroundMean(
  mean: number | undefined,
  differences: readonly number[],
): Interval | undefined {
  const own = studentInterval(differences);
  if (mean === undefined || !own) return undefined;
  const middle = (own.lower + own.upper) / 2;
  return { ...own, lower: mean + own.lower - middle, upper: mean + own.upper - middle };
}

function pairsOf(problems: readonly LabelledProblem[]): DomainPair[] {
  const pairs: DomainPair[] = [];
  for (const { source, target } of problems) {
    const own = problems.filter((other) => other.source === source && other.target === target);
    if (pairs.some(({ problems: [first] }) => own.includes(first))) continue;
    const rising = own.toSorted((a, b) => numberOf(a) - numberOf(b));
    pairs.push({ source, target, problems: rising });
  }
  return pairs.toSorted((a, b) => Number(isSelffer(a)) - Number(isSelffer(b)));
}

const numberOf = ({ labels }: LabelledProblem) => labels === "all" ? Infinity : labels;
