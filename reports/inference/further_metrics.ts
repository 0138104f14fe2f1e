import { maximum } from "../../descriptors/extremes.ts";
import type { PlannedRun, ProblemSpec } from "../../records/record.ts";
import { compare, type Comparison } from "./comparison.ts";
import type { Study } from "./study.ts";

/** The comparisons of each study, kept because several formats need them. */
const computed = new WeakMap<Study, readonly Comparison[]>();

/**
 * Compares a study's methods by every metric that its tasks report: first by the first metric of each task, which
 * tables show, then by the further metrics of the tasks that have them.
 *
 * @param study The study.
 * @returns The study's own comparison, followed by one for each further position in the tasks' lists of metrics.
 */
export function comparisonsByMetric(study: Study): readonly Comparison[] {
  const known = computed.get(study) ?? [study.comparison, ...furtherComparisons(study)];
  computed.set(study, known);
  return known;
}

function furtherComparisons({ runs }: Study): Comparison[] {
  const furthest = Math.max(
    1,
    maximum(
      runs.flatMap(({ spec: { problem } }) => problem.tasks.map(({ metrics }) => metrics.length)),
    ),
  );
  return Array.from({ length: furthest - 1 }, (_, i) => {
    const byProblem = new Map<ProblemSpec, ProblemSpec>();
    const byMetric = runs.flatMap((run): PlannedRun[] => {
      const problem = byProblem.getOrInsertComputed(
        run.spec.problem,
        (whole) => withMetric(whole, i + 1),
      );
      return problem.tasks.length ? [{ ...run, spec: { ...run.spec, problem } }] : [];
    });
    return compare(byMetric);
  });
}

/** Returns a problem of the tasks that have a metric at a position of their list, with that metric alone. */
function withMetric(problem: ProblemSpec, place: number): ProblemSpec {
  const tasks = problem.tasks.flatMap((task) =>
    task.metrics.length > place ? [{ name: task.name, metrics: [task.metrics[place]] }] : []
  );
  return { ...problem, tasks };
}
