import { type AnyArray, copyEntries, copyRows, type NdArray, type SparseArray } from "../array.ts";
import { initialState } from "../compiled/initial_state.ts";
import { sizeOf, type Spec } from "../compiled/graph.ts";
import { nameOf } from "../compiled/inputs.ts";
import { sparseOf } from "../compiled/sparse.ts";
import {
  checkRows,
  dataOf,
  type Held,
  hold,
  keyOf,
  remembered,
  specOf,
} from "../compiled/stored.ts";
import {
  type Device,
  type Execution,
  type Executor,
  type Feed,
  noiseOf,
  type Tables,
} from "../executor.ts";
import { drawUniform } from "../noise.ts";
import type { Numbers } from "../program.ts";
import { type Arrays, leaves, mapPlaces, mapTree, type Tree } from "../tree.ts";
import type { CompiledProgram, CompileOptions, Runnable } from "./compiled_program.ts";
import type { Plan } from "./plan.ts";
import { closeProgram, openProgram } from "./programs.ts";

/** Rows per evaluation call: large enough for full speed, small enough for the intermediate values of long texts. */
const PREDICT_ROWS = 32;

/**
 * Runs programs on the CPU: ONNX Runtime's products and convolutions, and fused WebAssembly kernels between them, over one
 * memory in which the state is updated in place.
 *
 * Tables stay outside of that memory; the rows of a batch are copied into it. Tables and prediction inputs that are
 * sparse, or two-dimensional float arrays, of nearly all zeros are multiplied without their zeros. Results are the same up to the order
 * of addition, except where a zero would be multiplied by infinity or NaN.
 *
 * @param device Description of the device for run records.
 */
export function fusedExecutor(device: Device, options: CompileOptions): Executor {
  return {
    device,
    start(program, random, tables) {
      const state = initialState(program, random);
      const shapes = mapTree<NdArray, Spec>(specOf, state);
      const compiled = openProgram(program, shapes, options);
      return Promise.resolve(new FusedExecution(compiled, state, tables));
    },
  };
}

/** A table's column. */
interface Column extends Held {
  readonly sparse?: SparseArray;
}

class FusedExecution implements Execution {
  /** The program, until the execution is disposed of. */
  #compiled: CompiledProgram | undefined;
  readonly #tables: { readonly [table: string]: Tree<Column> };
  /** The tables' columns by the names of their inputs. */
  readonly #columns: { readonly [table: string]: readonly (readonly [string, Column])[] };
  readonly #steps = new Map<string, Promise<Runnable>>();

  constructor(compiled: CompiledProgram, state: Arrays, tables: Tables) {
    this.#compiled = compiled;
    this.#tables = Object.fromEntries(
      Object.entries(tables).map(([table, columns]) => [
        table,
        mapTree<AnyArray, Column>(columnOf, columns),
      ]),
    );
    this.#columns = Object.fromEntries(
      Object.entries(this.#tables).map(([table, columns]) => [
        table,
        leaves(columns).map(([path, column]) => [`batch/${table}/${path}`, column] as const),
      ]),
    );
    for (const [path, { data }] of leaves(state)) {
      compiled.arena.array(compiled.state[path]).set(data as Float32Array);
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
      reports.push(this.#numbers(step));
    }
    return reports;
  }

  async #step(feed: Feed): Promise<Runnable> {
    const program = this.#program;
    return await remembered(this.#steps, keyOf(feed), () => program.step(feed, this.#tables));
  }

  /** Writes a step's batch, scalars and noise. */
  #feed({ inputs, noise }: Runnable, feed: Feed): void {
    for (const { name, purpose, shape } of noise) {
      const drawn = drawUniform(noiseOf(feed, purpose), sizeOf(shape));
      if (name in inputs) this.#program.arena.array(inputs[name]).set(drawn);
    }
    for (const [name, value] of Object.entries(feed.scalars)) {
      const region = inputs[nameOf.scalar(name)];
      if (region) this.#program.arena.array(region)[0] = value;
    }
    for (const [table, rows] of Object.entries(feed.rows)) {
      for (const [name, column] of this.#columns[table]) this.#give(inputs, name, column, rows);
    }
  }

  /** Throws if a table does not have a row. */
  #check({ rows }: Feed): void {
    for (const [table, places] of Object.entries(rows)) {
      for (const [, column] of this.#columns[table]) checkRows(column, [places]);
    }
  }

  /** Writes rows of a column in the forms that a plan reads. */
  #give(inputs: Plan["inputs"], path: string, column: Column, rows: Int32Array): void {
    const region = inputs[path];
    if (region) copyRows(column.array, rows, this.#program.arena.array(region));
    const starts = inputs[nameOf.starts(path)];
    if (!starts) return;
    copyEntries(column.sparse!, rows, {
      starts: this.#program.arena.array(starts) as Int32Array,
      columns: this.#program.arena.array(inputs[nameOf.columns(path)]) as Int32Array,
      values: this.#program.arena.array(inputs[nameOf.values(path)]) as Float32Array,
    });
  }

  /** Runs a plan whose inputs have been written, and returns what it reports. */
  #numbers(runnable: Runnable): Numbers {
    const { arena } = this.#program;
    this.#program.run(runnable);
    const numbers: { [name: string]: number } = {};
    for (const [name, region] of runnable.reports) [numbers[name]] = arena.array(region);
    return numbers;
  }

  async predict(x: AnyArray, of?: string): Promise<NdArray> {
    const [count, ...rest] = x.shape;
    if (count === 0) throw new RangeError("Cannot predict: there are no rows");
    const column = columnOf(x);
    const rows = Math.min(PREDICT_ROWS, 2 ** Math.ceil(Math.log2(count)));
    const { dtype, longest } = column;
    const stored = { dtype, shape: [rows, ...rest], longest };
    const prediction = await this.#program.prediction(stored, of);
    const { inputs, outputs: { output } } = prediction;
    const [, ...kept] = output.shape;
    const results = dataOf(output.type, count * sizeOf(kept));
    for (let from = 0; from < count; from += rows) {
      // Rows after the last one repeat it.
      const taken = new Int32Array(rows).map((_, i) => Math.min(from + i, count - 1));
      this.#give(inputs, "x", column, taken);
      this.#program.run(prediction);
      const at = from * sizeOf(kept);
      const part = this.#program.arena.array(output) as Float32Array;
      results.set(part.subarray(0, results.length - at), at);
    }
    return { shape: [count, ...kept], data: results };
  }

  async measure(feed: Feed): Promise<Numbers> {
    this.#check(feed);
    const plan = await this.#program.measurement(feed, this.#tables);
    this.#feed(plan, feed);
    return this.#numbers(plan);
  }

  state(): Promise<Arrays> {
    const { arena, state, shapes } = this.#program;
    return Promise.resolve(
      mapPlaces<Spec, NdArray>((path, { shape }) => ({
        shape,
        data: arena.array(state[path]).slice(),
      }), shapes),
    );
  }

  get #program(): CompiledProgram {
    if (this.#compiled) return this.#compiled;
    throw new Error("Cannot compute: the execution has been disposed of");
  }

  dispose(): void {
    if (this.#compiled) closeProgram(this.#compiled);
    this.#compiled = undefined;
  }
}

function columnOf(array: AnyArray): Column {
  const sparse = sparseOf(array);
  return { ...hold(array), sparse, longest: sparse?.longest };
}
