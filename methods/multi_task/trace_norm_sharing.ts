import { leaves, type Tensors, tf } from "../../engine/mod.ts";
import { columns, columnsStart, stacked } from "./_columns.ts";
import { traceNorm } from "./_trace_norm.ts";
import { defineSharing } from "./_sharing.ts";

/**
 * An encoder and a head for each task, with a penalty that favours linearly dependent encoders.
 *
 * L = Σₖ Lₖ + λ · Σ_w ‖M_w‖_*: each parameter w of the encoder, kernel or bias, forms a matrix M_w with one row
 * for each task, and the trace norm favours a low rank, that is, linearly dependent rows. Of the paper's tensor
 * trace norms this is the one that flattens along the last axis, that of the tasks (LAF; the others flatten along all
 * axes in turn, after Tucker, or after the tensor train). With λ = 0 no penalty is added, and each task's network is
 * that of `single_task`.
 *
 * Departures from Yang & Hospedales 2017: singular values are smoothed, see {@linkcode traceNorm}; the heads,
 * whose shapes differ, are not penalised; and the encoders start with equal weights. Their matrices have rank one, the
 * minimum, and tasks diverge only if their losses fall by more than the penalty rises. In encoders that are
 * initialised independently, the order of hidden units is unrelated and the rows are nearly orthogonal, so that a
 * small penalty can only shrink them. `start=apart` initialises them so.
 *
 * @see {@link https://arxiv.org/abs/1606.04038}
 */
export default defineSharing({
  name: "trace_norm_sharing",
  title: "Soft sharing by trace norms",
  paper: {
    title: "Trace Norm Regularised Deep Multi-Task Learning",
    authors: ["Yang", "Hospedales"],
    venue: "ICLR workshop",
    year: 2017,
    url: "https://arxiv.org/abs/1606.04038",
  },
  setting: "multi_task",
  networks: "all",
  sharesParameters: false,
  readsUnlabelled: false,
  params: {
    lambda: {
      kind: "number",
      default: 0.001,
      range: [0, 1e6],
      grid: [0.0001, 0.001, 0.01],
      describe: "factor of the trace norms of the encoders' stacked parameters",
    },
    start: columnsStart,
  },
  create: ({ lambda, start }, problem, { encoder }) =>
    columns(problem, encoder, {
      start,
      penalties: lambda === 0 ? undefined : (encoders) => ({
        trace_norm: tf.mul(traceNorm(matricesOf(encoders)), lambda) as tf.Scalar,
      }),
    }),
});

/** Returns for each parameter a matrix with a row for each tree. */
function matricesOf(trees: readonly Tensors[]): tf.Tensor2D[] {
  return leaves(stacked(trees)).map(([, leaf]) =>
    tf.reshape(leaf, [trees.length, -1]) as tf.Tensor2D
  );
}
