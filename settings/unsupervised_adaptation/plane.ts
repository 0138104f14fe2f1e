import { maximum, minimum } from "../../descriptors/extremes.ts";
import { type Execution, type NdArray, toDense } from "../../engine/mod.ts";
import type { Plane, PlanePoint } from "../../records/record.ts";
import { allFinite } from "../_finite.ts";
import type { LabelledView } from "../_views.ts";

/** Grid points along each side, and the margin around the points, in units of the inputs. */
const SIDE = 81;
const MARGIN = 0.4;

/**
 * Evaluates a model over the plane of its two-dimensional inputs.
 *
 * @param execution The model, with two classes.
 * @param source The source's training rows, `x [rows, 2]`.
 * @param target The target's training rows, `x [rows, 2]`.
 * @returns `undefined` if an output is not finite.
 */
export async function planeOf(
  execution: Execution,
  source: LabelledView,
  target: LabelledView,
): Promise<Plane | undefined> {
  const both = [...points(source), ...points(target)];
  const [xs, ys] = [0, 1].map((axis) => {
    const values = both.map((point) => point[axis]);
    const [low, high] = [minimum(values) - MARGIN, maximum(values) + MARGIN];
    return Array.from({ length: SIDE }, (_, i) => round(low + (high - low) * i / (SIDE - 1)));
  });
  const grid = Float32Array.from(ys.flatMap((y) => xs.flatMap((x) => [x, y])));
  const logits = await execution.predict({ shape: [SIDE * SIDE, 2], data: grid });
  const probability = ofClassOne(logits);
  if (!allFinite(probability)) return undefined;
  return {
    xs,
    ys,
    probability,
    source: points(source),
    target: points(target),
  };
}

function points({ x, y }: LabelledView): PlanePoint[] {
  const { data } = toDense(x);
  return Array.from(
    y.data,
    (label, row) => [round(data[2 * row]), round(data[2 * row + 1]), label] as const,
  );
}

function ofClassOne({ shape: [rows], data }: NdArray): number[] {
  return Array.from(
    { length: rows },
    (_, row) => round(1 / (1 + Math.exp(data[2 * row] - data[2 * row + 1]))),
  );
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
