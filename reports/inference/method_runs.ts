import canonicalize from "canonicalize";
import type { MethodSpec, PlannedRun } from "../../records/record.ts";
import type { ComparedMethod } from "./labels.ts";

const keys = new WeakMap<MethodSpec, string>();

/** Returns a text that two methods share exactly if they are equal in every value. */
export function methodKey(method: MethodSpec): string {
  const known = keys.get(method) ?? canonicalize(method)!;
  keys.set(method, known);
  return known;
}

const grouped = new WeakMap<readonly PlannedRun[], Map<string, PlannedRun[]>>();

/**
 * Returns the runs of a method. The runs are grouped once: a report needs those of each method many times.
 *
 * @param runs The runs, which must not change afterwards.
 * @param method The method with its values.
 * @returns Its runs in their order.
 */
export function runsOfMethod(
  runs: readonly PlannedRun[],
  method: MethodSpec,
): readonly PlannedRun[] {
  const byMethod = grouped.get(runs) ?? Map.groupBy(runs, ({ spec }) => methodKey(spec.method));
  grouped.set(runs, byMethod);
  return byMethod.get(methodKey(method)) ?? [];
}

const groupedFurther = new WeakMap<readonly PlannedRun[], Map<string, PlannedRun[]>>();

/**
 * Returns the runs of a method on one problem.
 *
 * @param runs The runs, which must not change afterwards.
 * @param method The method with its values.
 * @param problem The name of the runs' problem: a pair, or a group of tasks.
 * @returns Its runs in their order.
 */
export function runsOnProblem(
  runs: readonly PlannedRun[],
  method: MethodSpec,
  problem: string,
): readonly PlannedRun[] {
  const own = runsOfMethod(runs, method);
  const byProblem = groupedFurther.get(own) ?? Map.groupBy(own, ({ spec }) => spec.problem.name);
  groupedFurther.set(own, byProblem);
  return byProblem.get(problem) ?? [];
}

const places = new WeakMap<readonly ComparedMethod[], Map<string, number>>();

/**
 * Returns the index of a run's method among those of a comparison.
 *
 * @param methods The comparison's methods, which must not change afterwards.
 * @param method The method with its values.
 * @returns The index; −1 if it is not among them.
 */
export function placeOfMethod(methods: readonly ComparedMethod[], method: MethodSpec): number {
  const known = places.get(methods) ??
    new Map(methods.map(({ method }, i) => [methodKey(method), i]));
  places.set(methods, known);
  return known.get(methodKey(method)) ?? -1;
}
