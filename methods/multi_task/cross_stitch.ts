import { type Dense, type Tensors, tf } from "../../engine/mod.ts";
import { columnsStart, initEncoders } from "./_columns.ts";
import { applyHead, initHead } from "./_heads.ts";
import { applyColumns, layersOf, mixChannels, mixColumns, requireTasks } from "./_stitching.ts";
import { throughTogether } from "./_tables.ts";
import { defineSharing } from "./_sharing.ts";

/**
 * An encoder for each task, mixed with those of the others after every layer.
 *
 * x̃ᵢ = Σⱼ αᵢⱼ xⱼ (Misra et al. 2016, eq. 1, there for two tasks), where x̃ᵢ is the input of task i's next layer and
 * xⱼ is the output of task j's layer. α is learned, one number for each pair of tasks, or one for each channel of a
 * layer; it starts with αᵢᵢ = `same` and the rest of 1 divided equally among the others. The units after the last
 * layer compute the tasks' features: row i of their α is task i's own, and everything else is shared by all.
 *
 * With `same=1` and `learn_units=no` nothing is mixed, and each task's network is that of `single_task`. With
 * `same` = 1/tasks and encoders that start equal, the encoders stay equal: this is hard sharing.
 *
 * Departures from the paper: units after every layer (the paper: after pooling and dense layers); the units learn
 * at the rate of all other parameters (the paper: 10² to 10³ times that); the encoders are initialised at random
 * (the paper: from networks trained on one task each).
 *
 * @throws {RangeError} (from `create`) If there are fewer than two tasks.
 * @see {@link https://arxiv.org/abs/1604.03539}
 */
export default defineSharing({
  name: "cross_stitch",
  title: "Cross-stitch",
  paper: {
    title: "Cross-Stitch Networks for Multi-task Learning",
    authors: ["Misra", "Shrivastava", "Gupta", "Hebert"],
    venue: "CVPR, 3994-4003",
    year: 2016,
    url: "https://arxiv.org/abs/1604.03539",
  },
  setting: "multi_task",
  networks: "all",
  sharesParameters: true,
  readsUnlabelled: false,
  params: {
    units: {
      kind: "choice",
      default: "layer",
      range: ["layer", "channel"],
      grid: ["layer", "channel"],
      describe:
        "layer: one α per pair of tasks and layer; channel: one α for each channel of the layer",
    },
    same: {
      kind: "number",
      default: 0.9,
      range: [0, 1],
      grid: [0.5, 0.9, 1],
      describe: "initial weight of a task's own layer; the other tasks share the rest of 1 equally",
    },
    learn_units: {
      kind: "choice",
      default: "yes",
      range: ["yes", "no"],
      grid: ["yes", "no"],
      describe: "yes: α is learned; no: α keeps its initial values",
    },
    start: columnsStart,
  },
  create({ units, same, learn_units, start }, problem, { encoder }) {
    requireTasks("cross_stitch", problem);
    const { tasks } = problem;
    const places = tasks.map((_, i) => i);
    const learned = learn_units === "yes";
    const mix = units === "layer" ? mixColumns : mixChannels;
    const channels = Object.fromEntries(
      layersOf(encoder).map((name, i) => [name, encoder.layers[i].output.at(-1)!]),
    );
    const last = layersOf(encoder).at(-1)!;

    /** Returns the initial α of some tasks, `[rows, tasks]` or `[rows, tasks, channels]`. */
    const initial = (rows: readonly number[], layer: string): tf.Tensor => {
      const others = (1 - same) / (tasks.length - 1);
      const alpha = tf.tensor2d(rows.map((i) => places.map((j) => j === i ? same : others)));
      if (units === "layer") return alpha;
      return tf.tile(tf.expandDims(alpha, 2), [1, 1, channels[layer]]);
    };

    return {
      init(random) {
        const between = layersOf(encoder).slice(0, -1);
        return {
          shared: {
            columns: initEncoders(random, tasks, encoder, start),
            ...learned && between.length > 0 &&
              { units: Object.fromEntries(between.map((name) => [name, initial(places, name)])) },
          },
          own: Object.fromEntries(tasks.map((task, i) => [task.name, {
            head: initHead(random, task, encoder.width),
            ...learned && { unit: initial([i], last) },
          }])),
        };
      },
      encode(shared, rows, { noise }) {
        const columns = tasks.map(({ name }) => (shared.columns as Tensors)[name] as Tensors);
        const unit = (layer: string) =>
          learned ? (shared.units as Tensors)[layer] as tf.Tensor : initial(places, layer);
        return throughTogether(rows, (x) => {
          const { given } = applyColumns(
            encoder,
            columns,
            x,
            noise,
            (given, layer) => mix(unit(layer), given),
          );
          return { columns: given.at(-1)! };
        }, 1);
      },
      decode({ own }, representation, rows) {
        const featuresOf = (i: number, columns: tf.Tensor) => {
          const unit = learned ? own[tasks[i].name].unit as tf.Tensor : initial([i], last);
          return tf.squeeze(mix(unit, columns), [0]);
        };
        const outputs = rows.flatMap(({ table, tasks: labelled }) =>
          tasks.flatMap(({ name }, i) => {
            if (!labelled.includes(name)) return [];
            const features = featuresOf(i, representation[table].columns as tf.Tensor);
            return [[name, applyHead(own[name].head as Dense, features)] as const];
          })
        );
        return { outputs: Object.fromEntries(outputs), penalties: {} };
      },
    };
  },
});
