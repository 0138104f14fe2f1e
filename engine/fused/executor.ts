import { type NdArray, takeRows } from "../array.ts";
import { initialState } from "../compiled/initial_state.ts";
import { sizeOf, type Spec } from "../compiled/graph.ts";
import { nameOf } from "../compiled/inputs.ts";
import { encodeModel } from "../compiled/onnx.ts";
import { type Sparse, sparseOf, takeSparse } from "../compiled/sparse.ts";
import { type Lowered, lowerReads, lowerStep } from "../compiled/step.ts";
import {
  checkRows,
  dataOf,
  hold,
  keyOf,
  remembered,
  specOf,
  type Stored,
  storedOf,
} from "../compiled/stored.ts";
import type { CompiledGraph, OpenOptions } from "../devices/device.ts";
import {
  type Device,
  type Execution,
  type Executor,
  type Feed,
  measureOf,
  noiseOf,
  type Tables,
} from "../executor.ts";
import { drawUniform } from "../noise.ts";
import type { Numbers, Program, ScalarTensors } from "../program.ts";
import type * as tf from "../tf.ts";
import { type Arrays, leaves, mapTree, type Tensors, type Tree } from "../tree.ts";
import { Arena } from "./arena.ts";
import { type Opened, openPlan } from "./open.ts";
import type { Operator } from "./operators/operator.ts";
import { type Plan, planGraph } from "./plan.ts";
import { cpuTarget } from "./target.ts";
import type { Region } from "./values.ts";

/** Rows per evaluation call: large enough for full speed, small enough for the intermediate values of long texts. */
const PREDICT_ROWS = 32;

/** Options of {@linkcode fusedExecutor}. */
interface FusedOptions extends OpenOptions {
  /** Lets waiting threads spin; tests that share a machine do not. */
  readonly spins?: boolean;
  /** The operators that kernels compute; ONNX Runtime computes all others. By default all that kernels can. */
  readonly fused?: ReadonlyMap<string, Operator>;
}

/**
 * Runs programs on the CPU: ONNX Runtime's products and convolutions, and fused WebAssembly kernels between them, over one
 * memory in which the state is updated in place.
 *
 * Tables stay outside of that memory; the rows of a batch are copied into it. Tables and prediction inputs that are
 * two-dimensional float arrays of nearly all zeros are multiplied without their zeros. Results are the same up to the order
 * of addition, except where a zero would be multiplied by infinity or NaN.
 *
 * @param device Description of the device for run records.
 */
export function fusedExecutor(device: Device, options: FusedOptions): Executor {
  return {
    device,
    start(program, random, tables) {
      const state = initialState(program, random);
      return Promise.resolve(new FusedExecution(program, state, tables, options));
    },
  };
}

/** A table's column. */
interface Column extends Stored {
  readonly data: NdArray["data"];
  readonly sparse?: Sparse;
}

/** A plan that can be run. */
interface Runnable extends Opened {
  readonly plan: Plan;
  readonly noise: Lowered["noise"];
}

class FusedExecution implements Execution {
  readonly #program: Program;
  readonly #options: FusedOptions;
  readonly #stateShapes: Tree<Spec>;
  readonly #tables: { readonly [table: string]: Tree<Column> };
  readonly #arena = new Arena();
  /** Where the state lies, by path. */
  readonly #state: { readonly [path: string]: Region };
  /** The first byte after the state; the plans, which run one at a time, use the memory from there on. */
  #free: number;
  /** The plan whose constants are in the memory. */
  #loaded: Runnable | undefined;
  #disposed = false;
  readonly #steps = new Map<string, Promise<Runnable>>();
  readonly #predictions = new Map<string, Promise<Runnable>>();
  readonly #measurements = new Map<string, Promise<Runnable>>();

