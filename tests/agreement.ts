import assert from "node:assert/strict";
import { lowerReads } from "../engine/compiled/step.ts";
import { cpuTarget } from "../engine/fused/target.ts";
import { randomStreams, tf } from "../engine/mod.ts";
import { assertClose } from "./golden/close.ts";
import { planAlone, runPlan } from "./run_plan.ts";

/** A tensor's data, independent of a backend. */
export interface Operand {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** A function of the operands, in order. */
export type Operation = (...operands: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** Options of {@linkcode assertAgrees}. */
export interface Agreement {
  /** True to compare gradients with respect to the float operands as well; default true. */
  readonly gradients?: boolean;
  /** The largest difference, relative to numbers of at least `floor`; default 1e-5. */
  readonly tolerance?: number;
  /** Lower bound of the magnitude in relative differences; default 1. */
  readonly floor?: number;
  /** Block size of channels that the graph is built for; default: this processor's. */
  readonly channelBlock?: number;
}

/**
 * Asserts that a compiled operation agrees with TensorFlow.js's plain backend at one and two threads: its
 * values, and the gradients of their inner product with a random direction.
 *
 * @param operation The operation.
 * @param operands Its operands.
 */
export async function assertAgrees(
  operation: Operation,
  operands: readonly Operand[],
  { gradients = true, tolerance = 1e-5, floor = 1, channelBlock }: Agreement = {},
): Promise<void> {
  const f = (tensors: tf.Tensor[]): tf.Tensor[] => [operation(...tensors)].flat();
  await tf.setBackend("cpu");
  const values = tf.tidy(() => f(operands.map(toTensor)).map(toOperand));
  const floats = operands.flatMap(({ data }, i) => data instanceof Float32Array ? [i] : []);
  const random = randomStreams(7)("direction");
  const directions = values.map(({ shape, data }): Operand => ({
    shape,
    data: Float32Array.from(data, () => random.normal()),
  }));
  const derive = gradients && floats.length > 0 &&
    values.some(({ data }) => data instanceof Float32Array);

  /** Returns the values, and the gradients of their inner product with the directions. */
  const whole = (tensors: tf.Tensor[], directions: tf.Tensor[]): tf.Tensor[] => {
    const outputs = f(tensors);
    if (!derive) return outputs;
    const inner = (...varied: tf.Tensor[]): tf.Tensor => {
      const all = tensors.map((tensor, i) =>
        floats.includes(i) ? varied[floats.indexOf(i)] : tensor
      );
      const products = f(all).flatMap((output, i) =>
        output.dtype === "float32" ? [tf.sum(tf.mul(output, directions[i]))] : []
      );
      return tf.addN(products);
    };
    return [...outputs, ...tf.grads(inner)(floats.map((i) => tensors[i]))];
  };

  const expected = tf.tidy(() =>
    whole(operands.map(toTensor), directions.map(toTensor)).map(toOperand)
  );
  const reads = Object.fromEntries(
    [...operands, ...directions].map((operand, i) => [
      `input${i}`,
      { shape: operand.shape, dtype: dtypeOf(operand) },
    ]),
  );
  const { graph } = await lowerReads(reads, (inputs) => {
    const tensors = Object.values(inputs) as tf.Tensor[];
    const outputs = whole(tensors.slice(0, operands.length), tensors.slice(operands.length));
    return Object.fromEntries(outputs.map((output, i) => [`output${i}`, output]));
  }, channelBlock === undefined ? cpuTarget() : { channelBlock });
  const plan = planAlone(graph);
  const given = Object.fromEntries(
    [...operands, ...directions].map(({ data }, i) => [`input${i}`, data]),
  );
  for (const threads of [1, 2]) {
    const outputs = await runPlan(plan, given, threads);
    expected.forEach(({ shape, data }, i) => {
      const what = i < values.length
        ? `value ${i}`
        : `gradient in operand ${floats[i - values.length]}`;
      const actual = outputs[`output${i}`];
      assert.deepEqual(actual.shape, shape, `${what}: its shape`);
      try {
        assertClose(actual.data as Float32Array, data, tolerance, floor);
      } catch (error) {
        assert.fail(`${what}, ${threads} threads: ${(error as Error).message}`);
      }
    });
  }
}

/** Draws standard normal numbers. */
export function normal(shape: readonly number[], purpose = "operand"): Operand {
  const random = randomStreams(3)(`${purpose} ${shape}`);
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, () => random.normal()) };
}

/** Draws integers in [low, high). */
export function integers(
  shape: readonly number[],
  low: number,
  high: number,
  purpose = "operand",
): Operand {
  const random = randomStreams(3)(`${purpose} ${shape} ${low} ${high}`);
  const size = shape.reduce((product, length) => product * length, 1);
  return {
    shape,
    data: Int32Array.from({ length: size }, () => Math.floor(random.uniform(low, high))),
  };
}

/** Draws booleans. */
export function booleans(shape: readonly number[], purpose = "operand"): Operand {
  return { shape, data: Uint8Array.from(integers(shape, 0, 2, purpose).data) };
}

function dtypeOf({ data }: Operand): "float32" | "int32" | "bool" {
  return data instanceof Float32Array ? "float32" : data instanceof Int32Array ? "int32" : "bool";
}

function toTensor(operand: Operand): tf.Tensor {
  return tf.tensor(operand.data, [...operand.shape], dtypeOf(operand));
}

function toOperand(tensor: tf.Tensor): Operand & tf.TensorContainerObject {
  return { shape: [...tensor.shape], data: tensor.dataSync().slice() } as unknown as
    & Operand
    & tf.TensorContainerObject;
}
