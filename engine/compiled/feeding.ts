import * as ort from "onnxruntime-node";
import type { NdArray } from "../array.ts";
import { type Feed, noiseOf } from "../executor.ts";
import { drawUniform } from "../noise.ts";
import { leaves, type Tree } from "../tree.ts";
import { sizeOf, type Spec } from "./graph.ts";
import { nameOf } from "./inputs.ts";
import type { Stored } from "./step.ts";
import type { NoiseInput } from "./trace.ts";

/** An array in the form that models read. */
export interface Held extends Stored {
  readonly data: NdArray["data"];
}

/** Functions that make a model's input tensors, by name. */
export type Inputs = { readonly [name: string]: () => ort.Tensor };

/** Prepares an array as the rows of batches. */
export function hold(array: NdArray): Held {
  return { ...storedOf(array), data: array.data };
}

/** Returns the shape and type in which an array is stored. */
export function storedOf({ shape, data }: NdArray): Stored {
  const dtype = data instanceof Int32Array
    ? "int32"
    : data instanceof Uint8Array
    ? "uint8"
    : "float32";
  return { shape, dtype };
}

/** Makes a tensor that shares its memory with an array. */
export function tensorOf({ shape, data }: NdArray, { dtype }: Stored | Spec): ort.Tensor {
  return new ort.Tensor(dtype as "float32", data as Float32Array, shape);
}

/**
 * Makes the inputs of a call's steps besides the state.
 *
 * @param tables The tables of the batches, and possibly others.
 * @param feeds One feed for each step, all of one shape.
 * @param noise The noise of one step.
 * @throws {RangeError} If a table does not have a row.
 */
export function stepInputs(
  tables: { readonly [table: string]: Tree<Held> },
  feeds: readonly Feed[],
  noise: readonly NoiseInput[],
): Inputs {
  const inputs: { [name: string]: () => ort.Tensor } = {
    [nameOf.steps]: () => new ort.Tensor("int64", BigInt64Array.of(BigInt(feeds.length)), []),
  };
  for (const scalar of Object.keys(feeds[0].scalars)) {
    inputs[nameOf.scalar(scalar)] = () => {
      const values = Float32Array.from(feeds, ({ scalars }) => scalars[scalar]);
      return tensor(values, [feeds.length]);
    };
  }
  // Drawn step by step, in the same order as when steps are taken one by one.
  const drawn = noise.map(({ shape }) => new Float32Array(feeds.length * sizeOf(shape)));
  feeds.forEach((feed, step) => {
    noise.forEach(({ purpose, shape }, place) => {
      const size = sizeOf(shape);
      drawn[place].set(drawUniform(noiseOf(feed, purpose), size), step * size);
    });
  });
  noise.forEach(({ name, shape }, place) => {
    inputs[name] = () => tensor(drawn[place], [feeds.length, ...shape]);
  });
  for (const table of Object.keys(feeds[0].rows)) {
    const columns = tables[table];
    const batches = feeds.map(({ rows }) => rows[table]);
    inputs[nameOf.rows(table)] = () => {
      const [{ length }] = batches;
      const rows = new Int32Array(feeds.length * length);
      batches.forEach((batch, i) => rows.set(batch, i * length));
      return tensor(rows, [feeds.length, length]);
    };
    for (const [column, held] of leaves(columns)) {
      checkRows(held, batches);
      const path = `${table}/${column}`;
      inputs[nameOf.table(path)] = () => tensorOf(held, held);
    }
  }
  return inputs;
}

/**
 * Makes the inputs of `rows` consecutive rows of an array, with rows of zeros after its end.
 *
 * @param path The array's path.
 */
export function rowsInputs(path: string, held: Held, from: number, rows: number): Inputs {
  const { shape: [, ...rest], data } = held;
  const whole = () => {
    const width = sizeOf(rest);
    const present = data.subarray(from * width, (from + rows) * width);
    return present.length === rows * width ? present : padded(present, rows * width);
  };
  return { [path]: () => tensorOf({ shape: [rows, ...rest], data: whole() }, held) };
}

export function checkRows({ shape: [count] }: Stored, batches: readonly Int32Array[]): void {
  for (const rows of batches) {
    const wrong = rows.find((row) => row < 0 || row >= count);
    if (wrong !== undefined) {
      throw new RangeError(`Cannot take row ${wrong}: the array has ${count} rows`);
    }
  }
}

function tensor(data: NdArray["data"], shape: readonly number[]): ort.Tensor {
  return tensorOf({ shape, data }, storedOf({ shape, data }));
}

function padded(data: NdArray["data"], size: number): NdArray["data"] {
  const whole = new (data.constructor as Float32ArrayConstructor)(size);
  whole.set(data as Float32Array);
  return whole;
}
