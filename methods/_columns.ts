import type { BoundEncoder } from "../encoders/encoder.ts";
import {
  type Dense,
  mapTree,
  type ScalarTensors,
  type Streams,
  type Tensors,
  tf,
} from "../engine/mod.ts";
import { applyHead, initHead } from "./_heads.ts";
import type { Network, ProblemTask, TasksProblem } from "./multi_task.ts";

/** A task's own network. */
type Column = Tensors & { readonly encoder: Tensors; readonly head: Dense };

/** The parameter that says what the tasks' encoders start from, where each has one. */
export const columnsStart = {
  kind: "choice",
  default: "equal",
  range: ["equal", "apart"],
  grid: ["equal", "apart"],
  describe:
    "equal: each task's encoder starts as one shared by all would; apart: with its own draws",
} as const;

/** Where the tasks' encoders start; see {@linkcode columnsStart}. */
export type ColumnsStart = typeof columnsStart["range"][number];

/** Draws an encoder that several tasks start with; rivals that share `random` start with the same. */
export function initEncoder(random: Streams, encoder: BoundEncoder): Tensors {
  return encoder.init((purpose) => random(`encoder/${purpose}`));
}

/** Draws an encoder for each task, by task. */
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
  /** `equal` unless given. */
  readonly start?: ColumnsStart;
  /** What ties the tasks' encoders together, which come in the order of the tasks; nothing unless given. */
  readonly penalties?: (encoders: readonly Tensors[]) => ScalarTensors;
}

/**
 * Makes networks that stand side by side, an encoder and a head for each task, and share nothing but what
 * penalties ask of them.
 *
 * A step that trains some of the tasks takes the encoders of the others as constants: it descends the same
 * objective in part of its variables.
 *
 * @param problem The tasks.
 * @param encoder The network from inputs to features.
 * @param options Where the encoders start, and what is asked of them.
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

/** What stands at the same place in several trees, leaf by leaf: `[trees, …]` each. */
export function stacked(trees: readonly Tensors[]): Tensors {
  const [first, ...others] = trees;
  return mapTree((...same: tf.Tensor[]) => tf.stack(same), first, ...others);
}

/** A copy that differentiation does not follow back, so that the original counts as not reached. */
function constant(x: tf.Tensor): tf.Tensor {
  return tf.customGrad(() => ({ value: tf.clone(x), gradFunc: () => [] }))();
}
