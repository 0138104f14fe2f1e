import type { Status } from "../inference/samples.ts";

/**
 * The verdict on a published number. The first that applies:
 *
 * - `failed`, `diverged`, `partial`, `not_run`: the state of our runs, see {@linkcode Status}.
 * - `too_few_seeds`: there are fewer than {@linkcode LEAST_SEEDS}.
 * - `reproduced`: other seeds alone would explain the difference, and so would other test examples alone. A
 *   large variation over seeds is therefore not enough.
 * - `within_tolerance`: both together would explain it.
 * - `outside`: the difference is larger.
 */
export type Agreement =
  | "reproduced"
  | "within_tolerance"
  | "outside"
  | "too_few_seeds"
  | Exclude<Status, "ok">;

/**
 * The verdict on a claim: `holds` if the 95 % interval of the difference is above zero, `contradicted` if it is
 * below, `undecided` if it contains zero.
 */
export type ClaimVerdict =
  | "holds"
  | "contradicted"
  | "undecided"
  | "too_few_seeds"
  | Exclude<
    Status,
    "ok"
  >;

/** The fewest seeds for a verdict: with two, a tolerance is 12.7 standard errors and would accept nearly anything. */
export const LEAST_SEEDS = 3;
