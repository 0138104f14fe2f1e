import * as tf from "./tf.ts";

/** Recurrent cells that the engine computes. */
export type Cell = "lstm" | "gru";

/**
 * Computes the hidden states of a long short-term memory from an initial state of zeros.
 *
 * (i, f, o, g) = xₜ + hₜ₋₁ · fromHidden; cₜ = σ(f) cₜ₋₁ + σ(i) tanh(g); hₜ = σ(o) tanh(cₜ) (Hochreiter & Schmidhuber 1997,
 * with the forget gate of Gers et al. 2000).
 *
 * @param x The inputs' part of the gates in the order i, f, o, g, with the bias, `[length, batch, 4 · width]`.
 * @param fromHidden `[width, 4 · width]`.
 * @returns The initial state and that after each position, `[length + 1, batch, width]`.
 * @throws {RangeError} If the shapes do not fit.
 * @see {@link https://doi.org/10.1162/neco.1997.9.8.1735}
 * @see {@link https://doi.org/10.1162/089976600300015015}
 *
 * @example
 * ```ts
 * import { openDevice, tf } from "./mod.ts";
 * import { lstmStates } from "./recurrent.ts";
 * import assert from "node:assert/strict";
 *
 * await openDevice("reference");
 * // Open gates: σ(100) is 1.
 * const x = tf.tensor3d([[[100, 100, 100, 0.5]]]);
 * const [, h] = lstmStates(x, tf.zeros([1, 4])).dataSync();
 * assert(Math.abs(h - Math.tanh(Math.tanh(0.5))) < 1e-6);
 * ```
 */
export function lstmStates(x: tf.Tensor, fromHidden: tf.Tensor): tf.Tensor {
  checkShapes("lstm", 4, x, fromHidden);
  if (hasKernel()) return kernelStates("lstm", x, fromHidden);
  const [, batch] = x.shape;
  const [width] = fromHidden.shape;
  let h: tf.Tensor = tf.zeros([batch, width]);
  let c = h;
  return tf.stack([
    h,
    ...positions(x).map((input) => {
      const z = tf.add(input, tf.matMul(h, fromHidden));
      const [gates, candidate] = tf.split(z, [3 * width, width], 1);
      const [i, f, o] = tf.split(tf.sigmoid(gates), 3, 1);
      c = tf.add(tf.mul(f, c), tf.mul(i, tf.tanh(candidate)));
      return h = tf.mul(o, tf.tanh(c));
    }),
  ]);
}

/**
 * Computes the hidden states of gated recurrent units from an initial state of zeros.
 *
 * (r, z, a) = xₜ and (r′, z′, a′) = hₜ₋₁ · fromHidden; n = tanh(a + σ(r + r′) (a′ + bias)); hₜ = n + σ(z + z′) (hₜ₋₁ − n): the
 * variant with the reset gate after the product, as in cuDNN and PyTorch; Cho et al. 2014 have it before.
 *
 * @param x The inputs' part of the gates in the order r, z, n, with the bias, `[length, batch, 3 · width]`.
 * @param fromHidden `[width, 3 · width]`.
 * @param bias The bias within the reset gate, `[width]`.
 * @returns The initial state and that after each position, `[length + 1, batch, width]`.
 * @throws {RangeError} If the shapes do not fit.
 * @see {@link https://aclanthology.org/D14-1179/}
 */
export function gruStates(x: tf.Tensor, fromHidden: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  checkShapes("gru", 3, x, fromHidden);
  if (hasKernel()) return kernelStates("gru", x, fromHidden, bias);
  const [, batch] = x.shape;
  const [width] = fromHidden.shape;
  let h: tf.Tensor = tf.zeros([batch, width]);
  return tf.stack([
    h,
    ...positions(x).map((input) => {
      const [gates, candidate] = tf.split(input, [2 * width, width], 1);
      const [hiddenGates, hiddenCandidate] = tf.split(
        tf.matMul(h, fromHidden),
        [2 * width, width],
        1,
      );
      const [r, z] = tf.split(tf.sigmoid(tf.add(gates, hiddenGates)), 2, 1);
      const n = tf.tanh(tf.add(candidate, tf.mul(r, tf.add(hiddenCandidate, bias))));
      return h = tf.add(n, tf.mul(z, tf.sub(h, n)));
    }),
  ]);
}

function checkShapes(cell: Cell, gates: number, x: tf.Tensor, fromHidden: tf.Tensor): void {
  const [width, columns] = fromHidden.shape;
  if (x.rank === 3 && x.shape[2] === columns && columns === gates * width) return;
  throw new RangeError(
    `Cannot compute ${cell}: x must be [length, batch, ${gates} · width] and fromHidden [width, ${gates} · width], ` +
      `current shapes are [${x.shape}] and [${fromHidden.shape}]`,
  );
}

/** Returns the rows of each position. TensorFlow.js cannot differentiate a split into one part. */
function positions(x: tf.Tensor): tf.Tensor[] {
  const [length, batch, columns] = x.shape;
  const rows = tf.reshape(x, [length * batch, columns]);
  return length === 1 ? [rows] : tf.split(rows, length);
}

/** Returns true if the present backend computes all positions by one kernel. */
function hasKernel(): boolean {
  return tf.getKernel("Recurrent", tf.getBackend()) !== undefined;
}

/** The states by one kernel for all positions, and their gradient by another one. */
function kernelStates(
  cell: Cell,
  x: tf.Tensor,
  fromHidden: tf.Tensor,
  ...bias: readonly tf.Tensor[]
): tf.Tensor {
  const run = (kernel: string, inputs: { [name: string]: tf.Tensor }) =>
    tf.engine().runKernel(kernel, inputs, { cell }) as unknown as tf.Tensor[];
  return tf.customGrad((...inputs) => {
    const [x, fromHidden, ...rest] = inputs as tf.Tensor[];
    const save = rest.pop() as unknown as tf.GradSaveFunc;
    const [bias] = rest;
    const [value, saved] = run("Recurrent", { x, fromHidden, ...(bias ? { bias } : {}) });
    save([fromHidden, value, saved]);
    return {
      value,
      gradFunc: (gradient: tf.Tensor, [fromHidden, states, saved]: tf.Tensor[]) => {
        const [dx, dHidden = dx] = run("RecurrentGradient", { gradient, saved, fromHidden });
        const [length, batch, columns] = dx.shape;
        const [width] = fromHidden.shape;
        const rows = tf.reshape(dHidden, [length * batch, columns]);
        const before = tf.slice(states, [0, 0, 0], [length, batch, width]);
        const weights = tf.matMul(tf.reshape(before, [length * batch, width]), rows, true);
        if (!bias) return [dx, weights];
        const candidates = tf.slice(rows, [0, columns - width], [length * batch, width]);
        return [dx, weights, tf.sum(candidates, 0)];
      },
    };
  })(x, fromHidden, ...bias);
}
