import { leaves, mapTree, type Tensors, type Tree } from "../tree.ts";
import { sizeOf, type Spec } from "../compiled/graph.ts";
import { nameOf } from "../compiled/inputs.ts";
import { encodeModel } from "../compiled/onnx.ts";
import { type Lowered, lowerReads, lowerStep } from "../compiled/step.ts";
import { keyOf, type Stored } from "../compiled/stored.ts";
import type { CompiledGraph, OpenOptions } from "../devices/device.ts";
import { type Feed, measureOf } from "../executor.ts";
import type { Program, ScalarTensors } from "../program.ts";
import type * as tf from "../tf.ts";
import { Arena } from "./arena.ts";
import { type Opened, openPlan } from "./open.ts";
import type { Operator } from "./operators/operator.ts";
import { type Plan, planGraph } from "./plan.ts";
import { cpuTarget } from "./target.ts";
import type { Region } from "./values.ts";

/** Options of {@linkcode CompiledProgram}. */
export interface CompileOptions extends OpenOptions {
  /** Lets waiting threads spin; tests that share a machine do not. */
  readonly spins?: boolean;
  /** The operators that kernels compute; ONNX Runtime computes all others. By default all that kernels can. */
  readonly fused?: ReadonlyMap<string, Operator>;
}

/** A plan that can be run. */
export interface Runnable extends Opened, Pick<Plan, "inputs" | "outputs"> {
  readonly noise: Lowered["noise"];
  /** The places of the reported numbers. */
  readonly reports: readonly (readonly [name: string, region: Region])[];
}

/** The tables of an execution as plans read them. */
export interface StoredTables {
  readonly [table: string]: Tree<Stored>;
}

/**
 * A program's plans over one memory, in which its state lies. Executions use them one after the other: nothing in the
 * memory but the state lasts from one run of a plan to the next, and an execution begins by writing the state.
 */
export class CompiledProgram {
  readonly arena = new Arena();
  /** The places of the state's leaves, by path. */
  readonly state: { readonly [path: string]: Region };
  /** The first byte after the state; the plans, which run one at a time, use the memory from there on. */
  readonly #free: number;
  /** The plan whose constants are in the memory. */
  #loaded: Runnable | undefined;
  #plans = new Map<string, Promise<Runnable>>();
  /** Plans of the execution before that the present one has not needed so far. */
  #earlier = new Map<string, Promise<Runnable>>();

  /**
   * @param program The program.
   * @param shapes The shapes of its state.
   */
  constructor(
    readonly program: Program,
    readonly shapes: Tree<Spec>,
    readonly options: CompileOptions,
  ) {
    // Address 0 stays unused.
    let free = ALIGNMENT;
    this.state = Object.fromEntries(
      leaves(shapes).map(([path, { shape, dtype }]) => {
        const address = free;
        free = aligned(address + 4 * sizeOf(shape) + MARGIN);
        return [path, { type: dtype, shape, address }];
      }),
    );
    this.#free = free;
    this.arena.reach(free);
  }