  constructor(program: Program, state: Arrays, tables: Tables, options: FusedOptions) {
    this.#program = program;
    this.#options = options;
    this.#stateShapes = mapTree<NdArray, Spec>(specOf, state);
    this.#tables = Object.fromEntries(
      Object.entries(tables).map(([table, columns]) => [
        table,
        mapTree<NdArray, Column>(columnOf, columns),
      ]),
    );
    // Address 0 stays unused.
    this.#free = ALIGNMENT;
    this.#state = Object.fromEntries(
      leaves(this.#stateShapes).map(([path, { shape, dtype }]) => {
        const address = this.#free;
        this.#free = aligned(address + 4 * sizeOf(shape) + MARGIN);
        return [path, { type: dtype, shape, address }];
      }),
    );
    this.#arena.reach(this.#free);
    for (const [path, { data }] of leaves(state)) {
      this.#arena.array(this.#state[path]).set(data as Float32Array);
    }
  }

  async prepare(feed: Feed): Promise<void> {
    await this.#step(feed);
  }

  async train(feeds: readonly Feed[]): Promise<Numbers[]> {
    const reports: Numbers[] = [];
    for (const feed of feeds) this.#check(feed);
    for (const feed of feeds) {
      const step = await this.#step(feed);
      this.#feed(step, feed);
      this.#run(step);
      reports.push(this.#numbers(step, "metrics/"));
    }
    return reports;
  }

  async #step(feed: Feed): Promise<Runnable> {
    this.#assertOpen();
    return await remembered(this.#steps, keyOf(feed), async () => {
      const lowered = await lowerStep(this.#program, {
        state: this.#stateShapes,
        tables: this.#tables,
        rows: Object.fromEntries(
          Object.entries(feed.rows).map(([table, { length }]) => [table, length]),
        ),
        scalars: Object.keys(feed.scalars),
      }, cpuTarget());
      return this.#open("training", lowered);
    });
  }

  /** Runs a plan whose inputs have been written. */
  #run(runnable: Runnable): void {
    if (this.#loaded !== runnable) runnable.load();
    this.#loaded = runnable;
    runnable.run();
  }

  /** Writes a step's batch, scalars and noise. */
  #feed({ plan: { inputs }, noise }: Runnable, feed: Feed): void {
    for (const { name, purpose, shape } of noise) {
      const drawn = drawUniform(noiseOf(feed, purpose), sizeOf(shape));
      if (name in inputs) this.#arena.array(inputs[name]).set(drawn);
    }
    for (const [name, value] of Object.entries(feed.scalars)) {
      const region = inputs[nameOf.scalar(name)];
      if (region) this.#arena.array(region)[0] = value;
    }
    for (const [table, rows] of Object.entries(feed.rows)) {
      for (const [name, column] of leaves<Column>(this.#tables[table])) {
        this.#give(inputs, `batch/${table}/${name}`, column, rows);
      }
    }
  }

  /** Throws if a table does not have a row. */
  #check({ rows }: Feed): void {
    for (const [table, places] of Object.entries(rows)) {
      for (const [, column] of leaves<Column>(this.#tables[table])) checkRows(column, [places]);
    }
  }

  /** Writes rows of a column in the forms that a plan reads. */
  #give(inputs: Plan["inputs"], path: string, column: Column, rows: Int32Array): void {
    const region = inputs[path];
    if (region) {
      const to = this.#arena.array(region);
      copyRows(column.data, rows, to.length / region.shape[0], to);
    }
    const starts = inputs[nameOf.starts(path)];
    if (!starts) return;
    takeSparse(column.sparse!, rows, {
      starts: this.#arena.array(starts) as Int32Array,
      columns: this.#arena.array(inputs[nameOf.columns(path)]) as Int32Array,
      values: this.#arena.array(inputs[nameOf.values(path)]) as Float32Array,
    });
  }

  #numbers({ plan: { outputs } }: Runnable, prefix: string): Numbers {
    const numbers: { [name: string]: number } = {};
    for (const [name, region] of Object.entries(outputs)) {
      if (!name.startsWith(prefix)) continue;
      [numbers[name.slice(prefix.length)]] = this.#arena.array(region);
    }
    return numbers;
  }

  async predict(x: NdArray, of?: string): Promise<NdArray> {
    this.#assertOpen();
    const [count, ...rest] = x.shape;
    if (count === 0) throw new RangeError("Cannot predict: there are no rows");
    const column = columnOf(x);
    const rows = Math.min(PREDICT_ROWS, 2 ** Math.ceil(Math.log2(count)));
    const { dtype, longest } = column;
    const stored = { dtype, shape: [rows, ...rest], longest };
    const key = JSON.stringify([stored, of]);
    const prediction = await remembered(this.#predictions, key, async () => {
      const lowered = await lowerReads(
        { state: this.#stateShapes, x: stored },
        ({ state, x }) => ({
          output: this.#program.predict(state as Tensors, x as tf.Tensor, of),
        }),
        cpuTarget(),
      );
      return this.#open("prediction", lowered);
    });
    const { inputs, outputs: { output } } = prediction.plan;
    const [, ...kept] = output.shape;
    const results = dataOf(output.type, count * sizeOf(kept));
    for (let from = 0; from < count; from += rows) {
      // Rows after the last one repeat it.
      const taken = Int32Array.from({ length: rows }, (_, i) => Math.min(from + i, count - 1));
      this.#give(inputs, "x", column, taken);
      this.#run(prediction);
      const at = from * sizeOf(kept);
      const part = this.#arena.array(output) as Float32Array;
      results.set(part.subarray(0, results.length - at), at);
    }
    return { shape: [count, ...kept], data: results };
  }

  async measure(feed: Feed): Promise<Numbers> {
    this.#assertOpen();
    const measure = measureOf(this.#program);
    const batch = Object.fromEntries(
      Object.entries(feed.rows).map(([table, rows]) => [
        table,
        mapTree<Column, NdArray>((column) => takeRows(column, rows), this.#tables[table]),
      ]),
    );
    const measurement = await remembered(this.#measurements, keyOf(feed), async () => {
      const scalars = Object.fromEntries(
        Object.keys(feed.scalars).map((name): [string, Spec] => [name, SCALAR]),
      );
      const reads: Tree<Stored | Spec> = {
        state: this.#stateShapes,
        batch: mapTree<NdArray, Stored>(storedOf, batch),
        scalars,
      };
      const lowered = await lowerReads(
        reads,
        ({ state, batch, scalars }) =>
          measure(state as Tensors, (batch ?? {}) as Tensors, (scalars ?? {}) as ScalarTensors),
        cpuTarget(),
      );
      return this.#open("measurement", lowered);
    });
    this.#feed(measurement, feed);
    this.#run(measurement);
    return this.#numbers(measurement, "");
  }

  /** Plans a graph and opens its sessions and its module. */
  async #open(kind: CompiledGraph["kind"], { graph, noise }: Lowered): Promise<Runnable> {
    this.#options.onGraph?.({ kind, content: encodeModel(graph) });
    const shared = Object.fromEntries(
      Object.entries(this.#state).map(([path, { address }]) => [nameOf.state(path), address]),
    );
    const replaces = Object.fromEntries(
      graph.outputs.filter(({ name }) => name.startsWith("next/")).map(({ name }) => [
        name,
        nameOf.state(name.slice("next/".length)),
      ]),
    );
    const plan = planGraph(graph, { shared, replaces, free: this.#free }, this.#options.fused);
    return { plan, noise, ...await openPlan(plan, this.#arena, this.#options) };
  }

  state(): Promise<Arrays> {
    const regions = Object.values(this.#state)[Symbol.iterator]();
    return Promise.resolve(
      mapTree<Spec, NdArray>(({ shape }) => ({
        shape,
        data: this.#arena.array(regions.next().value!).slice(),
      }), this.#stateShapes),
    );
  }

  #assertOpen(): void {
    if (this.#disposed) throw new Error("Cannot compute: the execution has been disposed of");
  }

  dispose(): void {
    this.#disposed = true;
    for (const runnables of [this.#steps, this.#predictions, this.#measurements]) {
      // Errors of compilation were already thrown to the caller that needed the plan.
      for (const runnable of runnables.values()) runnable.then(({ close }) => close(), () => {});
      runnables.clear();
    }
  }
}

const ALIGNMENT = 64;
const MARGIN = 16;

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

const SCALAR: Spec = { shape: [], dtype: "float32" };

/** Numbers of a row up to which a loop copies it faster than a call. */
const SHORT_ROW = 24;

/** Copies rows of `width` numbers. */
function copyRows(
  from: NdArray["data"],
  rows: Int32Array,
  width: number,
  to: NdArray["data"],
): void {
  if (width > SHORT_ROW) {
    for (let i = 0; i < rows.length; i++) {
      const first = rows[i] * width;
      to.set(from.subarray(first, first + width), i * width);
    }
    return;
  }
  let at = 0;
  for (let i = 0; i < rows.length; i++) {
    const first = rows[i] * width;
    for (let j = 0; j < width; j++) to[at++] = from[first + j];
  }
}

function columnOf(array: NdArray): Column {
  const sparse = sparseOf(array);
  return { ...hold(array), sparse, longest: sparse?.longest };
}
