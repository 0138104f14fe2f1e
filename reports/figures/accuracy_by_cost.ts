import type { RunRecord } from "../../records/record.ts";
import type { Entry } from "../inference/comparison.ts";
import { type Gain, gainsByEntry } from "../inference/gains.ts";
import { labelOf } from "../tables/sheet_cells.ts";
import type { Study } from "../inference/study.ts";
import { costPlane, type CostPoint } from "./cost_plane.ts";
import { type CostOf, costOfMethod, paretoFront, whereMade } from "./costs.ts";
import type { Figure, FigureKind } from "./figure.ts";
import { type MetricAxis, metricAxis } from "./metric_axis.ts";
import { shownSection } from "../inference/bounds.ts";
import { whyAbsent } from "./shown_gains.ts";

/** A resource that runs use. */
interface Cost {
  readonly name: string;
  /** The name of the resource in sentences and on the axis. */
  readonly title: string;
  readonly unit: string;
  /** A note on the measurement. */
  readonly note: string;
  readonly of: CostOf;
}

const costs: readonly Cost[] = [
  {
    name: "accuracy_by_cost_seconds",
    title: "training time per run",
    unit: "s",
    note: "Time: of the training steps, without data, compiling and evaluation.",
    of: ({ seconds }) => seconds.train,
  },
  {
    name: "accuracy_by_cost_memory",
    title: "peak memory",
    unit: "MiB",
    note: "Memory: resident, of a process that may have made other runs before.",
    of: ({ memory }) => memory && memory.peakBytes / 2 ** 20,
  },
];

/** The mean metric of methods by their cost: a plane with the Pareto front. */
const accuracyByCost: FigureKind = {
  name: "accuracy_by_cost",
  place: 100,
  describe: "The mean metric against training time and peak memory, with the Pareto front.",
  draw: (study) => costs.flatMap((cost) => figureOf(study, cost)),
};

export default accuracyByCost;

/** A point with its records. */
interface Measured extends CostPoint {
  /** True if seeds are missing. */
  readonly partial: boolean;
  readonly records: readonly RunRecord[];
}

function figureOf(study: Study, cost: Cost): Figure[] {
  const { comparison, runs, title: suite } = study;
  const { problems, groups, baseline, seeds } = comparison;
  const { selection, rows } = shownSection(comparison) ?? comparison.sections[0];
  const axis = metricAxis(problems.map(({ metric }) => metric)) ?? improvement(baseline?.label);
  if (!axis) return [];
  const gains = gainsByEntry(comparison);
  const found = rows.map((row) => {
    const value = valueOf(row.average, gains.get(row.average), axis);
    const taken = costOfMethod(row, groups, runs, cost.of);
    if (typeof value === "string") return `${labelOf(row)} (${value})`;
    if (!taken) return `${labelOf(row)} (no ${cost.title} recorded)`;
    const kind = row.method.upperBound
      ? "upper bound"
      : row.method === baseline
      ? "baseline"
      : "method";
    const { cell: { n }, planned } = row.average;
    const partial = n < planned;
    const label = labelOf(row) + (partial ? ` (${n}/${planned})` : "");
    return { label, kind, partial, ...value, ...taken } satisfies Measured;
  });
  const points: Measured[] = found.filter((point) => typeof point !== "string");
  if (points.length < 2) return [];

  const absent = found.filter((point) => typeof point === "string");
  const front = paretoFront(
    points.filter(({ kind }) => kind !== "upper bound"),
    axis.higherIsBetter,
  );
  const over = problems.length > 1
    ? `, mean over ${problems.length} ${comparison.words.problems},`
    : ` on ${problems[0].name}`;
  const subject = `${axis.name[0].toUpperCase()}${axis.name.slice(1)}${over} against ${cost.title}`;
  const kinds = new Set(points.map(({ kind }) => kind));
  return [{
    name: cost.name,
    title: `${subject}, of ${suite}, ${selection}: the Pareto front is ${
      front.map(({ label }) => label).join(", ")
    }`,
    spec: costPlane(points, front, { axis, cost }, {
      title: subject,
      description: `${subject}, of ${points.map(({ label }) => label).join(", ")}`,
      notes: [
        `Selection: ${selection}; ${
          seeds.length > 1 ? `± standard error over ${seeds.length} seeds` : "one seed"
        }. ${cost.note}`,
        ...whereMade(points.flatMap(({ records }) => records)),
        "Filled, on the line: the Pareto front, methods for which no other one has a lower cost and a better value.",
        ...kinds.has("baseline") ? [`Square: the baseline, ${baseline!.label}.`] : [],
        ...kinds.has("upper bound")
          ? [
            "† Diamond: an upper bound, which learns from data hidden from the others and is on no front.",
          ]
          : [],
        ...points.some(({ partial }) => partial) ? ["(k/n): k of n planned seeds."] : [],
        ...absent.length ? [`No point: ${absent.join(", ")}.`] : [],
      ],
    }),
  }];
}

/** Returns the axis of the mean relative improvement, for metrics that differ in direction or unit. */
function improvement(baseline: string | undefined): MetricAxis | undefined {
  if (baseline === undefined) return undefined;
  const name = `improvement over ${baseline}`;
  return { name, title: `${name}, %`, factor: 100, higherIsBetter: true, decimals: () => 1 };
}

/** Returns the mean of a method with a standard error to either side, or the reason for its absence. */
function valueOf(
  { cell, scale }: Entry,
  gain: Gain | undefined,
  { factor }: MetricAxis,
): Pick<CostPoint, "value" | "low" | "high"> | string {
  if (cell.status !== "ok" && cell.status !== "partial") return whyAbsent(cell);
  // Only the baseline has no gain.
  const { mean, standardError } = scale ? cell : gain?.improvement ?? { mean: 0 };
  const error = standardError ?? 0;
  if (mean === null || mean === undefined) return whyAbsent(cell);
  return { value: factor * mean, low: factor * (mean - error), high: factor * (mean + error) };
}
