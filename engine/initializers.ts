import * as tf from "./tf.ts";
import type { Random } from "./random.ts";

/**
 * Draws a weight matrix.
 *
 * @param random The random stream.
 * @param shape `[…, fanIn, fanOut]`; leading axes are a convolution's window and multiply both fans.
 * @returns A tensor of that shape, float32.
 */
export type Initializer = (random: Random, shape: readonly number[]) => tf.Tensor;

/** Zeros, for biases. */
export const zeros: Initializer = (_random, shape) => tf.zeros([...shape]);

/** U(−limit, limit). */
export const uniform = (limit: number): Initializer => (random, shape) =>
  draw(shape, () => random.uniform(-limit, limit));

/**
 * U(−1/√fanIn, 1/√fanIn): PyTorch's default for a linear layer's weights and biases.
 *
 * The fan is an argument because that of a bias is the fan of its layer's weights.
 */
export const fanInUniform = (fanIn: number): Initializer => uniform(1 / Math.sqrt(fanIn));

/** U(−√(6/(fanIn + fanOut)), …): Glorot & Bengio 2010, eq. 16. */
export const glorotUniform: Initializer = (random, shape) => {
  const { fanIn, fanOut } = fans(shape);
  return uniform(Math.sqrt(6 / (fanIn + fanOut)))(random, shape);
};

/** N(0, 2/(fanIn + fanOut)): Glorot & Bengio 2010, eq. 12. */
export const glorotNormal: Initializer = (random, shape) => {
  const { fanIn, fanOut } = fans(shape);
  return normal(Math.sqrt(2 / (fanIn + fanOut)))(random, shape);
};

/** U(−√(6/fanIn), √(6/fanIn)): He et al. 2015, for rectifiers. */
export const heUniform: Initializer = (random, shape) =>
  uniform(Math.sqrt(6 / fans(shape).fanIn))(random, shape);

/** N(0, 2/fanIn): He et al. 2015, eq. 10. */
export const heNormal: Initializer = (random, shape) =>
  normal(Math.sqrt(2 / fans(shape).fanIn))(random, shape);

/** U(−√(3/fanIn), √(3/fanIn)): LeCun et al. 1998, variance 1/fanIn. */
export const lecunUniform: Initializer = (random, shape) =>
  uniform(Math.sqrt(3 / fans(shape).fanIn))(random, shape);

/** N(0, 1/fanIn): LeCun et al. 1998, eq. 16. */
export const lecunNormal: Initializer = (random, shape) =>
  normal(Math.sqrt(1 / fans(shape).fanIn))(random, shape);

/**
 * A matrix with orthonormal rows or columns, whichever are fewer: Saxe et al. 2014.
 *
 * Computed by Gram–Schmidt from standard normal draws.
 */
export const orthogonal: Initializer = (random, shape) => {
  const columns = shape[shape.length - 1];
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const [few, many] = rows < columns ? [rows, columns] : [columns, rows];
  const basis: Float64Array[] = [];
  while (basis.length < few) {
    const vector = new Float64Array(many).map(() => random.normal());
    for (const earlier of basis) {
      const along = dot(vector, earlier);
      vector.forEach((v, i) => vector[i] = v - along * earlier[i]);
    }
    const length = Math.sqrt(dot(vector, vector));
    basis.push(vector.map((v) => v / length));
  }
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      data[row * columns + column] = rows < columns ? basis[row][column] : basis[column][row];
    }
  }
  return tf.tensor(data, [...shape]);
};

const normal = (deviation: number): Initializer => (random, shape) =>
  draw(shape, () => deviation * random.normal());

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, v, i) => sum + v * b[i], 0);

function draw(shape: readonly number[], next: () => number): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(new Float32Array(size).map(next), [...shape]);
}

function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    throw new RangeError(
      `Cannot compute fans: the shape needs at least two axes, current value is [${shape}]`,
    );
  }
  const window = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn: window * shape[shape.length - 2], fanOut: window * shape[shape.length - 1] };
}
