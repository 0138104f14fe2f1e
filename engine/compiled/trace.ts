import type { StepNoise } from "../noise.ts";
import * as tf from "../tf.ts";
import { leaves, mapTree, type Tensors, type Tree } from "../tree.ts";
import {
  type Attributes,
  bitsOf,
  type Data,
  type DType,
  type Graph,
  type Node,
  sizeOf,
  type Spec,
  spread,
  uniform,
  type Value,
  type Values,
} from "./graph.ts";
import { nameOf } from "./inputs.ts";
import { type Kernel, unsupported } from "./kernels/kernel.ts";
import { kernels } from "./kernels/mod.ts";
import { simplify } from "./simplify.ts";

/** The name of the recording backend, on which no program runs. */
const BACKEND = "graft-trace";

/** Largest number of elements of a folded constant; larger ones are computed by the graph. */
const MOST_FOLDED = 1 << 16;

/** Largest number of elements of a constant with different values. */
const MOST_CONSTANT = 1 << 20;

/** Noise that a function requests. */
export interface NoiseInput {
  /** The input's name. */
  readonly name: string;
  readonly purpose: string;
  readonly shape: readonly number[];
}

/** The trace of a function. */
export interface Traced extends Graph {
  /** The noise in the order of the requests, including unused noise. */
  readonly noise: readonly NoiseInput[];
}

/**
 * Records the kernel calls of a function without computing them.
 *
 * TensorFlow.js runs the function on a backend whose kernels record their calls, including those of the gradient
 * tape and the optimizer's update. Values that depend only on constants are computed during tracing, and a kernel
 * called twice with the same inputs is recorded once.
 *
 * @param inputs The shapes and types of the function's inputs.
 * @param f A pure function of tensors and noise, which returns a tree of tensors.
 * @param own Kernels besides TensorFlow.js's that the target computes.
 * @returns The graph; its inputs and outputs are named by their paths, noise `noise/dropout/0`,
 * `noise/weighting/1`, … in the order of the requests.
 * @throws {Error} If the function reads a value, draws a random number or uses a tensor from outside.
 * @throws {RangeError} If a kernel or an attribute has no lowering.
 */
export function trace(
  inputs: Tree<Spec>,
  f: (inputs: Tensors, noise: StepNoise) => Tensors,
  own: readonly Kernel[] = [],
): Traced {
  const recorder = new Recorder();
  const read: { [path: string]: Value } = Object.fromEntries(
    leaves(inputs).map(([path, spec]) => [path, recorder.input(path, spec)]),
  );
  const given: { [path: string]: Value } = {};
  const noise: NoiseInput[] = [];
  const drawn: tf.Tensor[] = [];
  recordedBy(recorder, own, () => {
    const values = Object.values({ ...read }).values();
    const tensors = mapTree<Spec, tf.Tensor>(
      () => recorder.tensor(values.next().value!),
      inputs,
    );
    const results = f(tensors, (purpose) => ({
      uniform(shape) {
        const name = nameOf.noise(purpose, noise.length);
        read[name] = recorder.input(name, { shape: [...shape], dtype: "float32" });
        noise.push({ name, purpose, shape: [...shape] });
        // Kept, so that it outlives the scopes of differentiation.
        const tensor = tf.keep(recorder.tensor(read[name]));
        drawn.push(tensor);
        return tensor;
      },
    }));
    if (results instanceof Promise) {
      results.catch(() => {});
      throw new TypeError(
        "Cannot trace: the step is asynchronous; let it return tensors, and await nothing",
      );
    }
    for (const [path, leaf] of leaves(results)) given[path] = recorder.valueOf(leaf);
    tf.dispose(drawn);
  });
  return { inputs: read, outputs: given, noise };
}

/** Runs a function on the recording backend, and then restores the previous backend. */
function recordedBy(recorder: Recorder, own: readonly Kernel[], f: () => void): void {
  registerKernels();
  for (const kernel of own) register(kernel.name, kernel);
  const present = tf.getBackend();
  const random = Math.random;
  Math.random = () => {
    throw new Error(
      "Cannot trace: the step draws random numbers, which would be the same in every step; " +
        "take them from the step's noise",
    );
  };
  tf.registerBackend(BACKEND, () => new TraceBackend(recorder));
  try {
    // A synchronous backend is set synchronously: nothing else runs before it is removed again.
    tf.setBackend(BACKEND);
    tf.tidy(f);
  } finally {
    Math.random = random;
    for (const { name } of own) tf.unregisterKernel(name, BACKEND);
    tf.removeBackend(BACKEND);
    if (present) tf.setBackend(present);
  }
}

