import * as tf from "./tf.ts";
import { type AnyArray, concatenate, type NdArray, takeRows, toDense } from "./array.ts";
import type { Device, Execution, Executor, Feed, Tables } from "./executor.ts";
import { drawUniform, type StepNoise } from "./noise.ts";
import type { ScalarTensors } from "./program.ts";
import { measureOf, noiseOf } from "./executor.ts";
import { type Arrays, leaves, mapPlaces, mapTree, type Tensors } from "./tree.ts";

/** Rows per evaluation call: large enough for full speed, small enough for 5000-wide inputs. */
const PREDICT_ROWS = 1024;

/**
 * Runs programs operation by operation on a TensorFlow.js backend, which must be the current one.
 *
 * This is the reference for all other executors: slower, with nothing between the program and the kernels.
 *
 * @param device Description of the device for run records.
 * @param backend TensorFlow.js's name of the backend.
 * @returns An executor whose executions hold only their state's tensors between calls.
 */
export function eagerExecutor(device: Device, backend: string): Executor {
  return {
    device,
    start(program, random, tables) {
      requireBackend(device, backend);
      let state = tf.tidy(() => program.init(random) as tf.TensorContainer) as Tensors;

      const execution: Execution = {
        prepare: () => Promise.resolve(),
        async train(feeds) {
          requireBackend(device, backend);
          const reports = [];
          for (const feed of feeds) {
            const { noise, dispose } = eagerNoise(feed);
            const [next, metrics] = tf.tidy(() => {
              const [next, metrics] = program.step(
                state,
                batchOf(tables, feed),
                scalarsOf(feed),
                noise,
              );
              return [next, copied(metrics)] as unknown as tf.TensorContainer;
            }) as unknown as [Tensors, ScalarTensors];
            dispose();
            replace(next);
            reports.push(await read(metrics));
          }
          return reports;
        },
        async predict(x, of) {
          requireBackend(device, backend);
          if (x.shape[0] === 0) throw new RangeError("Cannot predict: there are no rows");
          const parts: NdArray[] = [];
          for (let from = 0; from < x.shape[0]; from += PREDICT_ROWS) {
            const rows = Int32Array.from(
              { length: Math.min(PREDICT_ROWS, x.shape[0] - from) },
              (_, i) => from + i,
            );
            const output = tf.tidy(() => program.predict(state, toTensor(takeRows(x, rows)), of));
            parts.push(await toArray(output));
            output.dispose();
          }
          return concatenate(parts);
        },
        async measure(feed) {
          requireBackend(device, backend);
          const measure = measureOf(program);
          return await read(tf.tidy(() =>
            copied(
              measure(state, batchOf(tables, feed), scalarsOf(feed)),
            ) as tf.TensorContainer
          ) as ScalarTensors);
        },
        async state() {
          const read = await Promise.all(
            leaves(state).map(async ([path, leaf]) => [path, await toArray(leaf)] as const),
          );
          const arrays = new Map(read);
          return mapPlaces((path) => arrays.get(path)!, state) as Arrays;
        },
        dispose: () => tf.dispose(state as tf.TensorContainer),
      };

      function replace(next: Tensors): void {
        const kept = new Set(leaves(next).map(([, leaf]) => leaf));
        for (const [, leaf] of leaves(state)) if (!kept.has(leaf)) leaf.dispose();
        state = next;
      }

      return Promise.resolve(execution);
    },
  };
}

function batchOf(tables: Tables, { rows }: Feed): Tensors {
  return Object.fromEntries(
    Object.entries(rows).map(([table, taken]) => [
      table,
      mapTree((column: AnyArray) => toTensor(takeRows(column, taken)), tables[table]),
    ]),
  );
}

function scalarsOf({ scalars }: Feed): ScalarTensors {
  return Object.fromEntries(
    Object.entries(scalars).map(([name, value]) => [name, tf.scalar(value)]),
  );
}

/** Copies metrics, so that disposing of them keeps tensors that the state shares. */
function copied(metrics: ScalarTensors): ScalarTensors {
  return mapTree((metric: tf.Tensor) => tf.clone(metric), metrics) as ScalarTensors;
}

/** Creates the noise of one step; its tensors outlive the scopes of differentiation until they are disposed of. */
function eagerNoise(feed: Feed): { readonly noise: StepNoise; dispose(): void } {
  const drawn: tf.Tensor[] = [];
  return {
    noise: (purpose) => ({
      uniform(shape) {
        const size = shape.reduce((product, length) => product * length, 1);
        const numbers = drawUniform(noiseOf(feed, purpose), size);
        const tensor = tf.keep(tf.tensor(numbers, [...shape]));
        drawn.push(tensor);
        return tensor;
      },
    }),
    dispose: () => tf.dispose(drawn),
  };
}

/** Throws if another device has replaced TensorFlow.js's backend: only one can be set at a time. */
function requireBackend({ name }: Device, backend: string): void {
  const present = tf.getBackend();
  if (present !== backend) {
    throw new Error(
      `Cannot run on ${name}: TensorFlow.js's current backend is ${present}; open ${name} again`,
    );
  }
}

async function read(metrics: ScalarTensors): Promise<Record<string, number>> {
  const numbers: Record<string, number> = {};
  for (const [name, scalar] of Object.entries(metrics)) {
    numbers[name] = (await scalar.data())[0];
  }
  tf.dispose(metrics);
  return numbers;
}

function toTensor(array: AnyArray): tf.Tensor {
  const { shape, data } = toDense(array);
  // TensorFlow.js would store bytes as int32; programs take float32.
  return data instanceof Int32Array
    ? tf.tensor(data, [...shape], "int32")
    : tf.tensor(data instanceof Uint8Array ? Float32Array.from(data) : data, [...shape], "float32");
}

async function toArray(tensor: tf.Tensor): Promise<NdArray> {
  return { shape: [...tensor.shape], data: await tensor.data() as Float32Array | Int32Array };
}
