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
