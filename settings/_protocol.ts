import {
  bind,
  type Overrides,
  type Parameterized,
  type Parameters,
  type Values,
} from "../descriptors/parameters.ts";
import {
  createOptimizer,
  type Optimizer,
  optimizers,
  type OptimizerSpec,
  scheduled,
  schedules,
  type ScheduleSpec,
} from "../engine/mod.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { Fact, Named, ProtocolSpec } from "../records/record.ts";
import { isBound, type Selection } from "../selection/selection.ts";
import type { Suite } from "../suites/suite.ts";
import { type Catalogue, find } from "./catalogue.ts";
import type { Setting } from "./setting.ts";

const positive = { kind: "number", default: 1, range: [1, 1e6], integer: true, grid: [] } as const;

/** The parameters that every protocol has. */
export const commonParameters = {
  learningRate: {
    kind: "number",
    default: 1e-3,
    range: [1e-12, 1e3],
    grid: [1e-4, 1e-3, 1e-2],
    describe: "learning rate of the optimizer, before the schedule",
  },
  clipNorm: {
    kind: "number",
    default: 0,
    range: [0, 1e6],
    grid: [],
    describe: "bound on the norm of all gradients together; 0 for none",
  },
  epochs: { ...positive, describe: "passes over the labelled training rows" },
  checkpointEvery: { ...positive, describe: "epochs from one checkpoint to the next" },
  batch: { ...positive, default: 64, describe: "rows per step of each domain" },
} as const satisfies Parameters;

/** The values of {@linkcode commonParameters}. */
export type CommonValues = Values<typeof commonParameters>;

/** The fields of a protocol that name a part with parameters of its own. */
const choices = {
  optimizer: {
    kind: "choice",
    default: "adam",
    range: Object.keys(optimizers),
    grid: [],
    describe: "update rule of the parameters; its options can be set like the protocol's",
  },
  schedule: {
    kind: "choice",
    default: "constant",
    range: Object.keys(schedules),
    grid: [],
    describe: "factor of the learning rate over the training",
  },
} as const satisfies Parameters;

/** A suite's protocol, or a change of it: values that differ from the defaults. */
export interface ProtocolChanges {
  readonly encoder?: Named;
  /** Of the protocol, the setting, the optimizer and the schedule, in one list. */
  readonly values?: Overrides;
  readonly vectors?: string;
  /** The selection rules, in place of the suite's. */
  readonly selections?: readonly string[];
}

/**
 * Refuses a setting's parameter that has the name of another one of a protocol: one value would be given to both.
 *
 * @throws {RangeError} With both; the message is a clause without its subject.
 */
export function checkParameterNames({ protocol }: Pick<Setting, "protocol">): void {
  const owners: { readonly owner: string; readonly params: Parameters }[] = [
    { owner: "all protocols have", params: { ...choices, ...commonParameters } },
    ...Object.values(optimizers).map(({ name, params }) => ({
      owner: `the optimizer ${name} has`,
      params,
    })),
    ...Object.values(schedules).map(({ name, params }) => ({
      owner: `the schedule ${name} has`,
      params,
    })),
  ];
  for (const name of Object.keys(protocol)) {
    const found = owners.find(({ params }) => Object.hasOwn(params, name));
    if (!found) continue;
    throw new RangeError(
      `has a parameter '${name}', which ${found.owner}, too: give it another name`,
    );
  }
}

/** All parameters that a setting's protocols can have on a dataset, those of every optimizer and schedule included. */
export function allParameters(setting: Setting, dataset: Dataset): Parameters {
  const chosen = Object.entries(setting.protocol).flatMap(([name, parameter]) =>
    parameter.kind === "choice" ? parameter.range.map((value) => ({ [name]: value })) : []
  );
  const parts = [...Object.values(optimizers), ...Object.values(schedules)];
  return Object.assign(
    { ...choices, ...commonParameters },
    ...[{}, ...chosen].map((values) => applying(values, setting, dataset)),
    ...parts.map(({ params }) => params),
  );
}

/** Returns the setting's parameters that apply to some values, where those that are not given have their defaults. */
function applying(given: Overrides, setting: Setting, dataset: Dataset): Parameters {
  const defaults = Object.fromEntries(
    Object.entries(setting.protocol).map(([name, parameter]) => [name, parameter.default]),
  );
  return setting.applies?.({ ...defaults, ...given }, dataset) ?? setting.protocol;
}

/**
 * Completes a suite's protocol.
 *
 * @param suite The suite.
 * @param catalogue The setting, the encoder and the selection rules.
 * @param changes Changes of the suite's protocol; the later of two wins. Options of the suite's optimizer and schedule
 * do not apply to another one.
 * @returns The protocol with every value; without selection rules that would have no rows to evaluate.
 * @throws {RangeError} If a name is unknown or a value is not allowed.
 * @throws {TypeError} If a value does not have the declared kind.
 */
