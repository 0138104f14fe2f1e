import { isDeepStrictEqual } from "node:util";
import type { PlannedRun } from "../../records/record.ts";
import type { Arm } from "../../suites/published/paper.ts";

/**
 * Finds the runs of an arm.
 *
 * @param arm The arm.
 * @param runs The planned runs of its experiment.
 * @throws {RangeError} If they belong to several variants of the method, so the arm is ambiguous.
 */
export function runsOf(arm: Arm, runs: readonly PlannedRun[]): PlannedRun[] {
  const found = runs.filter(({ spec: { method } }) =>
    method.name === arm.method &&
    Object.entries(arm.values ?? {}).every(([name, value]) => method.values[name] === value) &&
    (method.weighting?.name ?? "equal") === (arm.weighting ?? "equal") &&
    (method.rule?.name ?? "sum") === (arm.rule ?? "sum")
  );
  const other = found.find(({ spec }) => !isDeepStrictEqual(spec.method, found[0].spec.method));
  if (other) {
    throw new RangeError(
      `Cannot find the runs of ${armLabel(arm)}: runs ${
        found[0].id
      } and ${other.id} are of two variants of it`,
    );
  }
  return found;
}

/** Labels an arm as in tables of methods: `fine_tuning (depth=2)`, `hard_sharing + mgda`. */
export function armLabel({ method, values = {}, weighting, rule }: Arm): string {
  const settings = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const variant = settings.length ? `${method} (${settings.join(", ")})` : method;
  return [variant, weighting, rule].filter((part) => part !== undefined).join(" + ");
}
