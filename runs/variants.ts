import type { Overrides, Parameterized } from "../descriptors/parameters.ts";
import { gradientRules } from "../methods/multi_task/gradient_rules/mod.ts";
import type { Method } from "../methods/method.ts";
import { methods } from "../methods/mod.ts";
import { suiteVariants, type Variant } from "../settings/unsupervised_adaptation/expand.ts";
import type { AdaptationSuite, MultiTaskSuite, Suite, TransferSuite } from "../suites/suite.ts";
import {
  sharingMethod,
  suiteTaskVariants,
  type TaskVariant,
} from "../settings/multi_task/expand.ts";
import { atDepths } from "../settings/inductive_transfer/expand.ts";
import { weightings } from "../methods/multi_task/weightings/mod.ts";
import type { BenchOptions } from "../tasks/_bench_options.ts";
import { UsageError } from "../tasks/_program.ts";

/** All methods, weightings and rules whose parameters the command line can set. */
export const parameterized: { readonly [name: string]: Parameterized } = {
  ...methods,
  ...weightings,
  ...gradientRules,
};

/** True if a method fits a suite's setting. */
export function fits(suite: Suite, name: string): boolean {
  return (methods as { readonly [name: string]: Method })[name].setting === suite.setting;
}

/** Returns the requested methods of adaptation, once for each combination of their swept values. */
export function variants(suite: AdaptationSuite, options: BenchOptions): Variant[] {
  const names = options.methods?.filter((name) => fits(suite, name)) ??
    suiteVariants(suite).map(({ name }) => name);
  return names.flatMap((name) => combinations(name, options).map((values) => ({ name, values })));
}

/**
 * Returns the requested methods of inductive transfer, once for each combination of their swept values, at each of the
 * suite's depths unless depth is swept.
 */
export function transferVariants(suite: TransferSuite, options: BenchOptions): Variant[] {
  const names = options.methods?.filter((name) => fits(suite, name)) ?? Object.keys(suite.methods);
  return names.flatMap((name) =>
    combinations(name, options).flatMap((values) => atDepths(suite, { name, values }))
  );
}

/**
 * Returns the requested sharing patterns, each with every requested weighting and gradient rule, and once more with
 * fine-tuning if requested. Patterns that learn tasks separately are baselines and run without these.
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

/** Returns all combinations of the swept values of a name's parameters. */
function combinations(name: string, { sweeps }: BenchOptions): Overrides[] {
  let made: Overrides[] = [{}];
  for (const [parameter, values] of sweeps.get(name) ?? []) {
    made = made.flatMap((one) => values.map((value) => ({ ...one, [parameter]: value })));
  }
  return made;
}
