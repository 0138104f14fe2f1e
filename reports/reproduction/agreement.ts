import type { Status } from "../samples.ts";

/**
 * What stands beside a published number. The first that applies:
 *
 * - `failed`, `diverged`, `partial`, `not_run`: how far our runs have come, see {@linkcode Status}.
 * - `too_few_seeds`: there are fewer than {@linkcode LEAST_SEEDS}.
 * - `reproduced`: other seeds alone would explain the difference, and so would other test examples alone. A
 *   method whose seeds differ much thus is not reproduced by that.
 * - `within_tolerance`: both together would.
 * - `outside`: it is larger.
 */
export type Agreement =
  | "reproduced"
  | "within_tolerance"
  | "outside"
  | "too_few_seeds"
  | Exclude<Status, "ok">;

/**
 * What stands beside a claim: `holds` where the 95 % interval of the difference is above zero,
 * `contradicted` where it is below, `undecided` where zero lies in it.
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

/** With two seeds, a tolerance is 12.7 standard errors: it would accept nearly anything. */
export const LEAST_SEEDS = 3;
