import type * as ort from "onnxruntime-node";
import { type AnyArray, type NdArray, takeRows, toDense } from "../array.ts";
import type { CompiledGraph, OpenOptions } from "../devices/device.ts";
import {
  type Device,
  type Execution,
  type Executor,
  type Feed,
  measureOf,
  type Tables,
} from "../executor.ts";
import type { Numbers, Program, ScalarTensors } from "../program.ts";
import type * as tf from "../tf.ts";
import { type Arrays, leaves, mapTree, type Tensors, type Tree } from "../tree.ts";
import { type Inputs, mostSteps, rowsInputs, seenTensor, stepInputs, tensorOf } from "./feeding.ts";
import { type DType, sizeOf, type Spec } from "./graph.ts";
import { initialState } from "./initial_state.ts";
import { nameOf } from "./inputs.ts";
import { closeSession, openSession } from "./sessions.ts";
import { compileFunction, compileStep, type Model, type StepModel } from "./step.ts";
import {
  dataOf,
  type Held,
  hold,
  keyOf,
  remembered,
  specOf,
  type Stored,
  storedOf,
} from "./stored.ts";
import { GPU } from "./target.ts";

/** Rows per evaluation call: large enough for full speed, small enough for the intermediate values of long texts. */
const PREDICT_ROWS = 32;

/** Options of {@linkcode compiledExecutor}. */
interface CompiledOptions extends Pick<OpenOptions, "onGraph"> {
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: string;
}

/** A model with its open session. */
interface Compiled<M extends Model = Model> {
  readonly model: M;
  readonly session: ort.InferenceSession;
}

/**
 * Runs compiled programs on a GPU: several training steps are one call of ONNX Runtime.
 *
 * @param device Description of the device for run records.
 * @param options Execution provider of the sessions, and the callback for compiled graphs.
 */
export function compiledExecutor(device: Device, options: CompiledOptions): Executor {
  return {
    device,
    start(program, random, tables) {
      const state = initialState(program, random);
      return Promise.resolve(new CompiledExecution(program, state, tables, options));
    },
  };
}

class CompiledExecution implements Execution {
  readonly #program: Program;
  readonly #options: CompiledOptions;
  readonly #stateShapes: Tree<Spec>;
  readonly #tables: { readonly [table: string]: Tree<Held> };
  /** The state, in buffers that a call reads at its start and writes at its end. */
  readonly #state: Map<string, ort.Tensor>;
  readonly #steps = new Map<string, Promise<Compiled<StepModel>>>();
  readonly #predictions = new Map<string, Promise<Compiled>>();
  readonly #measurements = new Map<string, Promise<Compiled>>();

