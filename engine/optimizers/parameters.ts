import type { NumberParameter, Parameterized, Parameters } from "../../descriptors/parameters.ts";

const number = (
  default_: number,
  range: readonly [number, number],
  describe: string,
): NumberParameter => ({ kind: "number", default: default_, range, grid: [], describe });

/** The greatest value below 1, for decay rates. */
const BELOW_ONE = 1 - 2 ** -20;

const momentum = number(0, [0, BELOW_ONE], "μ");
const weightDecay = (default_: number, describe: string) => number(default_, [0, 1e3], describe);
const epsilon = (default_: number) =>
  number(default_, [1e-30, 1], "ε, which keeps quotients finite");

const adam = (decay: NumberParameter): Parameters => ({
  beta1: number(0.9, [0, BELOW_ONE], "β₁, the decay of the mean gradient"),
  beta2: number(0.999, [0, BELOW_ONE], "β₂, the decay of the mean squared gradient"),
  epsilon: epsilon(1e-8),
  weightDecay: decay,
});

const parameters: { readonly [name: string]: Parameters } = {
  sgd: {
    momentum,
    nesterov: {
      kind: "choice",
      default: "no",
      range: ["no", "yes"],
      grid: [],
      describe: "Nesterov's momentum",
    },
    weightDecay: weightDecay(0, "λ, added to the gradient as λθ"),
  },
  adam: adam(weightDecay(0, "λ, added to the gradient as λθ")),
  adamw: adam(weightDecay(0.01, "λ, decoupled from the gradient")),
  rmsprop: {
    decay: number(0.99, [0, BELOW_ONE], "ρ, the decay of the mean squared gradient"),
    momentum,
    epsilon: epsilon(1e-8),
  },
  adagrad: {
    initialAccumulator: number(0, [0, 1e6], "initial sum of squared gradients"),
    epsilon: epsilon(1e-10),
  },
  adadelta: {
    decay: number(0.9, [0, BELOW_ONE], "ρ, the decay of the mean squares"),
    epsilon: epsilon(1e-6),
  },
};

/** The optimizers and their options, by name; the learning rate is the protocol's. */
export const optimizers: { readonly [name: string]: Parameterized } = Object.fromEntries(
  Object.entries(parameters).map(([name, params]) => [name, { name, params }]),
);
