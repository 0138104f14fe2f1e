import { type Dense, type Noise, type Tensors, tf } from "../../engine/mod.ts";
import { columnsStart, initEncoders } from "./_columns.ts";
import { applyHead, initHead } from "./_heads.ts";
import { applyColumns, layersOf, mixColumns, requireTasks } from "./_stitching.ts";
import { throughTogether } from "./_tables.ts";
import { defineSharing } from "./_sharing.ts";

/** Number of parts of a layer's channels. */
const SUBSPACES = 2;

/**
 * An encoder for each task. The layers are divided into subspaces, which are mixed with those of all tasks, and all
 * layers contribute to the features.
 *
 * x̃ = α x after each layer, over the two halves of the channels of every task; features Σₗ βₗ x̃ₗ, with each task's
 * own β; L = Σₖ Lₖ + orthogonality · Σ ‖G₁ᵀ G₂‖²_F over tasks and layers, and over the tables of a step, with G₁ and
 * G₂ the subspaces of a layer. As in `cross_stitch`, the last α of a task is its own. α starts with `same` for a
 * subspace itself and the rest of 1 divided equally among all others, β with equal parts.
 *
 * Departures from Ruder et al. 2019. The paper's encoders are recurrent, and their layers have one shape; here
 * layers may have any, and β mixes the layers whose outputs have the shape of the last layer's, or uses the last alone
 * if no other has it. Gᵢ is a half of a layer's output minus its mean over the rows, and the norm is divided by those
 * of G₁ and G₂, so that it is at most 1 (the paper's code: unscaled halves of some of the recurrent weights, which
 * other layers do not have). α: the paper's code starts it at 0.95 and 0.05, in a pattern for two tasks.
 *
 * @throws {RangeError} (from `create`) If there are fewer than two tasks, or a layer's channels are odd.
 * @see {@link https://arxiv.org/abs/1705.08142}
 */
