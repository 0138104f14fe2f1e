import type { Overrides, Parameterized } from "../descriptors/parameters.ts";
import { gradientRules } from "../gradient_rules/mod.ts";
import type { Method } from "../methods/method.ts";
import { methods } from "../methods/mod.ts";
import { suiteVariants, type Variant } from "../suites/spec.ts";
import type { AdaptationSuite, MultiTaskSuite, Suite, TransferSuite } from "../suites/suite.ts";
import { sharingMethod, suiteTaskVariants, type TaskVariant } from "../suites/task_spec.ts";
import { atDepths } from "../suites/transfer_spec.ts";
import { weightings } from "../weightings/mod.ts";
import type { BenchOptions } from "./_bench_options.ts";
import { UsageError } from "./_program.ts";

/** Everything whose parameters the command line sets. */
export const parameterized: { readonly [name: string]: Parameterized } = {
  ...methods,
  ...weightings,
  ...gradientRules,
};

/** Whether a method can be run in a suite. */
export function fits(suite: Suite, name: string): boolean {
  return (methods as { readonly [name: string]: Method })[name].setting === suite.setting;
}

/** The methods of adaptation that were asked for, once for each combination of their swept values. */
export function variants(suite: AdaptationSuite, options: BenchOptions): Variant[] {
  const names = options.methods?.filter((name) => fits(suite, name)) ??
    suiteVariants(suite).map(({ name }) => name);
  return names.flatMap((name) => combinations(name, options).map((values) => ({ name, values })));
}

/**
 * The methods of inductive transfer that were asked for, once for each combination of their swept values, at
 * each of the suite's depths unless these are swept.
 */
export function transferVariants(suite: TransferSuite, options: BenchOptions): Variant[] {
  const names = options.methods?.filter((name) => fits(suite, name)) ?? Object.keys(suite.methods);
  return names.flatMap((name) =>
    combinations(name, options).flatMap((values) => atDepths(suite, { name, values }))
  );
}

/**
 * The sharing patterns that were asked for, each with every weighting and gradient rule that was asked for
 * and once more fine-tuned; those that learn tasks apart are run as they are, as the baselines they are.
 */
export function taskVariants(suite: MultiTaskSuite, options: BenchOptions): TaskVariant[] {
  const names = options.methods?.filter((name) => fits(suite, name)) ??
    suiteTaskVariants(suite).map(({ name }) => name);
  const { rules, fineTuning } = options;
  if (rules && !names.some((name) => sharingMethod(name).sharesParameters)) {
    throw new UsageError(
      `Cannot combine gradients: none of ${names.join(", ")} shares parameters`,
    );
  }
  const unused = options.weightings ? "--weightings" : fineTuning ? "--fine-tune" : undefined;
  if (unused && names.every((name) => sharingMethod(name).networks === "each")) {
    throw new UsageError(
      `Cannot use ${unused}: with ${names.join(", ")} every task is learned alone`,
    );
  }
  return names.flatMap((name) =>
    combinations(name, options).flatMap((values): TaskVariant[] => {
      const { networks, sharesParameters } = sharingMethod(name);
      if (networks === "each") return [{ name, values }];
      const weighed = (options.weightings ?? ["equal"]).flatMap((weighting) =>
        combinations(weighting, options).map((values) => ({ name: weighting, values }))
      );
      const combined = (sharesParameters && rules || [{ name: "sum" } as const]).flatMap((rule) =>
        combinations(rule.name, options).map((values) => ({ ...rule, values }))
      );
      const all = weighed.flatMap((weighting) =>
        combined.map((rule): TaskVariant => ({ name, values, weighting, rule }))
      );
      return fineTuning ? all.flatMap((variant) => [variant, { ...variant, fineTuning }]) : all;
    })
  );
}

/** The combinations of the values that are to be tried of a name's parameters. */
function combinations(name: string, { sweeps }: BenchOptions): Overrides[] {
  let made: Overrides[] = [{}];
  for (const [parameter, values] of sweeps.get(name) ?? []) {
    made = made.flatMap((one) => values.map((value) => ({ ...one, [parameter]: value })));
  }
  return made;
}
