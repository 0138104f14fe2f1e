import type { ProblemTask } from "../../methods/multi_task/_sharing.ts";
import type { MethodSpec } from "../../records/record.ts";
import { type Catalogue, find } from "../catalogue.ts";
import { sharingMethod } from "./networks.ts";
import type { TasksValues } from "./suite.ts";

/**
 * Refuses combinations that are not meaningful.
 *
 * @param method The method with its weighting and rule.
 * @param protocol The protocol.
 * @param tasks The tasks of the run.
 * @param catalogue The methods, weightings and rules.
 * @throws {RangeError} With the reason.
 */
export function checkCombination(
  { name, weighting, rule, fineTuning }: MethodSpec,
  { order }: Pick<TasksValues, "order">,
  tasks: readonly ProblemTask[],
  catalogue: Catalogue,
): void {
  const { networks, sharesParameters } = sharingMethod(name, catalogue);
  const { joint, readsGradients, excludesRules } = find(catalogue, "weightings", weighting!.name);
  const { excludesWeightings } = find(catalogue, "gradientRules", rule!.name);
  const weighs = weighting!.name !== "equal";
  const combines = rule!.name !== "sum";
  const alone = networks === "each" || tasks.length === 1;
  const lone = networks === "each"
    ? `with ${name} every task is learned alone`
    : "there is one task";
  const refusals: [boolean, string, string][] = [
    [weighs && alone, weighting!.name, lone],
    [combines && alone, rule!.name, lone],
    [fineTuning! > 0 && alone, "fine-tuning", lone],
    [combines && !sharesParameters, rule!.name, `with ${name} no parameters are shared`],
    [
      readsGradients === true && !sharesParameters,
      weighting!.name,
      `it reads the gradients in shared parameters, and with ${name} none are shared`,
    ],
    [
      weighs && joint && order !== "joint",
      weighting!.name,
      `it needs the losses of all tasks in every step, and the order is ${order}`,
    ],
    [
      combines && order !== "joint",
      rule!.name,
      `it needs the gradients of all tasks in every step, and the order is ${order}`,
    ],
    [
      weighs && combines && excludesRules !== undefined,
      `${weighting!.name} with ${rule!.name}`,
      `${weighting!.name} works with no gradient rule: ${excludesRules}`,
    ],
    [
      weighs && combines && excludesWeightings !== undefined,
      `${rule!.name} with ${weighting!.name}`,
      `${rule!.name} works with no weighting: ${excludesWeightings}`,
    ],
    [
      !combines && rule!.over === "representation",
      `${rule!.name} over the representation`,
      "it follows the same gradients as over the parameters",
    ],
    [
      combines && rule!.over === "representation" &&
      new Set(tasks.map(({ source }) => source)).size > 1,
      `${rule!.name} over the representation`,
      "the tasks are labelled on different rows, whose representations have nothing in common",
    ],
  ];
  for (const [applies, what, why] of refusals) {
    if (applies) throw new RangeError(`Cannot run ${name} with ${what}: ${why}`);
  }
}
