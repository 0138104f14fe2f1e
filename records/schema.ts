/**
 * Checks of all files that are read back, in one place: the types and ranges of records, of predictions and of files
 * made from them. Unknown fields are ignored.
 *
 * @module
 */
import * as v from "valibot";
import { type Metric, metricKinds } from "../descriptors/metrics.ts";
import type { OptimizerSpec } from "../engine/mod.ts";
import type {
  AdaptationSpec,
  Predictions,
  RunRecord,
  RunSpec,
  TasksSpec,
  TransferSpec,
} from "./record.ts";

/**
 * Parses JSON.
 *
 * @throws {SyntaxError} If the text is not JSON; the message is a clause.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError("it is not JSON");
  }
}

/**
 * Parses a value by a schema.
 *
 * @param schema The schema.
 * @param value The value, read from JSON.
 * @throws {SyntaxError} If the value does not match, with the first wrong place; the message is a clause.
 */
export function parse<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const { success, issues, output } = v.safeParse(schema, value, { abortEarly: true });
  if (success) return output;
  const [issue] = issues;
  const place = v.getDotPath(issue) ?? "it";
  const flaw = issue.input === undefined
    ? "is missing"
    : issue.expected === "never"
    ? "is not known here"
    : `must be ${issue.message}, current value is ${shown(issue.input)}`;
  throw new SyntaxError(`${place} ${flaw}`);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  // An array inherits functions whose names can be those of an object's fields.
  if (typeof value === "function" || typeof value === "object" && value !== null) {
    return "an object";
  }
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const is = <T>(what: string, holds: (value: unknown) => boolean) => v.custom<T>(holds, what);
const number = (what: string, holds: (value: number) => boolean) =>
  is<number>(what, (value) => Number.isFinite(value) && holds(value as number));
const between = (least: number, greatest: number) =>
  number(
    greatest === Infinity
      ? `a number of ${least} or more`
      : `a number from ${least} to ${greatest}`,
    (value) => value >= least && value <= greatest,
  );
/** The greatest whole number of 32 bits: what is counted is below it, bytes aside. */
const MOST = 2 ** 31 - 1;
const wholeFrom = (least: number, most = MOST) =>
  number(
    `a whole number from ${least} to ${most}`,
    (value) => Number.isInteger(value) && value >= least && value <= most,
  );
const object = <E extends v.ObjectEntries>(entries: E) => v.object(entries, "an object");
/** An object whose fields must all be known: in a run's description, an unknown one could distinguish two runs. */
const described = <E extends v.ObjectEntries>(entries: E) => v.strictObject(entries, "an object");
const byName = <S extends v.GenericSchema>(of: S) => v.record(text, of, "an object");
const list = <S extends v.GenericSchema>(of: S, least = 0) =>
  v.pipe(v.array(of, "a list"), v.minLength(least, `a list of ${least} or more`));
const oneOf = <const T extends readonly string[]>(...names: T) =>
  v.picklist(names, `one of ${names.join(", ")}`);

const isText = (value: unknown) => typeof value === "string" && value.isWellFormed();

/** Any string of well-formed Unicode. */
export const text = is<string>("a string", isText);
/** A string that is not empty. */
export const name = is<string>("a name", (value) => value !== "" && isText(value));
/** Any finite number. */
export const finite = number("a number", () => true);
/** A number above zero. */
export const positive = number("a number above 0", (value) => value > 0);
/** A number of 0 or more. */
export const atLeastZero = between(0, Infinity);
/** A whole number of 0 or more. */
export const count = wholeFrom(0);
/** A time in the format of `Date.prototype.toISOString`. */
export const time = is<string>(
  "a time in ISO 8601, UTC",
  (value) =>
    typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
);
/** A commit in the format of a run's environment. */
export const commit = is<string>(
  "a commit",
  (value) => typeof value === "string" && /^(unknown|[0-9a-f]{7,64}\+?)$/.test(value),
);
/** The name of a selection rule. */
export const selection = oneOf("last", "validation", "source_validation", "oracle");
/** The name of a metric. */
export const metric = v.picklist(
  Object.keys(metricKinds) as Metric[],
  `one of ${Object.keys(metricKinds).join(", ")}`,
);
export { byName, list, number, object, oneOf };