export default defineSharing({
  name: "sluice",
  title: "Sluice network",
  paper: {
    title: "Latent Multi-Task Architecture Learning",
    authors: ["Ruder", "Bingel", "Augenstein", "Søgaard"],
    venue: "AAAI, 4822-4829",
    year: 2019,
    url: "https://arxiv.org/abs/1705.08142",
  },
  setting: "multi_task",
  networks: "all",
  sharesParameters: true,
  readsUnlabelled: false,
  params: {
    same: {
      kind: "number",
      default: 0.9,
      range: [0, 1],
      grid: [0.5, 0.9],
      describe:
        "initial weight of a subspace itself; the other subspaces share the rest of 1 equally",
    },
    orthogonality: {
      kind: "number",
      default: 0.1,
      range: [0, 1e6],
      grid: [0, 0.01, 0.1],
      describe: "factor of the penalty on the overlap of the two subspaces of a layer",
    },
    start: columnsStart,
  },
  create({ same, orthogonality, start }, problem, { encoder }) {
    requireTasks("sluice", problem);
    const { tasks } = problem;
    const layers = layersOf(encoder);
    const odd = encoder.layers.find(({ output }) => output.at(-1)! % SUBSPACES !== 0);
    if (odd) {
      throw new RangeError(
        `Cannot divide a layer into ${SUBSPACES} subspaces: its width must be even, current value is ${
          odd.output.at(-1)
        }`,
      );
    }
    const shapeOf = (i: number) => encoder.layers.at(i)!.output.join();
    /** The layers below the last that β mixes with it. */
    const skipped = layers.slice(0, -1).filter((_, i) => shapeOf(i) === shapeOf(-1));

    /** Returns true if the subspaces' overlap is penalised: in training, not in prediction. */
    const constrained = (noise: Noise | undefined) => orthogonality > 0 && noise !== undefined;

    /** Returns the initial α of some tasks, `[rows · subspaces, tasks · subspaces]`. */
    const initial = (rows: readonly number[]): tf.Tensor => {
      const count = tasks.length * SUBSPACES;
      const parts = rows.flatMap((i) =>
        Array.from({ length: SUBSPACES }, (_, part) => SUBSPACES * i + part)
      );
      const others = (1 - same) / (count - 1);
      return tf.tensor2d(
        parts.map((i) => Array.from({ length: count }, (_, j) => j === i ? same : others)),
      );
    };

    return {
      init(random) {
        const between = layers.slice(0, -1);
        const alphas = between.map((name) => [name, initial(tasks.map((_, i) => i))]);
        const parts = skipped.length + 1;
        return {
          shared: {
            columns: initEncoders(random, tasks, encoder, start),
            ...between.length > 0 && { alpha: Object.fromEntries(alphas) },
          },
          own: Object.fromEntries(tasks.map((task, i) => [task.name, {
            head: initHead(random, task, encoder.width),
            alpha: initial([i]),
            beta: tf.fill([parts], 1 / parts),
          }])),
        };
      },
      encode(shared, rows, { noise }) {
        const columns = tasks.map(({ name }) => (shared.columns as Tensors)[name] as Tensors);
        const alpha = shared.alpha as Tensors;
        const through = throughTogether(rows, (x) => {
          const { given, mixed } = applyColumns(
            encoder,
            columns,
            x,
            noise,
            (given, layer) => mixColumns(alpha[layer] as tf.Tensor, given, SUBSPACES),
          );
          const byLayer = (values: readonly tf.Tensor[]) =>
            Object.fromEntries(values.map((value, i) => [layers[i], value]));
          return { given: byLayer(given), mixed: byLayer(mixed) };
        }, 1);
        return Object.fromEntries(
          Object.entries(through).map(([table, { given, mixed }]) => {
            const ofLayers = given as { readonly [layer: string]: tf.Tensor };
            return [table, {
              ...Object.fromEntries(skipped.map((name) => [name, (mixed as Tensors)[name]])),
              last: ofLayers[layers.at(-1)!],
              ...constrained(noise) && { overlap: tf.addN(Object.values(ofLayers).map(overlap)) },
            }];
          }),
        );
      },
      decode({ own }, representation, rows, { noise }) {
        const featuresOf = (i: number, given: Tensors) => {
          const { alpha, beta } = own[tasks[i].name] as { [name: string]: tf.Tensor };
          const mixed = [
            ...skipped.map((name) => tf.slice(given[name] as tf.Tensor, [i], [1])),
            mixColumns(alpha, given.last as tf.Tensor, SUBSPACES),
          ];
          const parts = mixed.map((x, l) => tf.mul(x, tf.slice(beta, l, 1)));
          return tf.squeeze(tf.addN(parts), [0]);
        };
        const outputs = rows.flatMap(({ table, tasks: labelled }) =>
          tasks.flatMap(({ name }, i) => {
            if (!labelled.includes(name)) return [];
            const features = featuresOf(i, representation[table]);
            return [[name, applyHead(own[name].head as Dense, features)] as const];
          })
        );
        const penalties: Record<string, tf.Scalar> = {};
        if (constrained(noise)) {
          const overlaps = rows.map(({ table }) => representation[table].overlap as tf.Scalar);
          penalties.overlap = tf.mul(tf.addN(overlaps), orthogonality);
        }
        return { outputs: Object.fromEntries(outputs), penalties };
      },
    };
  },
});

/** Keeps the divisor above zero for a layer whose outputs are constant. */
const LEAST = 1e-12;

/**
 * Computes the overlap of a layer's two subspaces: Σ ‖G₁ᵀ G₂‖²_F / (‖G₁‖²_F ‖G₂‖²_F) over the tasks, where G₁ and
 * G₂ are the halves of the layer's output minus their means over all rows and places.
 *
 * @param given `[tasks, batch, …, channels]`.
 * @returns A scalar between 0, if no channel of one half correlates with one of the other, and the number of tasks.
 */
function overlap(given: tf.Tensor): tf.Scalar {
  const [columns, channels] = [given.shape[0], given.shape.at(-1)!];
  const flat = tf.reshape(given, [columns, given.size / columns / channels, channels]);
  const [first, second] = tf.split(tf.sub(flat, tf.mean(flat, 1, true)), SUBSPACES, 2);
  const squares = (x: tf.Tensor) => tf.sum(tf.square(x), [1, 2]);
  const sizes = tf.add(tf.mul(squares(first), squares(second)), LEAST);
  return tf.sum(tf.div(squares(tf.matMul(first, second, true)), sizes)) as tf.Scalar;
}
