import { bind, parseValue } from "../descriptors/parameters.ts";
import type { AdaptationProtocol, TasksProtocol, TransferProtocol } from "../records/record.ts";
import type { Suite } from "../suites/suite.ts";
import { parseNamedValues } from "./_named_values.ts";
import { UsageError } from "./_program.ts";

const positive = { kind: "number", default: 1, range: [1, 1e6], integer: true, grid: [] } as const;

/** The parts of a suite's protocol that `--protocol` can change. */
export const changeable = {
  epochs: { ...positive, describe: "passes over the labelled training rows" },
  batch: { ...positive, describe: "rows per step of each domain or source" },
  checkpointEvery: { ...positive, describe: "epochs from one checkpoint to the next" },
  rows: {
    ...positive,
    describe: "in adaptation: maximum number of training rows of each domain, drawn by the seed",
  },
  validation: {
    kind: "number",
    default: 0,
    range: [0, 0.9],
    grid: [],
    describe: "between domains: held-out fraction of the labelled training rows",
  },
  pretraining: {
    ...positive,
    describe:
      "in inductive transfer: passes over the source's rows by the network that is transferred",
  },
  order: {
    kind: "choice",
    default: "joint",
    range: ["joint", "in_turn", "sampled"],
    grid: [],
    describe:
      "with several tasks: all tasks in every update, one after another, or one drawn by its size",
  },
  temperature: {
    kind: "number",
    default: 1,
    range: [1, 1000],
    grid: [],
    describe: "of the order sampled: tasks are drawn by size to the power of 1/temperature",
  },
} as const;

/** The settings to which a change applies; all settings if it is not listed. */
const settings: { readonly [name: string]: readonly Suite["setting"][] } = {
  rows: ["unsupervised_adaptation"],
  validation: ["unsupervised_adaptation", "inductive_transfer"],
  pretraining: ["inductive_transfer"],
  order: ["multi_task"],
  temperature: ["multi_task"],
};

/** Checked changes of a protocol. */
export type ProtocolChanges = Partial<
  & Pick<AdaptationProtocol, "epochs" | "batch" | "checkpointEvery" | "rows" | "validation">
  & Pick<TransferProtocol, "pretraining">
  & Pick<TasksProtocol, "order" | "temperature">
>;

/**
 * Parses `--protocol epochs=10,validation=0`.
 *
 * @param text The option's value, or `undefined` without the option.
 * @throws {UsageError} If a name is unknown or a value not allowed.
 */
export function parseProtocolChanges(text: string | undefined): ProtocolChanges {
  if (text === undefined) return {};
  const changes = Object.fromEntries(
    [...parseNamedValues("--protocol", text)].map(([name, value]) => {
      const known = Object.hasOwn(changeable, name);
      return [name, known ? parseValue(changeable[name as keyof typeof changeable], value) : value];
    }),
  );
  try {
    const values = bind({ name: "protocol", params: changeable }, changes);
    return Object.fromEntries(Object.entries(values).filter(([name]) => name in changes));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Returns the names of the changes that apply to a suite, among these or all. */
function meant(suite: Suite, changes: ProtocolChanges, names = Object.keys(changeable)): string[] {
  const { setting, protocol } = suite;
  const order = changes.order ?? ("order" in protocol ? protocol.order : undefined);
  return names.filter((name) =>
    (settings[name]?.includes(setting) ?? true) && (name !== "temperature" || order === "sampled")
  );
}

/** Returns the changes that apply to a suite. */
export function changesFor(suite: Suite, changes: ProtocolChanges): ProtocolChanges {
  const names = meant(suite, changes, Object.keys(changes));
  return Object.fromEntries(Object.entries(changes).filter(([name]) => names.includes(name)));
}

/** True if all changes apply to a suite. */
export function protocolFits(suite: Suite, changes: ProtocolChanges): boolean {
  const names = Object.keys(changes);
  return meant(suite, changes, names).length === names.length;
}

/**
 * Refuses a change that applies to none of the suites.
 *
 * @param changes The changes.
 * @param suites The suites to run.
 * @throws {UsageError} If a change applies to none; the message lists the allowed changes.
 */
export function checkProtocolChanges(changes: ProtocolChanges, suites: readonly Suite[]): void {
  for (const name of Object.keys(changes)) {
    if (suites.some((suite) => meant(suite, changes, [name]).length > 0)) continue;
    const [suite] = suites;
    const more = suite.setting === "multi_task" && name === "temperature"
      ? ", and temperature with order=sampled"
      : "";
    throw new UsageError(
      `Cannot change ${name} of ${suites.map(({ name }) => name).join(", ")}: ` +
        `--protocol takes ${meant(suite, changes).join(", ")}${more}`,
    );
  }
}
