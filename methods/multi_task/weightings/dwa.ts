import { tf } from "../../../engine/mod.ts";
import { defineWeighting, memoryless } from "./weighting.ts";

/**
 * Dynamic weight average: the slower a task's loss falls from epoch to epoch, the larger its weight.
 *
 * w = T · softmax(r / temperature), r_k = (mean loss of the last epoch) / (mean loss of the epoch before), for T
 * tasks. The weights are equal in the first two epochs (Liu et al. 2019).
 *
 * `joint` is true: the ratios compare the tasks over the same steps. A task whose mean loss was zero keeps the
 * ratio 1. A task's mean is over the steps that it is present in; without any in an epoch, it keeps its last mean and
 * its ratio. The weight of a task that is absent from a batch is not divided among the others.
 *
 * State: the current epoch's `sums [T]` and numbers of `steps [T]`, the last epoch's mean losses `last [T]` (zero
 * until an epoch has ended), and the `ratios [T]`.
 *
 * @see {@link https://arxiv.org/abs/1803.10704}
 */
export default defineWeighting({
  name: "dwa",
  title: "Dynamic weight average",
  paper: {
    title: "End-to-End Multi-Task Learning with Attention",
    authors: ["Liu", "Johns", "Davison"],
    venue: "CVPR",
    year: 2019,
    url: "https://arxiv.org/abs/1803.10704",
  },
  joint: true,
  params: {
    temperature: {
      kind: "number",
      default: 2,
      range: [0.01, 1000],
      grid: [1, 2, 5],
      describe: "temperature of the softmax; higher values make the weights more equal",
    },
  },
  create: ({ temperature }, { length: count }) => ({
    ...memoryless,
    init: () => ({
      sums: tf.zeros([count]),
      steps: tf.zeros([count]),
      last: tf.zeros([count]),
      ratios: tf.ones([count]),
    }),
    terms: (losses, { state }) =>
      tf.mul(losses, tf.mul(tf.softmax(tf.div(state.ratios as tf.Tensor1D, temperature)), count)),
    next(state, { losses, scalars, present }) {
      const { sums, steps, last, ratios } = state as { [name: string]: tf.Tensor1D };
      const ends = tf.greater(scalars.epoch_ends, 0);
      const [sum, count] = [tf.add(sums, losses), tf.add(steps, present ?? 1)];
      const means = tf.div(sum, count);
      const change = tf.where(tf.greater(last, 0), tf.div(means, last), tf.onesLike(last));
      const known = present ? tf.greater(tf.mul(count, scalars.epoch_ends), 0) : ends;
      return {
        sums: tf.where(ends, tf.zerosLike(sum), sum),
        steps: tf.where(ends, tf.zerosLike(count), count),
        last: tf.where(known, means, last),
        ratios: tf.where(known, change, ratios),
      };
    },
  }),
});
