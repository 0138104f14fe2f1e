import { defineEncoder, type Layer, stack } from "./encoder.ts";
import {
  type Dense,
  dense,
  glorotUniform,
  heUniform,
  initDense,
  type Initializer,
  tf,
} from "../engine/mod.ts";

const activations = { relu: tf.relu, sigmoid: tf.sigmoid, tanh: tf.tanh } as const;

const initializers: Record<string, Initializer | undefined> = {
  fan_in: undefined,
  glorot: glorotUniform,
  he: heUniform,
};

/**
 * A multi-layer perceptron: dense layers of equal width, each followed by an activation.
 *
 * h₀ = x; hₗ = φ(hₗ₋₁ Wₗ + bₗ), `x [batch, inputs] → features [batch, width]`.
 */
export default defineEncoder({
  name: "mlp",
  title: "Multi-layer perceptron",
  paper: {
    title: "Learning representations by back-propagating errors",
    authors: ["Rumelhart", "Hinton", "Williams"],
    venue: "Nature 323:533-536",
    year: 1986,
    url: "https://doi.org/10.1038/323533a0",
  },
  inputs: ["counts", "points", "numbers"],
  perWord: false,
  widths: ["width"],
  params: {
    depth: {
      kind: "number",
      default: 1,
      range: [1, 20],
      integer: true,
      grid: [1, 2, 3],
      describe: "number of hidden layers",
    },
    width: {
      kind: "number",
      default: 100,
      range: [1, 10000],
      integer: true,
      grid: [50, 100, 200],
      describe: "units of each hidden layer",
    },
    activation: {
      kind: "choice",
      default: "relu",
      range: ["relu", "sigmoid", "tanh"],
      grid: ["relu", "sigmoid"],
      describe: "activation after each layer",
    },
    initializer: {
      kind: "choice",
      default: "fan_in",
      range: ["fan_in", "glorot", "he"],
      grid: ["fan_in", "glorot"],
      describe:
        "fan_in: weights and biases U(±1/√inputs), as in PyTorch; glorot, he: uniform, zero biases",
    },
  },
  create({ depth, width, activation, initializer }, { shape: [inputs] }) {
    const layers = Array.from({ length: depth }, (_, i): Layer => ({
      output: [width],
      init: (random) =>
        initDense(random, "dense", i === 0 ? inputs : width, width, initializers[initializer]),
      apply: (params, x) => activations[activation](dense(params as Dense, x)),
    }));
    return stack(layers);
  },
});