  constructor(program: Program, state: Arrays, tables: Tables, options: CompiledOptions) {
    this.#program = program;
    this.#options = options;
    this.#stateShapes = mapTree<NdArray, Spec>(specOf, state);
    this.#tables = Object.fromEntries(
      Object.entries(tables).map(([table, columns]) => [
        table,
        mapTree<AnyArray, Held>(hold, columns),
      ]),
    );
    this.#state = new Map(
      leaves(state).map(([path, array]) => {
        // Leaves of an initial state may share an array, but each is written separately.
        const own = { ...array, data: array.data.slice() };
        return [path, tensorOf(own, specOf(array))];
      }),
    );
  }

  async prepare(feed: Feed): Promise<void> {
    await this.#step(feed);
  }

  async train(feeds: readonly Feed[]): Promise<Numbers[]> {
    const reports: Numbers[] = [];
    for (let from = 0; from < feeds.length;) {
      const shape = keyOf(feeds[from]);
      const end = Math.min(feeds.length, from + mostSteps(this.#tables, feeds[from]));
      let to = from + 1;
      while (to < end && keyOf(feeds[to]) === shape) to++;
      for (const numbers of await this.#train(feeds.slice(from, to))) reports.push(numbers);
      from = to;
    }
    return reports;
  }

  async #train(feeds: readonly Feed[]): Promise<Numbers[]> {
    const { model, session } = await this.#step(feeds[0]);
    const inputs = this.#inputs(model, stepInputs(this.#tables, feeds, model.noise));
    const outputs: Record<string, ort.Tensor | null> = {};
    const next = model.outputs.filter(({ name }) => name.startsWith(nameOf.next("")));
    for (const { name } of model.outputs) outputs[name] = null;
    for (const { name } of next) {
      const path = pathIn(name);
      if (!model.handedOn.has(path)) outputs[name] = this.#state.get(path)!;
    }
    const results = await session.run(inputs, outputs);
    for (const { name } of next) {
      const path = pathIn(name);
      if (model.handedOn.has(path)) this.#state.set(path, results[name]);
      else release(results[name], this.#state.get(path)!);
    }
    const metrics = model.outputs.filter(({ name }) => name.startsWith(nameOf.metric("")));
    return feeds.map((_, i) =>
      Object.fromEntries(
        metrics.map(({ name }) => [pathIn(name), Number(results[name].data[i])]),
      )
    );
  }

  #inputs(model: Model, others: Inputs): Record<string, ort.Tensor> {
    return Object.fromEntries(
      model.inputs.map(({ name }) => [name, others[name]?.() ?? this.#state.get(pathIn(name))!]),
    );
  }

  #step(feed: Feed): Promise<Compiled<StepModel>> {
    return remembered(this.#steps, keyOf(feed), async () => {
      const model = await compileStep(this.#program, {
        state: this.#stateShapes,
        tables: this.#tables,
        rows: Object.fromEntries(
          Object.entries(feed.rows).map(([table, { length }]) => [table, length]),
        ),
        scalars: Object.keys(feed.scalars),
      }, GPU);
      return await this.#open("training", model);
    });
  }

  async #open<M extends Model>(kind: CompiledGraph["kind"], model: M): Promise<Compiled<M>> {
    this.#options.onGraph?.({ kind, content: model.bytes });
    return { model, session: await openSession(model.bytes, this.#options.provider) };
  }

  async predict(x: AnyArray, of?: string): Promise<NdArray> {
    const [count, ...rest] = x.shape;
    if (count === 0) throw new RangeError("Cannot predict: there are no rows");
    const rows = Math.min(PREDICT_ROWS, 2 ** Math.ceil(Math.log2(count)));
    const stored = { dtype: storedOf(x).dtype, shape: [rows, ...rest] };
    const { model, session } = await remembered(
      this.#predictions,
      JSON.stringify([stored, of]),
      async () => {
        const model = await compileFunction(
          { state: this.#stateShapes, x: stored },
          ({ state, x }) => ({
            output: this.#program.predict(state as Tensors, x as tf.Tensor, of),
          }),
          GPU,
        );
        return await this.#open("prediction", model);
      },
    );
    const [output] = model.outputs;
    const [, ...kept] = output.shape as number[];
    const results = dataOf(output.type as DType, count * sizeOf(kept));
    for (let from = 0; from < count; from += rows) {
      const inputs = this.#inputs(model, rowsInputs("x", x, from, rows));
      const { data: part } = (await session.run(inputs))[output.name];
      const at = from * sizeOf(kept);
      results.set((part as Float32Array).subarray(0, results.length - at), at);
    }
    return { shape: [count, ...kept], data: results };
  }

  async measure(feed: Feed): Promise<Numbers> {
    const measure = measureOf(this.#program);
    const batch = Object.fromEntries(
      Object.entries(feed.rows).map(([table, rows]) => [
        table,
        mapTree<Held, NdArray>(
          ({ array }) => toDense(takeRows(array, rows)),
          this.#tables[table],
        ),
      ]),
    );
    const scalars = Object.fromEntries(
      Object.entries(feed.scalars).map(([name, value]): [string, NdArray] => [
        name,
        { shape: [], data: Float32Array.of(value) },
      ]),
    );
    const reads: Tree<NdArray> = { batch, scalars };
    const { model, session } = await remembered(this.#measurements, keyOf(feed), async () => {
      const model = await compileFunction(
        { state: this.#stateShapes, ...mapTree<NdArray, Stored>(storedOf, reads) },
        ({ state, batch, scalars }) =>
          measure(state as Tensors, (batch ?? {}) as Tensors, (scalars ?? {}) as ScalarTensors),
        GPU,
      );
      return await this.#open("measurement", model);
    });
    const inputs = Object.fromEntries(
      leaves(reads).map(([path, array]) => [path, () => seenTensor(array)]),
    );
    const results = await session.run(this.#inputs(model, inputs));
    return Object.fromEntries(
      model.outputs.map(({ name }) => [name, Number(results[name].data[0])]),
    );
  }

  state(): Promise<Arrays> {
    const places = [...this.#state.values()];
    let next = 0;
    return Promise.resolve(
      mapTree<Spec, NdArray>(({ shape }) => ({
        shape,
        data: (places[next++].data as Float32Array).slice(),
      }), this.#stateShapes),
    );
  }

  dispose(): void {
    this.#state.clear();
    for (const compiled of [this.#steps, this.#predictions, this.#measurements]) {
      // Errors of compilation were already thrown to the caller that needed the model.
      for (const opened of compiled.values()) {
        opened.then(({ session }) => closeSession(session), () => {});
      }
      compiled.clear();
    }
  }
}

/**
 * Frees the copy that the binding makes of an output that has a buffer of its own: of a large state, copies that wait
 * for garbage collection are most of the memory of a run.
 */
function release(copy: ort.Tensor, own: ort.Tensor): void {
  const { buffer } = copy.data as Float32Array;
  if (buffer instanceof ArrayBuffer && buffer !== (own.data as Float32Array).buffer) {
    buffer.transfer(0);
  }
}

/** Returns a name without its first part. */
function pathIn(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}
