import type { BoundEncoder } from "../../encoders/encoder.ts";
import {
  type Dense,
  mapTree,
  type ScalarTensors,
  type Streams,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import { applyHead, initHead } from "./_heads.ts";
import type { Network, ProblemTask, TasksProblem } from "./_sharing.ts";

/** The network of one task. */
type Column = Tensors & { readonly encoder: Tensors; readonly head: Dense };

/** The parameter for the initial weights of the tasks' encoders, where each task has one. */
export const columnsStart = {
  kind: "choice",
  default: "equal",
  range: ["equal", "apart"],
  grid: ["equal", "apart"],
  describe: "equal: all tasks' encoders start with the weights that a shared encoder would have; " +
    "apart: each starts with weights of its own",
} as const;

/** The values of the parameter {@linkcode columnsStart}. */
export type ColumnsStart = typeof columnsStart["range"][number];

/** Draws an encoder that several tasks start with; methods with the same `random` start with the same encoder. */
export function initEncoder(random: Streams, encoder: BoundEncoder): Tensors {
  return encoder.init((purpose) => random(`encoder/${purpose}`));
}

/** Draws an encoder for each task; returns them by task. */
export function initEncoders(
  random: Streams,
  tasks: readonly ProblemTask[],
  encoder: BoundEncoder,
  start: ColumnsStart,
): { [task: string]: Tensors } {
  if (start === "apart") {
    return Object.fromEntries(
      tasks.map(({ name }) => [
        name,
        encoder.init((purpose) => random(`encoder/${name}/${purpose}`)),
      ]),
    );
  }
  const drawn = initEncoder(random, encoder);
  return Object.fromEntries(
    tasks.map(({ name }) => [name, mapTree((leaf: tf.Tensor) => tf.clone(leaf), drawn)]),
  );
}

/** Options of {@linkcode columns}. */
export interface ColumnsOptions {
  /** By default `equal`. */
  readonly start?: ColumnsStart;
  /** Penalties that couple the tasks' encoders, which come in the order of the tasks; by default none. */
  readonly penalties?: (encoders: readonly Tensors[]) => ScalarTensors;
}

/**
 * Makes networks side by side, an encoder and a head for each task, that share no parameters and are coupled by
 * penalties alone.
 *
 * In a step that trains some of the tasks, the encoders of the others are constants: the step descends the same
 * objective in part of its variables.
 *
 * @param problem The tasks.
 * @param encoder The network from inputs to features.
 * @param options The initial weights and the penalties of the encoders.
 */
export function columns(
  { tasks }: TasksProblem,
  encoder: BoundEncoder,
  { start = "equal", penalties }: ColumnsOptions = {},
): Network {
  return {
    init(random) {
      const encoders = initEncoders(random, tasks, encoder, start);
      return {
        shared: {},
        own: Object.fromEntries(
          tasks.map((task): [string, Column] => [task.name, {
            encoder: encoders[task.name],
            head: initHead(random, task, encoder.width),
          }]),
        ),
      };
    },
    encode: (_shared, rows) => Object.fromEntries(rows.map(({ table }) => [table, {}])),
    decode({ own }, _representation, rows, { noise }) {
      const columns = own as { readonly [task: string]: Column };
      const outputs = Object.fromEntries(
        rows.flatMap(({ tasks, x }) =>
          tasks.map((task) => {
            const { encoder: params, head } = columns[task];
            return [task, applyHead(head, encoder.apply(params, x, noise))];
          })
        ),
      );
      if (!penalties || !noise) return { outputs, penalties: {} };
      const encoders = tasks.map(({ name }) =>
        Object.hasOwn(outputs, name)
          ? columns[name].encoder
          : mapTree(constant, columns[name].encoder)
      );
      return { outputs, penalties: penalties(encoders) };
    },
  };
}

/** Stacks the corresponding leaves of several trees: `[trees, …]` each. */
export function stacked(trees: readonly Tensors[]): Tensors {
  const [first, ...others] = trees;
  return mapTree((...same: tf.Tensor[]) => tf.stack(same), first, ...others);
}

/** Returns a copy outside the gradient tape, so that no gradient reaches the original. */
function constant(x: tf.Tensor): tf.Tensor {
  return tf.customGrad(() => ({ value: tf.clone(x), gradFunc: () => [] }))();
}