/** Builds the graph while a function is traced. */
class Recorder {
  readonly #values = new WeakMap<object, Value>();
  readonly #nodes = new Map<string, Node>();
  readonly #constants = new Map<string, Value>();
  #next = 0;

  input(name: string, { shape, dtype }: Spec): Value {
    return { id: this.#next++, shape, dtype, origin: { kind: "input", name } };
  }

  constant(values: Data, { shape, dtype }: Spec): Value {
    const same = values.every((value) => Object.is(value, values[0]));
    if (!same && values.length > MOST_CONSTANT) {
      throw new Error(
        `Cannot trace: the step makes a constant of shape [${shape}]; ` +
          "pass it in through the state or the batch",
      );
    }
    const data = same && values.length > 0 ? values.slice(0, 1) : values;
    const known = data.length <= 64 ? `${dtype} [${shape}] ${bitsOf(data)}` : undefined;
    const found = known === undefined ? undefined : this.#constants.get(known);
    if (found) return found;
    const value: Value = { id: this.#next++, shape, dtype, origin: { kind: "constant", data } };
    if (known !== undefined) this.#constants.set(known, value);
    return value;
  }

  /** Creates an identity of a value for TensorFlow.js. */
  dataId(value: Value): object {
    const id = {};
    this.#values.set(id, value);
    return id;
  }

  tensor(value: Value): tf.Tensor {
    return tf.engine().makeTensorFromDataId(
      this.dataId(value),
      [...value.shape],
      value.dtype,
    ) as tf.Tensor;
  }

  valueOf({ dataId, shape }: tf.TensorInfo): Value {
    const value = this.#values.get(dataId);
    if (value) return value;
    throw new Error(
      `Cannot trace: a tensor of shape [${shape}] was made outside of the step; ` +
        "pass it in through the state, the batch or the scalars",
    );
  }

  call(kernel: Kernel, inputs: Values, attributes: Attributes): readonly Value[] {
    const known = ["dtype", ...(kernel.attributes ?? [])];
    for (const [name, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || known.includes(name)) continue;
      throw unsupported(kernel.name, `attribute ${name} = ${JSON.stringify(value)}`);
    }
    const simpler = simplify(kernel.name, inputs, attributes);
    if (simpler) return [simpler];
    const key = `${kernel.name} ${
      Object.entries(inputs).map(([name, { id }]) => `${name}:${id}`)
    } ${JSON.stringify(attributes, exact)}`;
    const found = this.#nodes.get(key);
    if (found) return found.outputs;

    const inferred = kernel.infer({ inputs, attributes });
    const specs = Array.isArray(inferred) ? inferred as readonly Spec[] : [inferred as Spec];
    if (kernel.constant) {
      const number = kernel.constant({ inputs, attributes });
      return [this.constant(typed([number], specs[0].dtype), specs[0])];
    }
    const folded = this.#fold(kernel, inputs, attributes, specs);
    if (folded) return folded;

    const outputs: Value[] = [];
    const node: Node = { kernel: kernel.name, inputs, attributes, outputs };
    specs.forEach(({ shape, dtype }, index) => {
      outputs.push({
        id: this.#next++,
        shape,
        dtype,
        origin: { kind: "node", node, index },
      });
    });
    this.#nodes.set(key, node);
    return outputs;
  }

  /** Computes values that depend only on constants, on TensorFlow.js's plain JavaScript backend. */
  #fold(
    kernel: Kernel,
    inputs: Values,
    attributes: Attributes,
    specs: readonly Spec[],
  ): readonly Value[] | undefined {
    const operands = Object.values(inputs);
    if (!operands.every(({ origin }) => origin.kind === "constant")) return undefined;
    if (kernel.elementwise && operands.every((operand) => uniform(operand) !== undefined)) {
      const scalars = Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [name, { ...value, shape: [] }]),
      );
      return [this.constant(compute(kernel.name, scalars, attributes)[0], specs[0])];
    }
    if (!tf.getKernel(kernel.name, "cpu")) return undefined;
    const sizes = [...specs, ...operands].map(({ shape }) => sizeOf(shape));
    if (Math.max(...sizes) > MOST_FOLDED) return undefined;
    return compute(kernel.name, inputs, attributes).map((data, i) => this.constant(data, specs[i]));
  }
}

