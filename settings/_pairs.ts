import type { Dataset } from "../datasets/dataset.ts";
import type { ProblemSpec } from "../records/record.ts";
import type { Suite } from "../suites/suite.ts";
import type { Option, OptionValues } from "./setting.ts";
import { namesIn } from "./_variants.ts";

/** A source and a target domain. */
export type Pair = readonly [source: string, target: string];

/** A suite whose problems are pairs of domains. */
export interface PairsSuite extends Suite {
  /** Returns the default pairs of the domains that were found. */
  pairs(found: readonly string[]): readonly Pair[];
}

/** A problem with one source and another domain for evaluation. */
export interface PairProblem extends ProblemSpec {
  readonly sources: readonly [string];
  readonly target: string;
}

/** The option that chooses pairs. */
export const pairsOption: Option = {
  value: "A-B,C-D",
  describe: "run these source-target pairs",
};

/**
 * Returns the pairs that a user asks for; by default those of the suite.
 *
 * @throws {RangeError} If an option is not of pairs of existing domains.
 */
export function pairsOf(
  suite: PairsSuite,
  { pairs }: OptionValues,
  found: readonly string[],
): readonly Pair[] {
  if (pairs === undefined) return suite.pairs(found);
  return namesIn("--pairs", pairs).map((pair) => parsePair(suite, pair));
}

function parsePair({ name, dataset }: PairsSuite, pair: string): Pair {
  const parts = pair.split("-");
  const cuts = parts.slice(1).map((_, i): Pair => [
    parts.slice(0, i + 1).join("-"),
    parts.slice(i + 1).join("-"),
  ]).filter((domains) => domains.every((domain) => dataset.has(domain)));
  if (cuts.length === 1) return cuts[0];
  throw new RangeError(
    `Cannot run pair '${pair}' of ${name}: a pair is source-target, ` +
      `of the domains ${dataset.domains.join(", ")}`,
  );
}

/**
 * Returns the problems of a pair, one for each task of the target: the roles of the domains, and the one evaluated task,
 * whose results have the problem's name.
 *
 * @param dataset The dataset.
 * @param pair The pair.
 * @param suffix An addition to the names, if a pair has several problems of one task.
 */
export function pairProblems(
  dataset: Pick<Dataset, "tasks">,
  [source, target]: Pair,
  suffix = "",
): PairProblem[] {
  const tasks = dataset.tasks(target);
  return tasks.map(({ name: task, metric, furtherMetrics }) => {
    const name = `${source}-${target}${tasks.length > 1 ? ` ${task}` : ""}${suffix}`;
    const metrics = [metric, ...furtherMetrics];
    return { name, sources: [source], target, tasks: [{ name, task, metrics }] };
  });
}

/** Returns the argument that chooses a problem's pair. */
export function pairArguments({ sources: [source], target }: PairProblem): string[] {
  return ["--pairs", `${source}-${target}`];
}
