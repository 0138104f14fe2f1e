import * as tf from "../tf.ts";
import { leaves, mapTree, type Tensors, type Tree } from "../tree.ts";
import {
  type Attributes,
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
import type { Kernel } from "./kernels/kernel.ts";
import { kernels } from "./kernels/mod.ts";
import { simplify } from "./simplify.ts";

/** The name of the backend that records; never the one that a program runs on. */
const BACKEND = "graft-trace";

/** The most elements that a computed constant may have: larger ones are computed by the graph. */
const MOST_FOLDED = 1 << 16;

/** The most elements of a constant whose values differ. */
const MOST_CONSTANT = 1 << 20;

/**
 * Records what a function computes, without computing it.
 *
 * TensorFlow.js runs the function on a backend whose kernels write down that they were called; the
 * gradient tape and the optimizer's update are kernel calls too. What depends on constants alone is
 * computed on the way, and a kernel called twice with the same inputs is recorded once.
 *
 * @param inputs What the function reads.
 * @param f A pure function of tensors; it gives a tree of tensors.
 * @returns The graph; its inputs and outputs are named by their paths.
 * @throws {Error} If the function reads a value, draws a random number or uses a tensor from outside.
 * @throws {RangeError} If a kernel or an attribute has no lowering.
 */
export async function trace(
  inputs: Tree<Spec>,
  f: (inputs: Tensors) => Tensors,
): Promise<Graph> {
  const present = tf.getBackend();
  register();
  await tf.setBackend(BACKEND);
  const recorder = new Recorder();
  recording = recorder;
  const random = Math.random;
  Math.random = () => {
    throw new Error(
      "Cannot trace: the step draws random numbers, which would be the same in every step; " +
        "pass masks and noise in through the batch",
    );
  };
  try {
    const values: { [path: string]: Value } = Object.fromEntries(
      leaves(inputs).map(([path, spec]) => [path, recorder.input(path, spec)]),
    );
    let place = 0;
    const paths = Object.keys(values);
    const outputs = tf.tidy(() => {
      const tensors = mapTree<Spec, tf.Tensor>(
        () => recorder.tensor(values[paths[place++]]),
        inputs,
      );
      const results = leaves(f(tensors)).map(([path, leaf]) => [path, recorder.valueOf(leaf)]);
      return results as unknown as tf.TensorContainer;
    }) as unknown as [string, Value][];
    return { inputs: values, outputs: Object.fromEntries(outputs) };
  } finally {
    Math.random = random;
    recording = undefined;
    if (present) await tf.setBackend(present);
  }
}

/** The graph that grows while a function is traced. */
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
        `Cannot trace: the step makes a constant of shape [${shape}]; pass it in through the state or the batch`,
      );
    }
    const data = same && values.length > 0 ? values.slice(0, 1) : values;
    const known = data.length <= 64 ? `${dtype} ${shape}: ${data}` : undefined;
    const found = known === undefined ? undefined : this.#constants.get(known);
    if (found) return found;
    const value: Value = { id: this.#next++, shape, dtype, origin: { kind: "constant", data } };
    if (known !== undefined) this.#constants.set(known, value);
    return value;
  }

  /** Gives a value an identity that TensorFlow.js can hold. */
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
      throw new RangeError(
        `Cannot compile ${kernel.name}: its attribute ${name} (${JSON.stringify(value)}) is unknown; ` +
          "add it to its entry under engine/compiled/kernels/",
      );
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

  /** Computes on TensorFlow.js's plain backend what depends on constants alone. */
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
    const sizes = [...specs, ...operands].map(({ shape }) => sizeOf(shape));
    if (Math.max(...sizes) > MOST_FOLDED) return undefined;
    return compute(kernel.name, inputs, attributes).map((data, i) => this.constant(data, specs[i]));
  }
}

/** Keeps numbers apart that JSON writes as null. */
function exact(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** TensorFlow.js's plain backend, as far as the folding of constants needs it. */
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
  const outputs = Array.isArray(result) ? result : [result];
  const data = outputs.map(({ dataId }) => typed(backend.readSync(dataId), outputs[0].dtype));
  for (const { dataId } of [...outputs, ...Object.values(infos)]) backend.disposeData(dataId, true);
  return data.map((values, i) => typed(values, outputs[i].dtype).slice());
}

/** What TensorFlow.js hands over as the values of a tensor may be plain numbers. */
function typed(values: ArrayLike<number | boolean>, dtype: string): Data {
  if (values instanceof Float32Array && dtype === "float32") return values;
  if (values instanceof Int32Array && dtype === "int32") return values;
  if (values instanceof Uint8Array && dtype === "bool") return values;
  const numbers = Array.from(values, Number);
  if (dtype === "float32") return Float32Array.from(numbers);
  if (dtype === "int32") return Int32Array.from(numbers);
  if (dtype === "bool") return Uint8Array.from(numbers);
  throw new RangeError(`Cannot trace: a tensor of type ${dtype} has no place in a training step`);
}

/** The trace that is going on; TensorFlow.js has one backend at a time. */
let recording: Recorder | undefined;

class TraceBackend extends tf.KernelBackend {
  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const data = typed(values as ArrayLike<number>, dtype);
    return recording!.dataId(recording!.constant(data, { shape, dtype: dtype as DType }));
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

function register(): void {
  if (tf.findBackendFactory(BACKEND)) return;
  tf.registerBackend(BACKEND, () => new TraceBackend());
  const known = new Map(kernels.map((kernel) => [kernel.name, kernel]));
  const names = new Set([
    ...tf.getKernelsForBackend("cpu").map(({ kernelName }) => kernelName),
    ...known.keys(),
  ]);
  for (const kernelName of names) {
    const kernel = known.get(kernelName);
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc({ inputs, attrs }) {
        if (!kernel) {
          throw new RangeError(
            `Cannot compile ${kernelName}: add it to a file under engine/compiled/kernels/, ` +
              "or run on --device wasm or reference",
          );
        }
        const values = Object.fromEntries(
          Object.entries(inputs)
            .filter(([, info]) => info)
            .map(([name, info]) => [name, recording!.valueOf(info!)]),
        );
        const infos = recording!.call(kernel, values, attrs ?? {}).map((value) => ({
          dataId: recording!.dataId(value),
          shape: [...value.shape],
          dtype: value.dtype,
        }));
        return kernel.variadic ? infos : infos[0];
      },
    });
  }
}