/** Distinguishes numbers that JSON writes the same way: NaN and the infinities, −0 and 0. */
function exact(_: string, value: unknown): unknown {
  if (Object.is(value, -0)) return "-0";
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** The part of TensorFlow.js's plain JavaScript backend that constant folding uses. */
interface PlainBackend {
  makeTensorInfo(shape: readonly number[], dtype: DType, values: Data): tf.TensorInfo;
  disposeData(dataId: object, force?: boolean): boolean;
  readSync(dataId: object): Data;
}

function compute(kernel: string, inputs: Values, attributes: Attributes): Data[] {
  const backend = tf.engine().findBackend("cpu") as unknown as PlainBackend & tf.KernelBackend;
  const infos = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      backend.makeTensorInfo(value.shape, value.dtype, spread(value)),
    ]),
  );
  const result = tf.getKernel(kernel, "cpu").kernelFunc({
    // TensorFlow.js gives variadic kernels an array.
    inputs: "0" in infos ? Object.values(infos) as unknown as typeof infos : infos,
    attrs: attributes as tf.NamedAttrMap,
    backend,
  });
  const outputs = [result].flat();
  const data = outputs.map(({ dataId, dtype }) => typed(backend.readSync(dataId), dtype).slice());
  for (const { dataId } of [...outputs, ...Object.values(infos)]) backend.disposeData(dataId, true);
  return data;
}

/** Converts values to the typed array of their type; TensorFlow.js may pass plain numbers. */
function typed(values: ArrayLike<number | boolean>, dtype: string): Data {
  switch (dtype) {
    case "float32":
      return values instanceof Float32Array ? values : Float32Array.from(values, Number);
    case "int32":
      return values instanceof Int32Array ? values : Int32Array.from(values, Number);
    case "bool":
      return values instanceof Uint8Array ? values : Uint8Array.from(values, Number);
    default:
      throw new RangeError(
        `Cannot trace: the step makes a tensor of type ${dtype}; use float32, int32 or bool`,
      );
  }
}

/** The recording backend, whose tensors have an origin but no content. */
class TraceBackend extends tf.KernelBackend {
  readonly recorder: Recorder;

  constructor(recorder: Recorder) {
    super();
    this.recorder = recorder;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const data = typed(values as ArrayLike<number>, dtype);
    return this.recorder.dataId(this.recorder.constant(data, { shape, dtype: dtype as DType }));
  }
  override readSync(): never {
    throw new Error(
      "Cannot trace: the step reads a value (dataSync, arraySync or print), which is not known " +
        "before it runs; compute with tensors, or report it among the step's metrics",
    );
  }
  override read(): Promise<never> {
    return this.readSync();
  }
  override numDataIds = () => 0;
  override refCount = () => 1;
  override incRef() {}
  override disposeData = () => true;
  override floatPrecision = () => 32 as const;
  override memory = () => ({ unreliable: true });
  override dispose() {}
}

/** Registers a recording version of every TensorFlow.js kernel; those without a lowering throw. */
function registerKernels(): void {
  if (tf.getKernelsForBackend(BACKEND).length > 0) return;
  const known = new Map(kernels.map((kernel) => [kernel.name, kernel]));
  for (const { kernelName } of tf.getKernelsForBackend("cpu")) {
    register(kernelName, known.get(kernelName));
  }
}

function register(kernelName: string, kernel: Kernel | undefined): void {
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc({ inputs, attrs, backend }) {
      if (!kernel) {
        throw new RangeError(
          `Cannot compile ${kernelName}: add it to a file under engine/compiled/kernels/, ` +
            "or run on --device wasm or reference",
        );
      }
      const { recorder } = backend as TraceBackend;
      const values = Object.fromEntries(
        Object.entries(inputs)
          .filter(([, info]) => info)
          .map(([name, info]) => [name, recorder.valueOf(info!)]),
      );
      const infos = recorder.call(kernel, values, attrs ?? {}).map((value) => ({
        dataId: recorder.dataId(value),
        shape: [...value.shape],
        dtype: value.dtype,
      }));
      return kernel.variadic ? infos : infos[0];
    },
  });
}
