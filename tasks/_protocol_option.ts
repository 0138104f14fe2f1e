import { type Overrides, parseValue } from "../descriptors/parameters.ts";
import { allParameters, canSelectBy, protocolOf } from "../settings/_protocol.ts";
import { type Catalogue, find } from "../settings/catalogue.ts";
import type { Suite } from "../suites/suite.ts";
import { UsageError } from "./_program.ts";

/** Changes of protocols as on the command line, by name. */
export type TextChanges = ReadonlyMap<string, string>;

/**
 * Returns the changes that apply to a suite.
 *
 * @param suite The suite.
 * @param changes The changes; names that no protocol of the suite's setting has are left out.
 * @param catalogue The suite's setting.
 */
export function changesFor(suite: Suite, changes: TextChanges, catalogue: Catalogue): Overrides {
  const parameters = parametersOf(suite, catalogue);
  return Object.fromEntries(
    [...changes].filter(([name]) => Object.hasOwn(parameters, name))
      .map(([name, value]) => [name, parseValue(parameters[name], value)]),
  );
}

/** True if a suite's protocols can have all changed values, and its checkpoints what the selection rules read. */
export function protocolFits(
  suite: Suite,
  changes: TextChanges,
  selections: readonly string[],
  catalogue: Catalogue,
): boolean {
  const parameters = parametersOf(suite, catalogue);
  const setting = find(catalogue, "settings", suite.setting);
  return [...changes.keys()].every((name) => Object.hasOwn(parameters, name)) &&
    selections.every((name) => canSelectBy(find(catalogue, "selections", name), setting));
}

/**
 * Refuses a change that applies to none of the suites, and values that a protocol cannot have.
 *
 * @param changes The changes.
 * @param suites The suites to run.
 * @param catalogue The suites' settings.
 * @param selections The selection rules, if not the suites' own.
 * @throws {UsageError} With the reason; the message lists the names or values that are allowed.
 */
export function checkProtocolChanges(
  changes: TextChanges,
  suites: readonly Suite[],
  catalogue: Catalogue,
  selections?: readonly string[],
): void {
  for (const name of changes.keys()) {
    if (suites.some((suite) => Object.hasOwn(parametersOf(suite, catalogue), name))) continue;
    throw new UsageError(
      `Cannot change ${name} of ${suites.map(({ name }) => name).join(", ")}: ` +
        `--protocol takes ${Object.keys(parametersOf(suites[0], catalogue)).join(", ")}`,
    );
  }
  for (const suite of suites) {
    try {
      protocolOf(suite, catalogue, { values: changesFor(suite, changes, catalogue), selections });
    } catch (error) {
      throw new UsageError((error as Error).message, { cause: error });
    }
  }
}

function parametersOf({ setting, dataset }: Suite, catalogue: Catalogue) {
  return allParameters(find(catalogue, "settings", setting), dataset);
}
