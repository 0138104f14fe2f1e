/**
 * Checks of all files that are read back, in one place: the types and ranges of records, of predictions and of files
 * made from them. Unknown fields are ignored.
 *
 * @module
 */
import * as v from "valibot";
import { type Metric, metricKinds } from "../descriptors/metrics.ts";
import { FORMAT, type Labels, type Predictions, type RunRecord, type RunSpec } from "./record.ts";

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

/** The most values of a kind that are kept to be compared with. */
const KEPT = 10_000;
/** A value that many files repeat: equal ones are checked once, and are one object. */
const repeated = <T>(of: v.GenericSchema<unknown, T>) => {
  const known = new Map<string, v.GenericSchema<unknown, T>>();
  return v.lazy((value) => {
    const key = JSON.stringify(value);
    return known.get(key) ?? v.pipe(
      of,
      v.transform((checked) => {
        if (known.size === KEPT) known.clear();
        known.set(key, v.pipe(v.unknown(), v.transform(() => checked)));
        return checked;
      }),
    );
  });
};

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
/** The name of a metric. */
export const metric = v.picklist(
  Object.keys(metricKinds) as Metric[],
  `one of ${Object.keys(metricKinds).join(", ")}`,
);
export { between, byName, described, list, number, object, oneOf, wholeFrom };

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

const sha256 = is<string>(
  "a SHA-256",
  (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
);
/** Values of parameters. */
export const overrides = byName(
  is<number | string>("a number or a string", (value) => isText(value) || Number.isFinite(value)),
);
const named = {
  name,
  values: overrides,
  version: v.optional(count),
  code: v.optional(sha256),
};

const method = repeated(described({
  ...named,
  weighting: v.optional(described(named)),
  rule: v.optional(described({ ...named, over: oneOf("parameters", "representation") })),
  fineTuning: v.optional(count),
}));

const spec = {
  setting: name,
  suite: repeated(described({ name, version: count })),
  dataset: repeated(described({
    name,
    version: count,
    content: is<string>(
      "a SHA-256 or 'generated'",
      (value) => typeof value === "string" && /^([0-9a-f]{64}|generated)$/.test(value),
    ),
    code: v.optional(sha256),
  })),
  problem: repeated(described({
    name,
    sources: list(name, 1),
    target: v.optional(name),
    labels: v.optional(is<Labels>(
      `a whole number from 1 to ${MOST}, or 'all'`,
      (value) =>
        value === "all" || Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST,
    )),
    tasks: list(
      described({ name, task: v.optional(name), metrics: list(metric, 1) }),
      1,
    ),
    version: v.optional(count),
  })),
  method,
  protocol: repeated(described({
    encoder: described(named),
    optimizer: described(named),
    schedule: described(named),
    vectors: v.optional(sha256),
    values: overrides,
    selections: list(name, 1),
  })),
  metrics: count,
  code: v.optional(byName(sha256)),
};
const runSpec = described({ ...spec, seed: count });

/** The common part of the specs of a run's seeds. */
export const seedlessSpec = described(spec);

/** The source of a part of a run. */
export const paper = object({
  title: text,
  authors: list(text),
  venue: text,
  year: finite,
  url: text,
});
const pairOfNumbers = v.pipe(v.tuple([finite, finite], "two numbers"), v.readonly());
const parameter = v.variant("kind", [
  object({
    kind: oneOf("number"),
    default: finite,
    range: pairOfNumbers,
    integer: v.optional(v.boolean("true or false")),
    grid: list(finite),
    describe: text,
  }),
  object({
    kind: oneOf("numbers"),
    default: text,
    range: pairOfNumbers,
    grid: list(text),
    describe: text,
  }),
  object({
    kind: oneOf("choice"),
    default: text,
    range: list(text),
    grid: list(text),
    describe: text,
  }),
], "a parameter");
const about = repeated(object({
  suite: object({
    title: text,
    tunedOn: list(count),
    departures: list(text),
    methods: list(name),
  }),
  changes: list(text),
  baseline: name,
  bound: v.boolean("true or false"),
  parts: list(object({
    kind: oneOf("method", "weighting", "gradient_rule", "encoder"),
    name,
    title: text,
    paper,
    params: byName(parameter),
  })),
  quantities: v.optional(byName(finite)),
  words: object({ problem: text, problems: text, tested: text, held: text }),
  relativeGains: v.boolean("true or false"),
  protocol: list(v.pipe(
    v.tuple([text, text], "a name and a text"),
    v.readonly(),
  )),
  selections: byName(object({ title: text, bound: v.boolean("true or false") })),
}));

/** The software and the machine that made a run. */
export const environment = repeated(object({
  commit,
  versions: byName(text),
  device: name,
  threads: count,
  adapter: v.optional(text),
  cpu: text,
  os: text,
}));

/** By task, selection rule and metric. */
const metrics = byName(byName(byName(finite)));
const distance = between(-2, 2);

const record = object({
  format: is<number>(`${FORMAT}, the format of this version of Graft`, (value) => value === FORMAT),
  id: sha256,
  spec: runSpec,
  status: oneOf("ok", "diverged", "failed"),
  about,
  metrics,
  selected: byName(byName(count)),
  curve: list(object({
    step: count,
    training: byName(finite),
    tasks: byName(object({ validation: v.optional(finite), test: finite })),
    // The cosine may exceed 1 by rounding.
    affinity: v.optional(byName(byName(between(-1.001, 1.001)))),
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

const predictions = object({
  id: sha256,
  tasks: byName(object({
    labels: numbers("numbers"),
    lengths: v.optional(numbers("whole numbers", isClass)),
    predicted: byName(numbers("numbers")),
  })),
  plane: v.optional(object({
    xs: numbers("numbers"),
    ys: numbers("numbers"),
    probability: numbers("numbers from 0 to 1", (value) => value >= 0 && value <= 1),
    source: list(pointOf(2)),
    target: list(pointOf(2)),
  })),
  features: v.optional(object({ before: view, after: view })),
});

/** True if a value is a record of a format before this version's. */
export function isEarlier(value: unknown): boolean {
  const { success, output } = v.safeParse(versioned, value);
  return success && (output.format ?? 1) < FORMAT;
}

/** The fields that tell a record and its format; those of format 1 do not state it. */
const versioned = v.object({
  format: v.optional(wholeFrom(1)),
  id: sha256,
  spec: v.looseObject({}),
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
  const { tasks } = problem;
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

function flawOfRows({ tasks, plane }: Predictions): string | undefined {
  const parts = Object.entries(tasks);
  if (parts.length === 0) return "it has no labels and predictions";
  for (const [task, { labels, lengths, predicted }] of parts) {
    const of = ` of ${task}`;
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
  Same<v.InferOutput<typeof runSpec>, RunSpec>,
  Same<v.InferOutput<typeof record>, RunRecord>,
  Same<v.InferOutput<typeof predictions>, Predictions>,
]>;
