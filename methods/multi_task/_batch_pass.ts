import { type Noise, replayable, type ScalarTensors, type Tensors, tf } from "../../engine/mod.ts";
import { presentTasks, taskLoss } from "./_task_losses.ts";
import type {
  Network,
  NetworkContext,
  NetworkParams,
  NetworkRows,
  ProblemTask,
  Representation,
  TasksProblem,
} from "./_sharing.ts";

/** Rows of one table: labelled, by task, or without labels. */
type TableBatch = Tensors & {
  readonly x: tf.Tensor;
  readonly y?: { readonly [task: string]: tf.Tensor };
};

/** A network's losses on a batch: those of the batch's tasks, and the penalties that are added to them. */
export interface Pass {
  /** `[n]`, in the order of the batch's tasks; 0 for a task without a label in the batch. */
  readonly losses: tf.Tensor1D;
  readonly penalties: ScalarTensors;
}

/** The table with unlabelled rows that accompanies each labelled table, by name; none for the tables that are absent. */
export interface UnlabelledTables {
  readonly [table: string]: string;
}

/**
 * Returns the rows of a batch's tables.
 *
 * @param batch Tables with `x` and, by task, `y`; tables of unlabelled rows have `x` alone.
 * @param unlabelled The tables of unlabelled rows.
 */
export function rowsOf(batch: Tensors, unlabelled: UnlabelledTables): NetworkRows[] {
  const tables = batch as { readonly [table: string]: TableBatch };
  return Object.entries(tables).filter(([, { y }]) => y).map(([table, { x, y }]) => ({
    table,
    tasks: Object.keys(y!),
    x,
    unlabelled: tables[unlabelled[table]]?.x,
  }));
}

/** One batch and its computations. Every pass through the network uses the same dropout masks. */
export class BatchPass {
  /** The tasks that the batch's tables are labelled for, in the order of the problem. */
  readonly tasks: readonly ProblemTask[];
  /** The indices of those tasks among all tasks of the problem. */
  readonly places: readonly number[];
  /** `[n]`: 1 for a task with a label in the batch, 0 for an absent one; `undefined` if no task can be absent. */
  readonly present?: tf.Tensor1D;
  readonly #rows: readonly NetworkRows[];
  readonly #labels: ReadonlyMap<string, tf.Tensor>;
  readonly #contexts: Record<"encode" | "decode", () => NetworkContext>;

  /**
   * @param problem The tasks.
   * @param network The network that learns them.
   * @param batch The batch's tables.
   * @param unlabelled The tables of unlabelled rows among them.
   * @param scalars The step's scalars.
   * @param noise The source of dropout masks; without it, nothing is dropped.
   */
  constructor(
    problem: TasksProblem,
    readonly network: Network,
    batch: Tensors,
    unlabelled: UnlabelledTables,
    scalars: ScalarTensors,
    noise?: Noise,
  ) {
    this.#rows = rowsOf(batch, unlabelled);
    this.#labels = new Map(
      Object.values(batch as { readonly [table: string]: TableBatch })
        .flatMap(({ y }) => Object.entries(y ?? {})),
    );
    this.tasks = problem.tasks.filter(({ name }) => this.#labels.has(name));
    this.places = this.tasks.map((task) => problem.tasks.indexOf(task));
    this.present = presentTasks(this.tasks, this.#labels);
    const context = () => {
      const again = noise && replayable(noise);
      return () => ({ scalars, noise: again?.() });
    };
    this.#contexts = { encode: context(), decode: context() };
  }

  encode(shared: Tensors): Representation {
    return this.network.encode(shared, this.#rows, this.#contexts.encode());
  }

  decode(params: NetworkParams, representation: Representation): Pass {
    const { outputs, penalties } = this.network.decode(
      params,
      representation,
      this.#rows,
      this.#contexts.decode(),
    );
    const losses = this.tasks.map((task) =>
      taskLoss(task, outputs[task.name], this.#labels.get(task.name)!)
    );
    return { losses: tf.stack(losses) as tf.Tensor1D, penalties };
  }

  through(params: NetworkParams): Pass {
    return this.decode(params, this.encode(params.shared));
  }
}
