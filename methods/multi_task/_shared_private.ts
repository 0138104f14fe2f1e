import type { BoundEncoder } from "../../encoders/encoder.ts";
import { type Dense, type Streams, type Tensors, tf } from "../../engine/mod.ts";
import { initEncoder } from "./_columns.ts";
import { applyHead, initHead } from "./_heads.ts";
import { throughTogether } from "./_tables.ts";
import type {
  NetworkContext,
  NetworkParams,
  NetworkRows,
  Representation,
  TasksProblem,
} from "./_sharing.ts";

/** The parameters of one task alone. */
type Private = Tensors & { readonly encoder: Tensors; readonly head: Dense };

/** Features by task. */
type TaskFeatures = { readonly [task: string]: tf.Tensor };

/** The parts of a network with a shared encoder and one for each task alone. */
export interface SharedPrivate {
  init(random: Streams): NetworkParams;
  /** The shared `features` of each table. */
  encode(shared: Tensors, rows: readonly NetworkRows[], context: NetworkContext): Representation;
  /** The private features of the rows' tasks. */
  encodePrivately(
    own: NetworkParams["own"],
    rows: readonly NetworkRows[],
    context: NetworkContext,
  ): TaskFeatures;
  /** Applies each task's head to the task's private features and the shared ones, side by side. */
  outputs(
    own: NetworkParams["own"],
    representation: Representation,
    rows: readonly NetworkRows[],
    privately: TaskFeatures,
  ): { readonly [task: string]: tf.Tensor };
}

/**
 * Makes the network of the shared-private scheme (Liu et al. 2017, §3): outputs = head([h, s]),
 * with h from the task's own encoder and s from the shared one.
 */
export function sharedPrivate({ tasks }: TasksProblem, encoder: BoundEncoder): SharedPrivate {
  return {
    init: (random) => ({
      shared: { encoder: initEncoder(random, encoder) },
      own: Object.fromEntries(tasks.map((task) => [task.name, {
        encoder: encoder.init((purpose) => random(`private/${task.name}/${purpose}`)),
        head: initHead(random, task, 2 * encoder.width),
      }])),
    }),
    encode: (shared, rows, { noise }) =>
      throughTogether(
        rows,
        (x) => ({ features: encoder.apply(shared.encoder as Tensors, x, noise) }),
        0,
      ),
    encodePrivately: (own, rows, { noise }) =>
      Object.fromEntries(
        rows.flatMap(({ tasks, x }) =>
          tasks.map((task) => [task, encoder.apply((own[task] as Private).encoder, x, noise)])
        ),
      ),
    outputs: (own, representation, rows, privately) =>
      Object.fromEntries(
        rows.flatMap(({ table, tasks }) =>
          tasks.map((task) => {
            const shared = representation[table].features as tf.Tensor;
            return [
              task,
              applyHead((own[task] as Private).head, tf.concat([privately[task], shared], -1)),
            ];
          })
        ),
      ),
  };
}
