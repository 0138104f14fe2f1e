import { planRuns, type SuitePlan } from "../runs/plan.ts";
import type { PlannedFile } from "../runs/launch/messages.ts";
import type { ResultsStore } from "../runs/store.ts";
import { type BenchOptions, selectedOf } from "./_bench_options.ts";
import { UsageError } from "./_program.ts";

/**
 * Plans the runs that a command line of bench asks for.
 *
 * @param options The command line.
 * @param store The results folder.
 * @param vectors The file of pretrained word vectors, if one is used.
 * @throws {UsageError} If a data folder or a part of a suite does not exist, or options cannot be combined.
 * @throws {DataError} If requested data is missing, or present data is corrupt.
 */
export async function planBench(
  options: BenchOptions,
  store: ResultsStore,
  vectors?: PlannedFile,
): Promise<SuitePlan[]> {
  const parts = options.suites.map((suite) => ({ suite, selected: selectedOf(options, suite) }));
  const plans = await planRuns(parts, options.catalogue, { ...options, vectors }, store)
    .catch((error: Error): never => {
      throw error instanceof RangeError ? new UsageError(error.message) : error;
    });
  checkSweeps(options, plans);
  return plans;
}

/**
 * Refuses values for the parameters of what no run has.
 *
 * @throws {UsageError} With the name.
 */
function checkSweeps({ sweeps }: BenchOptions, plans: readonly SuitePlan[]): void {
  const used = new Set(
    plans.flatMap(({ runs }) =>
      runs.flatMap(({ spec: { method: { name, weighting, rule } } }) => [
        name,
        weighting?.name,
        rule?.name,
      ])
    ),
  );
  for (const name of sweeps.keys()) {
    if (used.has(name)) continue;
    throw new UsageError(`Cannot set a parameter of ${name}: it is not selected to run`);
  }
}