export function protocolOf(
  suite: Pick<Suite, "setting" | "dataset" | "protocol">,
  catalogue: Catalogue,
  ...changes: readonly ProtocolChanges[]
): ProtocolSpec {
  const setting = find(catalogue, "settings", suite.setting);
  const { values: own } = suite.protocol;
  const encoder = changes.findLast(({ encoder }) => encoder)?.encoder ?? suite.protocol.encoder;
  const vectors = changes.findLast(({ vectors }) => vectors)?.vectors;
  const { dataset } = suite;
  bind({ name: "protocol", params: allOf(partsOf(own, setting, dataset)) }, own);
  const given = changes.reduce(
    (before, { values = {} }) => changed(before, values, setting, dataset),
    own,
  );
  const parts = partsOf(given, setting, dataset);
  const bound = (part: keyof typeof parts) => bind(parts[part], only(given, parts[part].params));
  const values = bound("values");
  return {
    encoder: {
      name: encoder.name,
      values: bind(find(catalogue, "encoders", encoder.name), encoder.values),
    },
    optimizer: { name: parts.optimizer.name, values: bound("optimizer") },
    schedule: { name: parts.schedule.name, values: bound("schedule") },
    ...(vectors === undefined ? {} : { vectors }),
    values,
    selections: selectionsOf(
      suite,
      catalogue,
      values,
      changes.findLast(({ selections }) => selections)?.selections,
    ),
  };
}

/** Returns true if a setting's checkpoints have the measurement that a selection rule reads. */
export function canSelectBy(
  { reads }: Pick<Selection, "reads">,
  { measurements = ["validation", "test"] }: Pick<Setting, "measurements">,
): boolean {
  return !reads || measurements.includes(reads);
}

/**
 * Returns the selection rules of a protocol.
 *
 * @param suite The suite.
 * @param catalogue The setting and the rules.
 * @param values The protocol's values.
 * @param asked Rules in place of the suite's.
 * @returns The rules; of the suite's, those that have rows to evaluate.
 * @throws {RangeError} If a rule is unknown or cannot choose, or if all that are asked for are bounds.
 */
export function selectionsOf(
  suite: Pick<Suite, "setting" | "protocol">,
  catalogue: Catalogue,
  values: Named["values"],
  asked?: readonly string[],
): readonly string[] {
  const setting = find(catalogue, "settings", suite.setting);
  const rules = (asked ?? suite.protocol.selections)
    .map((name) => find(catalogue, "selections", name));
  for (const rule of rules) {
    if (canSelectBy(rule, setting)) continue;
    throw new RangeError(
      `Cannot select by ${rule.name}: it reads ${rule.reads} rows, and the setting ${setting.name} has none`,
    );
  }
  const holds = values.validation !== 0;
  const usable = rules.filter(({ reads }) => reads !== "validation" || holds);
  if (!asked) return usable.map(({ name }) => name);
  for (const { name } of rules.filter((rule) => !usable.includes(rule))) {
    throw new RangeError(`Cannot select by ${name}: no rows are held out (validation=0)`);
  }
  if (rules.every(isBound)) {
    throw new RangeError(
      `Cannot select by ${asked.join(", ")} alone: a bound is no result; add last, say`,
    );
  }
  return asked;
}

/** The parts of a protocol and the parameters of each, some of which depend on the values. */
interface Parts {
  readonly optimizer: Parameterized;
  readonly schedule: Parameterized;
  readonly values: Parameterized;
}

/** Returns the parts that some values choose. */
function partsOf(given: Overrides, setting: Setting, dataset: Dataset): Parts {
  const { optimizer, schedule } = bind({ name: "protocol", params: choices }, only(given, choices));
  const own = applying(given, setting, dataset);
  return {
    optimizer: optimizers[optimizer],
    schedule: schedules[schedule],
    values: { name: "protocol", params: { ...commonParameters, ...own } },
  };
}

/** Returns the parameters of all parts, and those that choose the parts. */
function allOf({ optimizer, schedule, values }: Parts): Parameters {
  return { ...choices, ...values.params, ...optimizer.params, ...schedule.params };
}

/** Changes values, and checks that all that are left apply. */
function changed(
  before: Overrides,
  changes: Overrides,
  setting: Setting,
  dataset: Dataset,
): Overrides {
  const parts = partsOf({ ...before, ...changes }, setting, dataset);
  const params = allOf(parts);
  const given = { ...kept(before, partsOf(before, setting, dataset), parts), ...changes };
  checkApply(changes, params, given, allParameters(setting, dataset));
  bind({ name: "protocol", params }, given);
  return given;
}

