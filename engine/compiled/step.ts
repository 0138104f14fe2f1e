import type { Program, ScalarTensors } from "../program.ts";
import { leaves, mapTree, type Tensors, type Tree } from "../tree.ts";
import { liveNodes, type Spec, type Value, type Values } from "./graph.ts";
import { Asked, compressed, nameOf } from "./inputs.ts";
import type { Kernel } from "./kernels/kernel.ts";
import { recurrent } from "./kernels/recurrent.ts";
import { Lowering } from "./lower.ts";
import { type ElementType, encodeModel, type OnnxGraph, type ValueInfo } from "./onnx.ts";
import { optimize } from "./optimize.ts";
import type { Stored } from "./stored.ts";
import type { Target } from "./target.ts";
import { type NoiseInput, trace } from "./trace.ts";

/** The shapes of a step's inputs. */
export interface StepShapes {
  readonly state: Tree<Spec>;
  /** The tables of the batches, and possibly others. */
  readonly tables: { readonly [table: string]: Tree<Stored> };
  /** Number of rows of a batch, by each table that the step reads. */
  readonly rows: { readonly [table: string]: number };
  readonly scalars: readonly string[];
}

/** A compiled function: the content of an `.onnx` file, and its inputs and outputs. */
export interface Model {
  readonly bytes: Uint8Array;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/** A compiled step. */
export interface StepModel extends Model {
  /** The noise that a step requests, in order, including unused noise. */
  readonly noise: readonly NoiseInput[];
  /**
   * Paths of the state leaves that are also outputs, unchanged, as another leaf of the next state or as a metric.
   * ONNX Runtime copies these only at the end of a call, so the call must not overwrite them with the next state.
   */
  readonly handedOn: ReadonlySet<string>;
}

/**
 * Compiles a program's training step.
 *
 * The model takes several steps per call, as an ONNX Loop: the tables are not copied, and each iteration gathers
 * its batch's rows and its scalars, and passes the state on. A leaf of the state that the step returns unchanged is
 * not an output. Noise is an input with a first axis of steps, and so are the rows of sparse tables, with their zeros.
 *
 * @param program The program.
 * @param shapes The shapes of its inputs.
 * @param target The target of the model.
 */
export async function compileStep(
  program: Program,
  shapes: StepShapes,
  target: Target,
): Promise<StepModel> {
  const { inputs, wanted, changed, noise } = await traceStep(program, shapes);

  const used = usedInputs(wanted);
  const carried = changed.map((path) => inputs[`state/${path}`]);
  const onnx = new Lowering(
    function* (): Generator<readonly [Value, string]> {
      for (const [path, value] of Object.entries(inputs)) {
        if (path.startsWith("state/")) {
          yield [value, carried.includes(value) ? `step/${path}` : path];
        }
      }
    }(),
    target,
    "step/",
  );
  const [iteration, condition] = ["step/iteration", "step/condition"];
  const asked = new Asked();
  const present = (name: string, type: ElementType, shape: ValueInfo["shape"]) =>
    onnx.op("Gather", [asked.input(name, type, ["steps", ...shape]), iteration]);
  for (const [table, rows] of Object.entries(shapes.rows)) {
    for (const [column, { shape, dtype, isSparse }] of leaves<Stored>(shapes.tables[table])) {
      const path = `${table}/${column}`;
      onnx.read(inputs[`batch/${path}`], {
        array() {
          if (isSparse) return present(nameOf.batches(path), dtype, [rows, ...shape.slice(1)]);
          const stored = asked.input(nameOf.table(path), dtype, shape);
          const taken = onnx.op("Gather", [stored, present(nameOf.rows(table), "int32", [rows])]);
          return dtype === "uint8" ? onnx.cast(taken, "float32") : taken;
        },
      });
    }
  }
  for (const name of shapes.scalars) {
    onnx.read(inputs[`scalars/${name}`], {
      array: () => present(nameOf.scalar(name), "float32", []),
    });
  }
  for (const { name, shape } of noise) {
    onnx.read(inputs[name], { array: () => present(name, "float32", shape) });
  }
  onnx.add(wanted);
  const results = Object.entries(wanted).map(([path, value]): ValueInfo => {
    onnx.result(onnx.name(value), `step/${path}`);
    return { name: `step/${path}`, ...info(value) };
  });
  onnx.result(condition, "step/continue");
  const body = onnx.finish(
    "step",
    [
      { name: iteration, type: "int64", shape: [] },
      { name: condition, type: "bool", shape: [] },
      ...carried.map((value, i) => ({ name: `step/state/${changed[i]}`, ...info(value) })),
    ],
    [
      { name: "step/continue", type: "bool", shape: [] },
      ...results,
    ],
  );

  const given = handedOn(body);
  const modelInputs: ValueInfo[] = [
    { name: nameOf.steps, type: "int64", shape: [] },
    ...Object.entries(inputs)
      .filter(([path, value]) =>
        path.startsWith("state/") && (used.has(value) || carried.includes(value))
      )
      .map(([name, value]) => ({ name, ...info(value) })),
    ...asked.infos,
  ];
  const modelOutputs = Object.entries(wanted).map(([name, value]): ValueInfo => ({
    name,
    type: value.dtype,
    shape: name.startsWith("metrics/") ? ["steps"] : value.shape,
  }));
  const bytes = encodeModel({
    name: "training",
    nodes: [{
      op: "Loop",
      domain: "",
      inputs: [nameOf.steps, "", ...changed.map(nameOf.state)],
      outputs: modelOutputs.map(({ name }) => name),
      attributes: { body: { graph: body } },
    }],
    initializers: [],
    inputs: modelInputs,
    outputs: modelOutputs,
  });
  return {
    bytes,
    inputs: modelInputs,
    outputs: modelOutputs,
    noise,
    handedOn: new Set(changed.filter((path) => given.has(`step/state/${path}`))),
  };
}

/** A traced training step, optimized. */
interface TracedStep {
  readonly inputs: Values;
  /** The next state's leaves that change, and the metrics. */
  readonly wanted: Values;
  /** Paths of the leaves of the state that change. */
  readonly changed: readonly string[];
  readonly noise: readonly NoiseInput[];
}

async function traceStep(
  program: Program,
  shapes: StepShapes,
  own: readonly Kernel[] = [],
): Promise<TracedStep> {
  const batch = Object.fromEntries(
    Object.entries(shapes.rows).map(([table, rows]) => [
      table,
      mapTree<Stored | Spec, Spec>((column) => ({
        ...seen(column),
        shape: [rows, ...column.shape.slice(1)],
      }), shapes.tables[table]),
    ]),
  );
  const scalars = Object.fromEntries(
    shapes.scalars.map((name): [string, Spec] => [name, { shape: [], dtype: "float32" }]),
  );
  const { inputs, outputs, noise } = await trace(
    { state: shapes.state, batch, scalars },
    (inputs, noise) => {
      const [next, metrics] = program.step(
        inputs.state as Tensors,
        inputs.batch as Tensors,
        inputs.scalars as ScalarTensors,
        noise,
      );
      return { next, metrics };
    },
    own,
  );
  checkOutputs(shapes.state, outputs);
  const changed = leaves(shapes.state)
    .map(([path]) => path)
    .filter((path) => outputs[`next/${path}`] !== inputs[`state/${path}`]);
  const metrics = Object.keys(outputs).filter((path) => path.startsWith("metrics/"));
  const wanted = optimize(Object.fromEntries(
    [...changed.map((path) => `next/${path}`), ...metrics].map((path) => [path, outputs[path]]),
  ));
  return { inputs, wanted, changed, noise };
}

/** A step or a function as a graph whose inputs and outputs are named by their paths. */
export interface Lowered {
  readonly graph: OnnxGraph;
  /** The noise that a step requests, in order, including unused noise. */
  readonly noise: readonly NoiseInput[];
}

/**
 * Lowers one training step: its inputs are the state, the rows of the batch `batch/…`, the scalars and the noise, its
 * outputs `next/…`, for each leaf of the state that changes, and `metrics/…`.
 */
export async function lowerStep(
  program: Program,
  shapes: StepShapes,
  target: Target,
): Promise<Lowered> {
  const { inputs, wanted, noise } = await traceStep(program, shapes, recurrent);
  const longest = Object.fromEntries(
    Object.keys(shapes.rows).flatMap((table) =>
      leaves<Stored>(shapes.tables[table]).map(([column, { longest }]) => [
        `batch/${table}/${column}`,
        longest,
      ])
    ),
  );
  return { graph: lowerFunction("step", inputs, wanted, longest, target), noise };
}

/** Lowers a function of tensors; its inputs and outputs are named by their paths. */
export async function lowerReads(
  reads: Tree<Stored | Spec>,
  f: (inputs: Tensors) => Tensors,
  target: Target,
): Promise<Lowered> {
  const { inputs, outputs, noise } = await trace(
    mapTree<Stored | Spec, Spec>(seen, reads),
    f,
    recurrent,
  );
  const longest = Object.fromEntries(
    leaves<Stored | Spec>(reads).map(([path, held]) => [
      path,
      "longest" in held ? held.longest : undefined,
    ]),
  );
  return { graph: lowerFunction("function", inputs, optimize(outputs), longest, target), noise };
}

function lowerFunction(
  name: string,
  inputs: Values,
  outputs: Values,
  longest: { readonly [path: string]: number | undefined },
  target: Target,
): OnnxGraph {
  const asked = new Asked();
  const onnx = new Lowering([], target);
  for (const [path, value] of Object.entries(inputs)) {
    const { shape: [rows], dtype } = value;
    const most = longest[path];
    onnx.read(value, {
      array: () => asked.input(path, dtype, value.shape),
      sparse: most === undefined ? undefined : compressed(path, rows, rows * most, asked),
    });
  }
  onnx.add(outputs);
  const results = Object.entries(outputs).map(([path, value]): ValueInfo => {
    onnx.result(onnx.name(value), path);
    return { name: path, ...info(value) };
  });
  return onnx.finish(name, asked.infos, results);
}

/** Operations that return their input in the same memory. */
const ALIASING: ReadonlySet<string> = new Set(["Identity", "Reshape"]);

/** Returns the names of inputs that a graph returns unchanged. */
function handedOn({ nodes, inputs, outputs }: OnnxGraph): Set<string> {
  const origins = new Map(
    nodes.filter(({ op }) => ALIASING.has(op)).map((
      { inputs, outputs },
    ) => [outputs[0], inputs[0]]),
  );
  const names = new Set(inputs.map(({ name }) => name));
  return new Set(outputs.flatMap(({ name }) => {
    let origin = name;
    while (origins.has(origin)) origin = origins.get(origin)!;
    return names.has(origin) ? [origin] : [];
  }));
}

/**
 * Compiles a function of tensors, such as a program's predictions for a number of rows.
 *
 * @param reads The shapes of the function's inputs.
 * @param f A pure function of tensors.
 * @param target The target of the model.
 * @returns The model; its inputs and outputs are named by their paths.
 */
export async function compileFunction(
  reads: Tree<Stored | Spec>,
  f: (inputs: Tensors) => Tensors,
  target: Target = { channelBlock: 1 },
): Promise<Model> {
  const { graph } = await lowerReads(reads, f, target);
  return { bytes: encodeModel(graph), inputs: graph.inputs, outputs: graph.outputs };
}

/** Throws if a step's next state has another structure, shape or type, or a metric is not a scalar. */
function checkOutputs(state: Tree<Spec>, outputs: Values): void {
  const before: { [path: string]: Spec } = Object.fromEntries(
    leaves(state).map(([path, leaf]) => [`next/${path}`, leaf]),
  );
  for (const path of Object.keys({ ...before, ...outputs })) {
    const name = path.slice(path.indexOf("/") + 1);
    const [was, is] = [typeOf(before[path]), typeOf(outputs[path])];
    if (path.startsWith("metrics/")) {
      if (outputs[path].shape.length === 0) continue;
      throw new TypeError(`Cannot compile: the step reports ${name}, which is ${is}; sum it up`);
    }
    if (is !== was) {
      throw new TypeError(
        `Cannot compile: the step's ${name} is ${is} in the next state, where it was ${was}`,
      );
    }
  }
}

function typeOf(spec?: Spec): string {
  return spec ? `${spec.dtype} [${spec.shape}]` : "missing";
}

/** Returns the shape and type in which a program receives a stored array. */
function seen({ shape, dtype }: Stored | Spec): Spec {
  return { shape, dtype: dtype === "uint8" ? "float32" : dtype };
}

function usedInputs(outputs: Values): Set<Value> {
  const nodes = liveNodes(Object.values(outputs));
  return new Set([
    ...nodes.flatMap(({ inputs }) => Object.values(inputs)),
    ...Object.values(outputs),
  ]);
}

function info({ shape, dtype }: Value): { type: ElementType; shape: readonly number[] } {
  return { type: dtype, shape };
}
