import { bind, type Overrides } from "../../descriptors/parameters.ts";
import type { GradientRule } from "../../methods/multi_task/gradient_rules/gradient_rule.ts";
import type { MethodSpec, Named, RuleSpec } from "../../records/record.ts";
import { combinations, countIn, methodSpecOf, namesIn, variantsOf } from "../_variants.ts";
import { type Catalogue, find } from "../catalogue.ts";
import type { Asked, Setting } from "../setting.ts";
import { sharingMethod } from "./networks.ts";
import type { MultiTaskSuite } from "./suite.ts";

/** A name, and values that differ from its defaults. */
interface Described {
  readonly name: string;
  readonly values: Overrides;
}

/**
 * Returns the sharing patterns that a user asks for, each with every requested weighting and gradient rule, and once
 * more with fine-tuning if requested. Patterns that learn tasks separately are baselines and run without these.
 *
 * @param suite The suite.
 * @param asked The methods, options and swept values.
 * @param tasks The number of tasks, which the version of a rule can depend on.
 * @param setting The setting of several tasks.
 * @param catalogue The methods, weightings and rules.
 * @throws {RangeError} If a name is unknown, a value is not allowed, or an option applies to none of the patterns.
 */
export function sharingVariants(
  suite: MultiTaskSuite,
  asked: Asked,
  tasks: number,
  setting: Pick<Setting, "name" | "title">,
  catalogue: Catalogue,
): MethodSpec[] {
  const { options, sweeps } = asked;
  const fineTuning = options["fine-tune"] === undefined
    ? undefined
    : countIn("--fine-tune", options["fine-tune"]);
  const weightings = options.weightings === undefined
    ? undefined
    : namesIn("--weightings", options.weightings);
  const rules = options.rules === undefined ? undefined : parseRules(options.rules);
  const variants = variantsOf(suite, asked);
  const names = [...new Set(variants.map(({ name }) => name))];
  const patterns = names.map((name) => sharingMethod(name, catalogue));
  if (rules && !patterns.some(({ sharesParameters }) => sharesParameters)) {
    throw new RangeError(
      `Cannot combine gradients: none of ${names.join(", ")} shares parameters`,
    );
  }
  const unused = weightings ? "--weightings" : fineTuning ? "--fine-tune" : undefined;
  if (unused && patterns.every(({ networks }) => networks === "each")) {
    throw new RangeError(
      `Cannot use ${unused}: with ${names.join(", ")} every task is learned alone`,
    );
  }

  const sweptOf = (name: string): Described[] =>
    combinations(name, sweeps).map((values) => ({ name, values }));
  const weightingOf = ({ name, values }: Described): Named =>
    stated(find(catalogue, "weightings", name), values, tasks);
  const ruleOf = ({ name, values }: Described, over: RuleSpec["over"]): RuleSpec => ({
    ...stated(find(catalogue, "gradientRules", name), values, tasks),
    over,
  });
  const plain = { name: "sum", over: "parameters" } as const;
  return variants.flatMap((variant) => {
    const { name } = variant;
    const { networks, sharesParameters } = sharingMethod(name, catalogue);
    const alone = networks === "each";
    const { spec } = methodSpecOf(suite, variant, setting, catalogue);
    const weighed = (alone ? ["equal"] : weightings ?? ["equal"]).flatMap(sweptOf);
    const combined = (!alone && sharesParameters && rules || [plain]).flatMap((rule) =>
      sweptOf(rule.name).map((described) => ({ described, over: rule.over }))
    );
    const all = weighed.flatMap((weighting) =>
      combined.map(({ described, over }): MethodSpec => ({
        ...spec,
        weighting: weightingOf(weighting),
        rule: ruleOf(described, over),
        fineTuning: 0,
      }))
    );
    return fineTuning && !alone
      ? all.flatMap((method) => [method, { ...method, fineTuning }])
      : all;
  });
}

/** Returns an entry's complete description: a value for every parameter, and its version if that is not 1. */
function stated(
  entry: Pick<GradientRule, "name" | "params" | "version">,
  changes: Overrides,
  tasks: number,
): Named {
  const { name, version = 1 } = entry;
  const ofTasks = typeof version === "number" ? version : version(tasks);
  return { name, values: bind(entry, changes), ...(ofTasks > 1 ? { version: ofTasks } : {}) };
}

/** Parses `mgda,pcgrad@representation`. */
function parseRules(text: string): Pick<RuleSpec, "name" | "over">[] {
  const rules = namesIn("--rules", text).map((rule) => {
    const [name, over = "parameters", ...rest] = rule.split("@");
    if (rest.length || (over !== "parameters" && over !== "representation")) {
      throw new RangeError(
        `Cannot read --rules '${rule}': it must be RULE, RULE@parameters or RULE@representation`,
      );
    }
    return { name, over } as const;
  });
  // `mgda` and `mgda@parameters` are the same rule.
  return [...new Map(rules.map((rule) => [`${rule.name}@${rule.over}`, rule])).values()];
}

/** Returns the command-line arguments that choose a method's weighting, rule and fine-tuning. */
export function variantArguments({ weighting, rule, fineTuning }: MethodSpec): string[] {
  const over = rule?.over === "representation" ? "@representation" : "";
  return [
    ...weighting && weighting.name !== "equal" ? ["--weightings", weighting.name] : [],
    ...rule && rule.name !== "sum" ? ["--rules", rule.name + over] : [],
    ...fineTuning ? ["--fine-tune", `${fineTuning}`] : [],
  ];
}
