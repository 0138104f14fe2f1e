import type { Trainer } from "./method.ts";

/** The parameters of {@linkcode reversalSchedule}. */
export const reversalParameters = {
  lambda: {
    kind: "number",
    default: 1,
    range: [0, 100],
    grid: [0.1, 0.3, 1],
    describe: "λ, factor of the reversed gradient, at the end of its schedule",
  },
  schedule: {
    kind: "choice",
    default: "rising",
    range: ["rising", "fixed"],
    grid: ["rising", "fixed"],
    describe: "rising: from 0 towards lambda; fixed: lambda throughout",
  },
  gamma: {
    kind: "number",
    default: 10,
    range: [0, 100],
    grid: [10],
    describe: "steepness of the rising schedule",
  },
} as const;

/**
 * Makes the schedule of the reversed gradient's factor, the scalar `adaptation`.
 *
 * `rising`: λ_p = lambda · (2/(1 + exp(−γp)) − 1) (Ganin et al. 2016, §5.2.2), where p is the progress;
 * `fixed`: lambda.
 */
export function reversalSchedule(
  { lambda, schedule, gamma }: {
    readonly lambda: number;
    readonly schedule: "rising" | "fixed";
    readonly gamma: number;
  },
): Trainer["schedule"] {
  return (progress) => ({
    adaptation: schedule === "fixed"
      ? lambda
      : lambda * (2 / (1 + Math.exp(-gamma * progress)) - 1),
  });
}
