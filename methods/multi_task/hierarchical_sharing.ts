import { sogaard2016 } from "../../descriptors/papers.ts";
import type { Layer, LayerContext } from "../../encoders/encoder.ts";
import { type Dense, type Tensors, tf } from "../../engine/mod.ts";
import { initEncoder } from "./_columns.ts";
import { applyHead, initHead } from "./_heads.ts";
import { withSuccessive } from "./_successive.ts";
import { defineSharing, type Network, type ProblemTask } from "./_sharing.ts";

/**
 * Supervises low-level tasks at lower layers: each task's head stands on the layer of its level,
 * and lower tasks train only the layers up to it (Søgaard & Goldberg 2016).
 *
 * If the tasks have L levels, the heads of the l-th lowest stand on layer ⌈l · depth / L⌉ of the encoder, those of
 * the highest on the last. Layers that several tasks pass are shared; the layers above the second highest head
 * belong to the highest task alone. Features of a lower layer that are not one vector (images, words) are flattened,
 * except for tagging.
 *
 * Successive regularisation (Hashimoto et al. 2017) adds δ‖θ − θ′‖² to the loss, with θ the shared
 * layers' parameters. Departure: θ′ is θ at the start of the epoch, for all tasks (the paper: θ after the training
 * of the preceding task, for the layers below, with tasks trained one after another in each epoch). With δ = 0 it is
 * off, and no θ′ is kept.
 *
 * @see {@link https://aclanthology.org/D17-1206/}
 */
export default defineSharing({
  name: "hierarchical_sharing",
  title: "Hierarchical sharing",
  paper: sogaard2016,
  setting: "multi_task",
  params: {
    successive: {
      kind: "number",
      default: 0,
      range: [0, 1000],
      grid: [0, 0.01, 0.1],
      describe:
        "δ, factor of the squared change of the shared layers since the epoch's start; 0: none",
    },
  },
  networks: "all",
  sharesParameters: true,
  readsUnlabelled: false,
  create({ successive: δ }, { tasks }, { encoder }) {
    const { layers } = encoder;
    const depths = depthsOf(tasks, layers.length);
    // One task alone passes the layers above the second highest head.
    const common = [...depths.values()].sort((a, b) => b - a)[1];
    const nameOf = (depth: number) => `layer${depth}`;

    /** Returns the layers above one depth, up to another. */
    const layersOf = (params: Tensors, above: number, depth: number) =>
      Object.fromEntries(
        layers.map((_, i) => [nameOf(i + 1), params[nameOf(i + 1)]]).slice(above, depth),
      );

    function apply(
      params: Tensors,
      below: tf.Tensor,
      [above, depth]: readonly [number, number],
      context: LayerContext,
    ): tf.Tensor {
      return layers.slice(above, depth).reduce(
        (x, layer, i) => layer.apply(params[nameOf(above + i + 1)] as Tensors, x, context),
        below,
      );
    }

    const network: Network = {
      init(random) {
        const params = initEncoder(random, encoder);
        return {
          shared: { encoder: layersOf(params, 0, common) },
          own: Object.fromEntries(tasks.map((task) => {
            const depth = depths.get(task.name)!;
            return [task.name, {
              ...(depth > common ? { encoder: layersOf(params, common, depth) } : {}),
              head: initHead(random, task, widthOf(task, layers[depth - 1])),
            }];
          })),
        };
      },
      encode: (shared, rows, { noise }) =>
        Object.fromEntries(rows.map(({ table, tasks, x }) => {
          const stops = new Set(tasks.map((task) => Math.min(depths.get(task)!, common)));
          const features: { [layer: string]: tf.Tensor } = {};
          let [above, below] = [0, x];
          for (const depth of [...stops].sort((a, b) => a - b)) {
            below = apply(shared.encoder as Tensors, below, [above, depth], { input: x, noise });
            features[nameOf(depth)] = below;
            above = depth;
          }
          return [table, features];
        })),
      decode: ({ own }, representation, rows, { noise }) => ({
        outputs: Object.fromEntries(rows.flatMap(({ table, tasks: names, x }) => {
          const context = { input: x, noise };
          return tasks.filter(({ name }) => names.includes(name)).map((task) => {
            const { encoder, head } = own[task.name];
            const depth = depths.get(task.name)!;
            const above = Math.min(depth, common);
            const below = representation[table][nameOf(above)] as tf.Tensor;
            const features = apply(encoder as Tensors, below, [above, depth], context);
            return [task.name, applyHead(head as Dense, asInput(task, features))];
          });
        })),
        penalties: {},
      }),
    };
    return δ > 0 ? withSuccessive(network, δ) : network;
  },
});

/**
 * Returns by task the depth, from 1, of the layer that its head stands on.
 *
 * @throws {RangeError} If all tasks are of one level, or there are more levels than layers.
 */
function depthsOf(tasks: readonly ProblemTask[], layers: number): Map<string, number> {
  const levels = [...new Set(tasks.map(({ level }) => level))].sort((a, b) => a - b);
  if (levels.length < 2) {
    throw new RangeError(
      "Cannot share by hierarchy: tasks must be of two levels or more, all are of level " +
        `${levels[0]}`,
    );
  }
  if (levels.length > layers) {
    throw new RangeError(
      `Cannot share by hierarchy: tasks of ${levels.length} levels need an encoder of as many ` +
        `layers, current value is ${layers}`,
    );
  }
  return new Map(
    tasks.map(({ name, level }) => [
      name,
      Math.ceil((levels.indexOf(level) + 1) * layers / levels.length),
    ]),
  );
}

/** Returns the width of a head's input from a layer: of one word's features, or of all features. */
function widthOf({ kind }: ProblemTask, { output }: Layer): number {
  return kind === "tagging" ? output.at(-1)! : output.reduce((size, length) => size * length, 1);
}

/** Returns a layer's features in the shape that a task's head reads. */
function asInput({ kind }: ProblemTask, features: tf.Tensor): tf.Tensor {
  if (kind === "tagging" || features.rank === 2) return features;
  const [batch] = features.shape;
  return tf.reshape(features, [batch, features.size / batch]);
}
