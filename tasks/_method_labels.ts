import { labelled } from "../reports/inference/labels.ts";
import type { PlannedRun, RunSpec } from "../records/record.ts";

/**
 * Labels the methods of planned runs as the tables do: `fine_tuning (depth=2)`, `hard_sharing + dwa`.
 *
 * @param suites The runs of each suite.
 * @returns A function from a run's spec to its method's label.
 */
export function methodLabels(
  suites: readonly { readonly runs: readonly PlannedRun[] }[],
): (spec: RunSpec) => string {
  const key = ({ suite, method }: Pick<RunSpec, "suite" | "method">) =>
    JSON.stringify([suite, method]);
  const labels = new Map(
    suites.flatMap(({ runs }) =>
      labelled(runs).map(({ label, method }) =>
        [key({ suite: runs[0].spec.suite, method }), label] as const
      )
    ),
  );
  return (spec) => labels.get(key(spec))!;
}