  /** Returns the plan of a step. */
  step(feed: Feed, tables: StoredTables): Promise<Runnable> {
    const batch = batchOf(feed, tables);
    return this.#plan("training", [keyOf(feed), batch], () =>
      lowerStep(this.program, {
        state: this.shapes,
        tables: batch,
        rows: Object.fromEntries(
          Object.entries(feed.rows).map(([table, { length }]) => [table, length]),
        ),
        scalars: Object.keys(feed.scalars),
      }, cpuTarget()));
  }

  /** Returns the plan of the outputs `of` for rows `x`. */
  prediction(x: Stored, of?: string): Promise<Runnable> {
    return this.#plan("prediction", [x, of], () =>
      lowerReads(
        { state: this.shapes, x },
        ({ state, x }) => ({ output: this.program.predict(state as Tensors, x as tf.Tensor, of) }),
        cpuTarget(),
      ));
  }

  /** Returns the plan of a measurement. */
  measurement(feed: Feed, tables: StoredTables): Promise<Runnable> {
    const measure = measureOf(this.program);
    const batch = mapTree<Stored, Stored>(
      ({ shape, dtype }) => ({ shape, dtype }),
      batchOf(feed, tables),
    );
    return this.#plan("measurement", [keyOf(feed), batch], () => {
      const scalars = Object.fromEntries(
        Object.keys(feed.scalars).map((name): [string, Spec] => [name, SCALAR]),
      );
      const reads: Tree<Stored | Spec> = { state: this.shapes, batch, scalars };
      return lowerReads(
        reads,
        ({ state, batch, scalars }) =>
          measure(state as Tensors, (batch ?? {}) as Tensors, (scalars ?? {}) as ScalarTensors),
        cpuTarget(),
      );
    });
  }

  /** Runs a plan whose inputs have been written. */
  run(runnable: Runnable): void {
    if (this.#loaded !== runnable) runnable.load();
    this.#loaded = runnable;
    runnable.run();
  }

  /** Ends an execution's use. The plans that it has needed wait for the next one. */
  release(): void {
    closeAll(this.#earlier);
    this.#earlier = this.#plans;
    this.#plans = new Map();
  }

  /** Closes the plans. */
  close(): void {
    closeAll(this.#earlier);
    closeAll(this.#plans);
  }

  #plan(
    kind: CompiledGraph["kind"],
    reads: unknown,
    lower: () => Promise<Lowered>,
  ): Promise<Runnable> {
    const key = JSON.stringify([kind, reads]);
    const plan = this.#plans.get(key) ?? this.#earlier.get(key) ??
      lower().then((lowered) => this.#open(kind, lowered));
    this.#earlier.delete(key);
    this.#plans.set(key, plan);
    // The next execution may find more memory.
    plan.catch(() => [this.#plans, this.#earlier].forEach((plans) => plans.delete(key)));
    return plan;
  }

  /** Plans a graph and opens its sessions and its module. */
  async #open(kind: CompiledGraph["kind"], { graph, noise }: Lowered): Promise<Runnable> {
    this.options.onGraph?.({ kind, content: encodeModel(graph) });
    const shared = Object.fromEntries(
      Object.entries(this.state).map(([path, { address }]) => [nameOf.state(path), address]),
    );
    const replaces = Object.fromEntries(
      graph.outputs.filter(({ name }) => name.startsWith("next/")).map(({ name }) => [
        name,
        nameOf.state(name.slice("next/".length)),
      ]),
    );
    const plan = planGraph(graph, { shared, replaces, free: this.#free }, this.options.fused);
    const { inputs, outputs } = plan;
    const prefix = kind === "training" ? nameOf.metric("") : "";
    const reports = Object.entries(outputs).filter(([name]) => name.startsWith(prefix))
      .map(([name, region]) => [name.slice(prefix.length), region] as const);
    return { inputs, outputs, noise, reports, ...await openPlan(plan, this.arena, this.options) };
  }
}

const ALIGNMENT = 64;
const MARGIN = 16;

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

const SCALAR: Spec = { shape: [], dtype: "float32" };

/** Returns the tables of a batch: as many rows as a feed has. */
function batchOf({ rows }: Feed, tables: StoredTables): { [table: string]: Tree<Stored> } {
  return Object.fromEntries(
    Object.entries(rows).map(([table, { length }]) => [
      table,
      mapTree<Stored, Stored>(({ shape: [, ...rest], dtype, longest }) => ({
        shape: [length, ...rest],
        dtype,
        longest,
      }), tables[table]),
    ]),
  );
}

function closeAll(plans: ReadonlyMap<string, Promise<Runnable>>): void {
  // Errors of compilation were already thrown to the caller that needed the plan.
  for (const plan of plans.values()) plan.then(({ close }) => close(), () => {});
}
