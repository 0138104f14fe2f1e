import { caruana1997 } from "../../descriptors/papers.ts";
import type { BoundEncoder } from "../../encoders/encoder.ts";
import { leaves, type Random, type Tensors, tf } from "../../engine/mod.ts";
import { columns } from "./_columns.ts";
import { outputsOf } from "./_task_losses.ts";
import { defineSharing, type Encoders, type Network, type ProblemTask } from "./_sharing.ts";

/** The largest excess of the widening over the smallest sufficient factor. */
const PRECISION = 0.005;

/**
 * Each task by itself, in a network with as many parameters as `hard_sharing` has for all of them.
 *
 * It shows the effect of more parameters without transfer: each of the T networks has at least as many
 * parameters as the encoder and the T heads of hard sharing together, so T times as many are trained in all.
 * The encoder's widths are multiplied by the smallest sufficient factor, to within 0.5 %, and rounded. With one
 * task it equals `single_task`.
 *
 * @throws {RangeError} (from `create`) If multiplying the encoder's widths changes nothing.
 * @see {@link https://doi.org/10.1023/A:1007379606734}
 */
export default defineSharing({
  name: "single_task_matched",
  title: "Single task, as many parameters",
  paper: caruana1997,
  setting: "multi_task",
  networks: "each",
  sharesParameters: false,
  readsUnlabelled: false,
  params: {},
  create(_values, problem, encoders) {
    const { encoder, widened } = encoders;
    if (widths(widened(2)) === widths(encoder)) {
      throw new RangeError(
        `Cannot widen the encoder: no layer is wider at twice its widths, current widths are ${
          widths(encoder)
        }`,
      );
    }
    // Counting parameters takes as long as drawing them, so it is done when they are first needed.
    let made: Network | undefined;
    const network = () => made ??= columns(problem, matched(problem.tasks, problem.all, encoders));
    return {
      init: (random) => network().init(random),
      encode: (...given) => network().encode(...given),
      decode: (...given) => network().decode(...given),
    };
  },
});

/** Returns the last axis of each layer's output. */
const widths = ({ layers }: BoundEncoder): string =>
  layers.map(({ output }) => output.at(-1)).join(", ");

/** Returns the narrowest encoder that is wide enough. */
function matched(
  tasks: readonly ProblemTask[],
  all: readonly ProblemTask[],
  { encoder, widened }: Encoders,
): BoundEncoder {
  const wanted = parametersOf(encoder, all);
  const suffices = (factor: number) => parametersOf(widened(factor), tasks) >= wanted;
  if (parametersOf(encoder, tasks) >= wanted) return encoder;
  let [low, high] = [1, 2];
  while (!suffices(high)) [low, high] = [high, 2 * high];
  while (high > (1 + PRECISION) * low) {
    const middle = (low + high) / 2;
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return widened(high);
}

/** Counts the parameters of an encoder with the heads of some tasks. */
function parametersOf(encoder: BoundEncoder, tasks: readonly ProblemTask[]): number {
  const heads = tasks.map((task) => (encoder.width + 1) * outputsOf(task));
  let encoders = 0;
  tf.tidy(() => {
    const params: Tensors = encoder.init(() => zero);
    encoders = sum(leaves(params).map(([, { size }]) => size));
  });
  return encoders + sum(heads);
}

/** A random source that returns zeros. */
const zero: Random = {
  uniform: () => 0,
  normal: () => 0,
  permutation: (n) => new Int32Array(n),
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