/** Returns the values that apply to other parts as well: no option of an optimizer or a schedule that is replaced. */
function kept(values: Overrides, before: Parts, after: Parts): Overrides {
  const same = (part: keyof Parts) => before[part].name === after[part].name;
  const params = (part: keyof Parts) => same(part) ? after[part].params : {};
  return only(values, {
    ...choices,
    ...after.values.params,
    ...params("optimizer"),
    ...params("schedule"),
  });
}

/**
 * Refuses a parameter that the protocol has only with other values, such as one of another optimizer.
 *
 * @throws {RangeError} With the values that decide, and the parameters that there are.
 */
function checkApply(
  changed: Overrides,
  params: Parameters,
  given: Overrides,
  all: Parameters,
): void {
  const name = Object.keys(changed).find((name) => !Object.hasOwn(params, name));
  if (name === undefined || !Object.hasOwn(all, name)) return;
  const deciding = Object.entries(params).filter(([, { kind }]) => kind === "choice")
    .map(([choice, parameter]) => `${choice}=${given[choice] ?? parameter.default}`);
  throw new RangeError(
    `Cannot set protocol.${name}: it does not apply with ${deciding.join(", ")}, ` +
      `where there are ${Object.keys(params).join(", ")}`,
  );
}

/** Returns the values whose names are declared. */
function only(values: Overrides, params: Parameters): Overrides {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => Object.hasOwn(params, name)),
  );
}

/**
 * Makes a protocol's optimizer.
 *
 * @param protocol The protocol.
 * @param apart True to update every parameter independently; see `eachApart`.
 */
export function optimizerOf(
  { optimizer: { name, values }, values: { clipNorm } }: ProtocolSpec<CommonValues>,
  apart = false,
): Optimizer {
  const { nesterov, ...options } = values;
  const spec = {
    name,
    options: { ...options, ...(nesterov === undefined ? {} : { nesterov: nesterov === "yes" }) },
    learningRate: NaN,
    ...(clipNorm > 0 ? { clipNorm } : {}),
  };
  return createOptimizer(spec as OptimizerSpec, apart);
}

/** Returns the learning rate of a step, by the finished fraction of the training. */
export function learningRateAt(
  { schedule: { name, values }, values: { learningRate } }: ProtocolSpec<CommonValues>,
  progress: number,
): number {
  return learningRate * scheduled({ name, ...values } as ScheduleSpec, progress);
}

/** Returns the facts on a protocol that all settings share, those on its setting's parameters, and its rules. */
export function factsOf(protocol: ProtocolSpec, setting: Setting): Fact[] {
  const { encoder, optimizer, schedule, values, selections } = protocol;
  const { learningRate, clipNorm, epochs, checkpointEvery, batch } = values as CommonValues;
  const every = checkpointEvery === 1 ? "epoch" : `${checkpointEvery} epochs`;
  return [
    ["encoder", namedText(encoder)],
    ["optimizer", optimizerText(optimizer, learningRate, clipNorm)],
    ...schedule.name === "constant" ? [] : [["learning rate", namedText(schedule)] as const],
    ["epochs", `${epochs}, a checkpoint every ${every}`],
    ["batch", `${batch} rows of each domain`],
    ...setting.facts(protocol),
    ["selection rules", selections.join(", ")],
  ];
}

/** A name with its values: `mlp (depth=1, width=100)`. */
function namedText({ name, values }: Named): string {
  const settings = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return settings.length ? `${name} (${settings.join(", ")})` : name;
}

/** An optimizer with its options that differ from the defaults: `adam at 0.001, clipNorm 5`. */
function optimizerText({ name, values }: Named, learningRate: number, clipNorm: number): string {
  const usual = bind(optimizers[name]);
  const settings = [
    ...Object.entries(values).filter(([key, value]) => usual[key] !== value),
    ...clipNorm === 0 ? [] : [["clipNorm", clipNorm]],
  ].map(([key, value]) => `, ${key} ${value}`);
  return `${name} at ${learningRate}${settings.join("")}`;
}

/**
 * Lists the differences of a protocol from the suite's own: `epochs: 3, the suite's 30`.
 *
 * @param protocol The protocol.
 * @param own The suite's own protocol.
 */
export function changesOf(protocol: ProtocolSpec, own: ProtocolSpec): string[] {
  const flat = ({ encoder, optimizer, schedule, vectors, values, selections }: ProtocolSpec) => ({
    encoder: namedText(encoder),
    optimizer: namedText(optimizer),
    schedule: namedText(schedule),
    "word vectors": vectors,
    ...values,
    selections: selections.join(", "),
  });
  const [theirs, ours]: { readonly [name: string]: unknown }[] = [flat(protocol), flat(own)];
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].flatMap((name) =>
    ours[name] === theirs[name]
      ? []
      : `${name}: ${theirs[name] ?? "none"}, the suite's ${ours[name] ?? "none"}`
  );
}