/** Returns the flaw of a metric's value, if any: a clause without its subject. */
export function flawOfValue(metric: Metric, value: number): string | undefined {
  const [least, greatest] = metricKinds[metric].range;
  if (value >= least && value <= greatest) return undefined;
  return `must be from ${least} to ${greatest}, current value is ${value}`;
}

/** Long lists of numbers are checked in one pass. */
const numbers = (what: string, holds: (value: number) => boolean = () => true) =>
  is<number[]>(
    `a list of ${what}`,
    (value) =>
      Array.isArray(value) && value.every((one) => Number.isFinite(one) && holds(one as number)),
  );

const perRule = <S extends v.GenericSchema>(of: S) =>
  object({
    last: v.optional(of),
    validation: v.optional(of),
    source_validation: v.optional(of),
    oracle: v.optional(of),
  });

const sha256 = is<string>(
  "a SHA-256",
  (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
);
const named = {
  name,
  values: byName(
    is<number | string>(
      "a number or a string",
      (value) => isText(value) || Number.isFinite(value),
    ),
  ),
  version: v.optional(count),
};

const method = described({
  ...named,
  weighting: v.optional(described(named)),
  rule: v.optional(described({ ...named, over: oneOf("parameters", "representation") })),
  fineTuning: v.optional(count),
});

/** The options depend on the optimizer's name. */
const optimizer = described({
  name: oneOf("sgd", "adam", "adamw", "rmsprop", "adagrad", "adadelta"),
  options: v.optional(byName(v.union([finite, v.boolean()], "a number or true or false"))),
  learningRate: positive,
  clipNorm: v.optional(positive),
  lazy: v.optional(v.boolean("true or false")),
}) as v.GenericSchema as v.GenericSchema<OptimizerSpec>;

const training = {
  encoder: described(named),
  optimizer,
  schedule: v.variant("name", [
    described({ name: oneOf("constant", "cosine", "linear") }),
    described({ name: oneOf("annealed"), alpha: finite, beta: finite }),
  ], "a schedule"),
  epochs: wholeFrom(1),
  checkpointEvery: wholeFrom(1),
  batch: wholeFrom(1),
  selections: list(selection, 1),
};
const ofDomains = {
  ...training,
  transform: oneOf("none", "log1p"),
  validation: between(0, 1),
};
const pair = { name, source: name, target: name };
const anySpec = {
  suite: described({ name, version: count }),
  dataset: described({
    name,
    version: count,
    content: is<string>(
      "a SHA-256 or 'generated'",
      (value) => typeof value === "string" && /^([0-9a-f]{64}|generated)$/.test(value),
    ),
  }),
  method,
  metrics: count,
};
const seed = { seed: count };

const adaptation = {
  ...anySpec,
  problem: described(pair),
  protocol: described({ ...ofDomains, rows: v.optional(wholeFrom(1)) }),
};
const transfer = {
  ...anySpec,
  problem: described({
    ...pair,
    labels: is<number | "all">(
      `a whole number from 1 to ${MOST}, or 'all'`,
      (value) =>
        value === "all" || Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST,
    ),
    version: v.optional(count),
  }),
  protocol: described({ ...ofDomains, pretraining: count }),
};
const tasks = {
  ...anySpec,
  problem: described({
    name,
    sources: list(name, 1),
    tasks: list(described({ name, metrics: list(metric, 1) }), 1),
  }),
  protocol: described({
    ...training,
    order: oneOf("joint", "in_turn", "sampled"),
    temperature: positive,
    vectors: v.optional(sha256),
  }),
};

const specs = {
  adaptation: described({ ...adaptation, ...seed }),
  transfer: described({ ...transfer, ...seed }),
  tasks: described({ ...tasks, ...seed }),
};
const seedlessSpecs = {
  adaptation: described(adaptation),
  transfer: described(transfer),
  tasks: described(tasks),
};

/** Returns the setting of a spec: one of several tasks lists them, and one of transfer has a number of labels. */
function settingOf(spec: unknown): keyof typeof specs {
  const problem = (spec as { problem?: unknown } | null)?.problem;
  if (typeof problem !== "object" || problem === null) return "adaptation";
  return "tasks" in problem ? "tasks" : "labels" in problem ? "transfer" : "adaptation";
}

const spec = v.lazy((value): v.GenericSchema<RunSpec> => specs[settingOf(value)]);

type Seedless =
  | Omit<AdaptationSpec, "seed">
  | Omit<TransferSpec, "seed">
  | Omit<TasksSpec, "seed">;

/** The common part of the specs of a run's seeds. */
export const seedlessSpec = v.lazy((value): v.GenericSchema<Seedless> =>
  seedlessSpecs[settingOf(value)]
);

/** The software and the machine that made a run. */
export const environment = object({
  commit,
  versions: byName(text),
  device: name,
  threads: count,
  adapter: v.optional(text),
  cpu: text,
  os: text,
});

/** By pair or task, selection rule and metric. */
const metrics = byName(perRule(byName(finite)));
const distance = between(-2, 2);

const record = object({
  id: sha256,
  spec,
  status: oneOf("ok", "diverged", "failed"),
  metrics,
  selected: perRule(v.union([count, byName(count)], "a step, or one for each task")),
  curve: list(object({
    step: count,
    training: byName(finite),
    validation: v.optional(between(0, 1)),
    test: v.optional(between(0, 1)),
    tasks: v.optional(byName(object({ validation: finite, test: finite }))),
    // The cosine may exceed 1 by rounding.
    affinity: v.optional(byName(between(-1.001, 1.001))),
  })),
  domainDistance: v.optional(object({ before: distance, after: distance })),
  vectors: v.optional(v.pipe(
    object({ found: count, of: count }),
    v.check(({ found, of }) => found <= of, "counts with found ≤ of"),
  )),
  seconds: object({
    data: atLeastZero,
    compile: atLeastZero,
    train: atLeastZero,
    evaluate: atLeastZero,
  }),
  memory: v.optional(object({ peakBytes: wholeFrom(0, Number.MAX_SAFE_INTEGER) })),
  environment,
  startedAt: time,
  error: v.optional(object({ message: text, step: v.optional(count) })),
});

/** A point of one of so many classes. */
const pointOf = (classes: number) =>
  is<readonly [number, number, number]>(
    `a point and its class, one of ${classes}`,
    (value) =>
      Array.isArray(value) && value.length === 3 && value.every(Number.isFinite) &&
      isClass(value[2]) && value[2] < classes,
  );
const fractions = is<readonly [number, number]>(
  "two fractions, but for rounding",
  (value) =>
    Array.isArray(value) && value.length === 2 && value.every((one) => one > -0.001 && one < 1.001),
);
/** No figure tells more classes apart. */
const seen = list(pointOf(1000));
const view = object({ source: seen, target: seen, explained: fractions });
const isClass = (value: number) => Number.isInteger(value) && value >= 0;
const classes = numbers("class indices", isClass);

const predictions = object({
  id: sha256,
  labels: v.optional(classes),
  predicted: v.optional(perRule(classes)),
  tasks: v.optional(byName(object({
    labels: numbers("numbers"),
    lengths: v.optional(numbers("whole numbers", isClass)),
    predicted: perRule(numbers("numbers")),
  }))),
  plane: v.optional(object({
    xs: numbers("numbers"),
    ys: numbers("numbers"),
    probability: numbers("numbers from 0 to 1", (value) => value >= 0 && value <= 1),
    source: list(pointOf(2)),
    target: list(pointOf(2)),
  })),
  features: v.optional(object({ before: view, after: view })),
});

/**
 * Parses a run record. Its id is not compared with the hash of its spec, which only some callers can compute.
 *
 * @throws {SyntaxError} If it is not a record, with the first flaw; the message is a clause.
 */
export function parseRecord(value: unknown): RunRecord {
  const parsed = parse(record, value);
  const flaw = parsed.status === "ok" ? flawOfResults(parsed) : flawOfFailure(parsed);
  if (flaw !== undefined) throw new SyntaxError(flaw);
  return parsed;
}

/** A run that did not end well has an error and no results. */
function flawOfFailure({ status, metrics, selected, error }: RunRecord): string | undefined {
  if (error === undefined) return `error is missing, and the status is ${status}`;
  if (Object.keys(metrics).length + Object.keys(selected).length > 0) {
    return `metrics and selected must be empty where the status is ${status}`;
  }
}

/** A run that ended well has every metric of every task under every rule. */
function flawOfResults({ spec: { problem, protocol }, metrics, curve }: RunRecord) {
  const tasks = "tasks" in problem
    ? problem.tasks
    : [{ name: problem.name, metrics: ["accuracy"] as const }];
  const stranger = Object.keys(metrics).find((task) => !tasks.some(({ name }) => name === task));
  if (stranger !== undefined) return `metrics.${stranger} belongs to no task of the run`;
  for (const { name, metrics: names } of tasks) {
    const ofTask = Object.hasOwn(metrics, name) ? metrics[name] : {};
    for (const rule of protocol.selections) {
      for (const metric of names) {
        const value = ofTask[rule]?.[metric];
        const place = `metrics.${name}.${rule}.${metric}`;
        if (value === undefined) return `${place} is missing`;
        const flaw = flawOfValue(metric, value);
        if (flaw) return `${place} ${flaw}`;
      }
    }
  }
  const unordered = curve.findIndex(({ step }, i) => i > 0 && step <= curve[i - 1].step);
  if (unordered >= 0) return `curve.${unordered}.step must be above the one before`;
}

/**
 * Parses the predictions of a run.
 *
 * @throws {SyntaxError} If they are not predictions of the run, with the first flaw; the message is a clause.
 */
export function parsePredictions(value: unknown, id: string): Predictions {
  const parsed = parse(predictions, value);
  const flaw = parsed.id === id ? flawOfRows(parsed) : "its id is not that of its run";
  if (flaw !== undefined) throw new SyntaxError(flaw);
  return parsed;
}

function flawOfRows({ labels, predicted, tasks = {}, plane }: Predictions): string | undefined {
  const parts = new Map(Object.entries(tasks));
  if (labels && predicted) parts.set("", { labels, predicted });
  if (parts.size === 0) return "it has no labels and predictions";
  for (const [task, { labels, lengths, predicted }] of parts) {
    const of = task && ` of ${task}`;
    const rules = Object.entries(predicted);
    if (labels.length === 0 || rules.length === 0) return `it has no rows${of}`;
    for (const [rule, { length }] of rules) {
      if (length === labels.length) continue;
      return `${length} rows${of} are predicted under ${rule}, and ${labels.length} are labelled`;
    }
    const words = lengths?.reduce((sum, length) => sum + length, 0) ?? labels.length;
    if (words !== labels.length) {
      return `the rows${of} have ${words} words, and ${labels.length} are labelled`;
    }
  }
  if (plane && plane.probability.length !== plane.xs.length * plane.ys.length) {
    return `plane.probability must be of ${plane.xs.length} × ${plane.ys.length} points, ` +
      `current number is ${plane.probability.length}`;
  }
}

/** True if two types are equal, apart from `readonly`. */
type Same<A, B> = (<T>() => T extends Plain<A> ? 1 : 2) extends
  (<T>() => T extends Plain<B> ? 1 : 2) ? true : false;
type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T;
type Hold<Claims extends readonly true[]> = Claims;

/** Fails to compile if a schema lacks a field, which would otherwise never be checked. */
type _Complete = Hold<[
  Same<v.InferOutput<typeof specs.adaptation>, AdaptationSpec>,
  Same<v.InferOutput<typeof specs.transfer>, TransferSpec>,
  Same<v.InferOutput<typeof specs.tasks>, TasksSpec>,
  Same<v.InferOutput<typeof record>, RunRecord>,
  Same<v.InferOutput<typeof predictions>, Predictions>,
]>;
