import * as ort from "onnxruntime-node";
import { type AnyArray, isSparse, type NdArray, takeRows, toDense } from "../array.ts";
import { type Feed, noiseOf } from "../executor.ts";
import { drawUniform } from "../noise.ts";
import { leaves, type Tree } from "../tree.ts";
import { sizeOf, type Spec } from "./graph.ts";
import { nameOf } from "./inputs.ts";
import { checkRows, type Held, type Stored } from "./stored.ts";
import type { NoiseInput } from "./trace.ts";

/** Functions that make a model's input tensors, by name. */
export type Inputs = { readonly [name: string]: () => ort.Tensor };

/** Makes a tensor that shares its memory with an array. */
export function tensorOf({ shape, data }: NdArray, { dtype }: Stored | Spec): ort.Tensor {
  return new ort.Tensor(dtype as "float32", data as Float32Array, shape);
}

/** Makes a tensor of an array as a program sees it: bytes become floats. */
export function seenTensor({ shape, data }: NdArray): ort.Tensor {
  const seen = data instanceof Uint8Array ? Float32Array.from(data) : data;
  return new ort.Tensor(seen as Float32Array, shape);
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
      return seenTensor({ shape: [feeds.length], data: values });
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
    inputs[name] = () => seenTensor({ shape: [feeds.length, ...shape], data: drawn[place] });
  });
  for (const table of Object.keys(feeds[0].rows)) {
    const columns = tables[table];
    const batches = feeds.map(({ rows }) => rows[table]);
    inputs[nameOf.rows(table)] = () => {
      const [{ length }] = batches;
      const rows = new Int32Array(feeds.length * length);
      batches.forEach((batch, i) => rows.set(batch, i * length));
      return seenTensor({ shape: [feeds.length, length], data: rows });
    };
    for (const [column, held] of leaves(columns)) {
      checkRows(held, batches);
      const path = `${table}/${column}`;
      const { array } = held;
      if (isSparse(array)) {
        const rows = () => feeds.flatMap(({ rows }) => [...rows[table]]);
        inputs[nameOf.batches(path)] = () =>
          seenTensor({
            shape: [feeds.length, feeds[0].rows[table].length, array.shape[1]],
            data: toDense(takeRows(array, rows())).data,
          });
      } else inputs[nameOf.table(path)] = () => tensorOf(array, held);
    }
  }
  return inputs;
}

/** Numbers of the dense rows of sparse tables in a call. */
const MOST_NUMBERS = 1 << 24;

/**
 * Returns the number of steps of a call, at least one, for which the dense rows of sparse tables are few enough.
 *
 * @param tables The tables of the batches, and possibly others.
 * @param feed The feed of one step.
 */
export function mostSteps(
  tables: { readonly [table: string]: Tree<Held> },
  { rows }: Feed,
): number {
  let numbers = 0;
  for (const [table, { length }] of Object.entries(rows)) {
    for (const [, { array }] of leaves(tables[table])) {
      if (isSparse(array)) numbers += length * array.shape[1];
    }
  }
  return Math.max(1, Math.floor(MOST_NUMBERS / numbers));
}

/**
 * Makes the inputs of `rows` consecutive rows of an array; after its end, its last row is repeated.
 *
 * @param path The array's path.
 */
export function rowsInputs(path: string, array: AnyArray, from: number, rows: number): Inputs {
  const last = array.shape[0] - 1;
  const taken = Array.from({ length: rows }, (_, i) => Math.min(from + i, last));
  return { [path]: () => seenTensor(toDense(takeRows(array, taken))) };
}
