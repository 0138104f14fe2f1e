import { isDeepStrictEqual } from "node:util";
import { maximum, minimum } from "../../descriptors/extremes.ts";
import { metricKinds } from "../../descriptors/metrics.ts";
import type { Labels, MethodSpec, ProblemSpec } from "../../records/record.ts";
import type { Entry } from "../inference/comparison.ts";
import { type Gain, gainsByEntry } from "../inference/gains.ts";
import { intervalEstimate } from "../inference/interval_estimate.ts";
import { labelled } from "../inference/labels.ts";
import { type Status, wentWrong } from "../inference/samples.ts";
import type { Interval } from "../inference/statistics/interval.ts";
import type { Study } from "../inference/study.ts";
import { shownSection } from "../inference/bounds.ts";
import { type MetricAxis, metricAxis } from "./metric_axis.ts";

/** A problem with labels in the target, and its two domains. */
export interface LabelledProblem extends ProblemSpec {
  readonly source: string;
  readonly target: string;
  readonly labels: Labels;
}

/** The result of a method on a problem with a number of copied layers. */
export interface CopiedLayersPoint {
  /** The method's label, without the depth. */
  readonly method: string;
  /** The number of copied layers; 0 for the baseline. */
  readonly depth: number;
  readonly problem: LabelledProblem;
  readonly status: Status;
  /** The mean over the seeds with a result, on the metric's axis; `undefined` if one failed or diverged. */
  readonly mean: number | undefined;
  /**
   * The 95 % Student interval of the difference to the baseline on the same seeds, moved to the mean: it excludes
   * variation that is common to the runs of a seed, such as the drawn classes. Without a baseline it is the interval of
   * the mean; the baseline has none.
   */
  readonly interval: Interval | undefined;
  /** The number of seeds with a result; `planned`: the number of planned seeds. */
  readonly n: number;
  readonly planned: number;
}

/** Problems that differ only in the number of labels. */
export interface DomainPair {
  readonly source: string;
  readonly target: string;
  /** The problems by ascending number of labels. */
  readonly problems: readonly LabelledProblem[];
}

/** Methods that copy layers, by the number of layers and of labels. */
export interface CopiedLayers {
  /** The axis of the means. */
  readonly metric: MetricAxis;
  /** The least and the greatest possible mean. */
  readonly bounds: readonly [least: number, greatest: number];
  /** The means in words: `Accuracy on the target's test rows`. */
  readonly subject: string;
  readonly selection: string;
  /** The label of the baseline, if it copies nothing. */
  readonly baseline: string | undefined;
  /** The labels of the drawn methods, the baseline first. */
  readonly methods: readonly string[];
  /** The numbers of copied layers, ascending, without the baseline's 0. */
  readonly depths: readonly number[];
  /** The pairs of domains; pairs of different domains come first. */
  readonly pairs: readonly DomainPair[];
  readonly points: readonly CopiedLayersPoint[];
  /** The labels of the other methods that copy nothing. */
  readonly others: readonly string[];
}

/**
 * Reads the results on copied layers of a study of inductive transfer, under the first selection rule that reads no
 * hidden label.
 *
 * @param study The study.
 * @returns The results; `undefined` for another study, and if no method that copies layers has a result.
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
  const metrics = comparison.problems.map(({ metric }) => metric);
  const metric = metricAxis(metrics);
  if (problems.size === 0 || !section || !metric) return undefined;
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
  const gains = gainsByEntry(comparison);
  const points = [...baselines, ...copying].flatMap(({ method: { method }, entries }) =>
    entries.map((entry, i) => ({
      method: labelOf(method),
      depth: depthOf(method),
      problem: problems.get(comparison.problems[i].group)!,
      ...measured(
        entry,
        metric.factor,
        baselines.length > 0 ? { gain: gains.get(entry) } : undefined,
      ),
    }))
  );
  if (!points.some(({ depth, mean }) => depth > 0 && mean !== undefined)) return undefined;
  const depths = new Set(copying.map(({ method: { method } }) => depthOf(method)));
  const ranges = metrics.map((name) => metricKinds[name].range);
  return {
    metric,
    bounds: [
      metric.factor * maximum(ranges.map(([least]) => least)),
      metric.factor * minimum(ranges.map(([, greatest]) => greatest)),
    ],
    subject: `${metric.name[0].toUpperCase()}${
      metric.name.slice(1)
    } on the ${comparison.words.tested}`,
    selection: section.selection,
    baseline: baselines.map(({ method: { method } }) => labelOf(method))[0],
    methods: [...new Set(points.map(({ method }) => method))],
    depths: [...depths].sort((a, b) => a - b),
    pairs: pairsOf([...problems.values()]),
    points,
    others: others.map(({ method }) => method.label),
  };
}

/** True if source and target are the same, so that a loss is caused by the copying itself. */
export function isSelffer({ source, target }: DomainPair): boolean {
  return source === target;
}

/** Returns the number of copied layers; 0 if the method copies nothing. */
function depthOf({ values: { depth } }: MethodSpec): number {
  return typeof depth === "number" ? depth : 0;
}

function withoutDepth({ values: { depth: _, ...values }, ...method }: MethodSpec): MethodSpec {
  return { ...method, values };
}

/** Returns the numbers of a point; `paired`: the gain whose interval is shown, if there is a baseline. */
function measured(
  { cell, values, planned }: Entry,
  factor: number,
  paired: { readonly gain: Gain | undefined } | undefined,
) {
  const shown = wentWrong(cell) ? [] : [...values.values()].map((value) => factor * value);
  const { mean, n, interval } = intervalEstimate(shown);
  return {
    status: cell.status,
    mean,
    interval: paired ? aroundMean(mean, paired.gain, factor) : interval,
    n,
    planned,
  };
}

/** Moves the interval of a gain so that it lies around a mean, which may be over more seeds than are paired. */
function aroundMean(
  mean: number | undefined,
  gain: Gain | undefined,
  factor: number,
): Interval | undefined {
  const { mean: middle, interval } = gain?.estimate ?? {};
  if (mean === undefined || middle === undefined || !interval) return undefined;
  const moved = (bound: number) => mean + factor * (bound - middle);
  return { ...interval, lower: moved(interval.lower), upper: moved(interval.upper) };
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
