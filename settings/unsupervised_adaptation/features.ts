import { Matrix, SVD } from "ml-matrix";
import {
  concatenate,
  type Execution,
  type NdArray,
  type Streams,
  takeRows,
} from "../../engine/mod.ts";
import type { FeatureView, PlanePoint } from "../../records/record.ts";
import { allFinite } from "../_finite.ts";
import type { LabelledView } from "../_views.ts";

/** Maximum number of rows of each domain in the view. */
const ROWS = 100;

/** Computes a view of a model's features; `undefined` if features are not finite. */
export type ViewFeatures = (execution: Execution) => Promise<FeatureView | undefined>;

/**
 * Chooses the rows whose features are shown.
 *
 * @param source The source's test rows.
 * @param target The target's test rows.
 * @param random The run's streams: the rows are the same for every method of a seed.
 */
export function viewFeatures(
  source: LabelledView,
  target: LabelledView,
  random: Streams,
): ViewFeatures {
  const chosen = Object.entries({ source, target }).map(([domain, { x, y }]) => {
    const rows = random(`features/${domain}`).permutation(x.shape[0]).subarray(0, ROWS);
    return { x: takeRows(x, rows), labels: [...takeRows(y, rows).data] };
  });
  const [ofSource, ofTarget] = chosen.map(({ labels }) => labels);
  const x = concatenate(chosen.map(({ x }) => x));
  return async (execution) => {
    const features = await execution.predict(x, "features");
    if (!allFinite(features.data)) return undefined;
    const { points, explained } = projected(features);
    if (!points.every(allFinite)) return undefined;
    const labelled = (labels: readonly number[], from: number) =>
      labels.map((label, row): PlanePoint => [...points[from + row], label]);
    return {
      source: labelled(ofSource, 0),
      target: labelled(ofTarget, ofSource.length),
      explained,
    };
  };
}

/** Projects rows to the plane of their first two principal components, with the fraction of the variance along each. */
function projected({ shape: [rows, width], data }: NdArray): {
  points: [x: number, y: number][];
  explained: [x: number, y: number];
} {
  const centred = Matrix.from1DArray(rows, width, data).center("column");
  const { diagonal, rightSingularVectors: axes } = new SVD(centred, {
    computeLeftSingularVectors: false,
    autoTranspose: true,
  });
  const variances = Array.from(diagonal, (length) => length ** 2);
  const variance = variances.reduce((sum, other) => sum + other, 0);
  // A single feature has one component, and equal features have no variance.
  const [x, y = 0] = variances.map((part) => round(part / variance || 0));
  const plane = axes.subMatrix(0, width - 1, 0, Math.min(2, width) - 1);
  return {
    points: centred.mmul(plane).to2DArray().map(([x, y = 0]) => [round(x), round(y)]),
    explained: [x, y],
  };
}

const round = (value: number): number => Number(value.toPrecision(4));
