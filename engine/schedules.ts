import type { NumberParameter, Parameterized } from "../descriptors/parameters.ts";

/**
 * A learning-rate schedule as plain data; it multiplies the optimizer's learning rate.
 *
 * - `constant`: 1.
 * - `annealed`: (1 + α·p)^−β, Ganin et al. 2016 §5.2 with α = 10, β = 0.75.
 * - `cosine`: ½(1 + cos πp), Loshchilov & Hutter 2017 without restarts.
 * - `linear`: 1 − p.
 */
export type ScheduleSpec =
  | { readonly name: "constant" | "cosine" | "linear" }
  | { readonly name: "annealed"; readonly alpha: number; readonly beta: number };

/**
 * Evaluates a schedule.
 *
 * @param spec The schedule.
 * @param progress The completed part of the training, in [0, 1].
 * @returns The factor of the learning rate.
 */
export function scheduled(spec: ScheduleSpec, progress: number): number {
  switch (spec.name) {
    case "constant":
      return 1;
    case "annealed":
      return (1 + spec.alpha * progress) ** -spec.beta;
    case "cosine":
      return (1 + Math.cos(Math.PI * progress)) / 2;
    case "linear":
      return 1 - progress;
  }
}

const number = (default_: number, describe: string): NumberParameter => ({
  kind: "number",
  default: default_,
  range: [0, 1e6],
  grid: [],
  describe,
});

/** The schedules and their parameters, by name. */
export const schedules: { readonly [name: string]: Parameterized } = {
  constant: { name: "constant", params: {} },
  annealed: {
    name: "annealed",
    params: { alpha: number(10, "α of the annealing"), beta: number(0.75, "β of the annealing") },
  },
  cosine: { name: "cosine", params: {} },
  linear: { name: "linear", params: {} },
};
