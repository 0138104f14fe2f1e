import { methodKey } from "./method_runs.ts";
import type { MethodSpec, Named, PlannedRun } from "../../records/record.ts";

/** A method with its parameter values and its label in tables. */
export interface ComparedMethod {
  /**
   * The name, followed by the values that distinguish it from other variants of the name, the weighting and the
   * gradient rule unless they are the plain sum, and the fine-tuning.
   */
  readonly label: string;
  readonly method: MethodSpec;
  /** True if it learns from data that are hidden from the others. */
  readonly upperBound: boolean;
}

/**
 * Lists the methods of runs with their labels.
 *
 * @param runs The runs.
 * @returns The methods in the order of the plan: `mmd (weight=0.5)`, `hard_sharing + dwa`, `hard_sharing +
 * mgda@representation + fine-tuning`.
 */
export function labelled(
  runs: readonly Pick<PlannedRun, "spec" | "about">[],
): ComparedMethod[] {
  const described = [
    ...new Map(runs.map((run) => [methodKey(run.spec.method), run])).values(),
  ];
  const methods = described.map(({ spec }) => spec.method);
  const weightings = methods.flatMap(({ weighting }) => weighting ?? []);
  const rules = methods.flatMap(({ rule }) => rule ?? []);
  const lengths = new Set(methods.flatMap(({ fineTuning }) => fineTuning || []));
  return described.map(({ spec: { method }, about }) => {
    const { weighting, rule, fineTuning } = method;
    const parts = [nameWithValues(method, methods)];
    if (weighting && weighting.name !== "equal") parts.push(nameWithValues(weighting, weightings));
    if (rule && rule.name !== "sum") {
      parts.push(
        nameWithValues(rule, rules, rule.over === "representation" ? "@representation" : ""),
      );
    }
    if (fineTuning) {
      parts.push(lengths.size > 1 ? `fine-tuning (epochs=${fineTuning})` : "fine-tuning");
    }
    return { label: parts.join(" + "), method, upperBound: about.bound };
  });
}

/** Returns the values that can distinguish variants of one name, and the first digits of the code's hash. */
function stated({ values, version = 1, code = "none" }: Named): Named["values"] {
  return { ...values, version, code: code.slice(0, 8) };
}

/** Returns a name with the values in which it differs from other variants of the name. */
function nameWithValues(named: Named, all: readonly Named[], suffix = ""): string {
  const { name } = named;
  const variants = all.filter((other) => other.name === name).map(stated);
  const differing = Object.entries(stated(named))
    .filter(([key, value]) => variants.some((other) => other[key] !== value))
    .map(([key, value]) => `${key}=${value}`);
  return name + suffix + (differing.length ? ` (${differing.join(", ")})` : "");
}
