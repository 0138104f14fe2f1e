import canonicalize from "canonicalize";
import type {
  MethodSpec,
  PlannedRun,
  Predictions,
  RunRecord,
  RunSpec,
} from "../../records/record.ts";
import { runId } from "../../records/run_id.ts";
import type { PublishedTable } from "../../suites/published/paper.ts";
import { compare } from "./comparison.ts";
import { methodKey } from "./method_runs.ts";
import type { Study, View } from "./study.ts";

/** The part of a suite that reports read if the suite is known; everything else is in the records. */
export interface ReportedSuite {
  readonly version: number;
  readonly dataset: { readonly version: number };
  readonly published: readonly PublishedTable[];
}

/** Facts for reports that are not in records. */
export interface Sources {
  /** A catalogue, whose suites have versions and published tables. */
  readonly catalogue: { readonly suites: { readonly [name: string]: ReportedSuite } };
  /** Reads the predictions of a run; `undefined` if there are none. */
  predictions(id: string): Promise<Predictions | undefined>;
  /** Returns the command line that repeats a run, if there is one; by default no command is known. */
  commandOf?(spec: RunSpec): string | undefined;
}

/**
 * Makes a study of planned runs.
 *
 * @param runs The runs, all of one suite, protocol and version.
 * @param sources Facts that are not in records.
 * @param options The study's name, by default the suite's, and the specs of other studies of the suite.
 * @throws {RangeError} If they cannot be compared.
 */
export async function studyOf(
  runs: readonly PlannedRun[],
  sources: Sources,
  { name, others = [] }: { readonly name?: string; readonly others?: readonly RunSpec[] } = {},
): Promise<Study> {
  const [{ spec, about }] = runs;
  const id = spec.suite.name;
  const suite = suiteOf(spec, sources);
  const changes = [
    ...versionChanges(spec, suite),
    ...codeChanges(spec, others),
    ...about.changes,
  ];
  const commands = runs.map(({ id, spec }) => [id, sources.commandOf?.(spec)] as const);
  return {
    name: name ?? id,
    suite: id,
    title: `${about.suite.title}${changes.length ? ` (${changes.join("; ")})` : ""}`,
    runs,
    comparison: compare(runs),
    published: suite?.published ?? [],
    departures: about.suite.departures,
    changes,
    commands: new Map(commands.flatMap(([id, command]) => command ? [[id, command]] : [])),
    views: await viewsOf(runs, sources),
  };
}

/**
 * Groups records into studies. A study has the records of one suite, dataset, protocol and version of the metrics; its
 * planned runs are all combinations of the methods, problems and seeds in its records.
 *
 * @param records The records.
 * @param sources Facts that are not in records.
 * @returns The studies by suite; within a suite, the one of the suite's own protocol first, then by number of records.
 * The result does not depend on the order of the records.
 */
export async function studiesOf(
  records: readonly RunRecord[],
  sources: Sources,
): Promise<Study[]> {
  const ordered = records.toSorted((a, b) => a.id < b.id ? -1 : 1);
  const sets = comparableSets(ordered).toSorted((a, b) =>
    a[0].spec.suite.name.localeCompare(b[0].spec.suite.name) ||
    Number(isOwn(b[0], sources)) - Number(isOwn(a[0], sources)) || b.length - a.length ||
    (a[0].id < b[0].id ? -1 : 1)
  );
  const studies: Study[] = [];
  for (const set of sets) {
    const { name: suite } = set[0].spec.suite;
    const namesakes = studies.filter((study) => study.suite === suite).length;
    const name = namesakes ? `${suite}-${namesakes + 1}` : suite;
    const others = sets.map(([{ spec }]) => spec).filter((spec) => spec.suite.name === suite);
    studies.push(await studyOf(planOf(set), sources, { name, others }));
  }
  return studies;
}

/** Splits records into sets that are comparable in one table. */
function comparableSets(records: readonly RunRecord[]): RunRecord[][] {
  const sets = Map.groupBy(
    records,
    ({ spec: { suite, dataset: { content: _, ...dataset }, protocol, metrics, code = {} } }) =>
      canonicalize([suite, dataset, protocol, metrics, code])!,
  );
  return [...sets.values()].flatMap((set) => {
    // A problem whose data has several contents, such as modified files, counts as several problems.
    const contents = new Map<string, string[]>();
    const number = ({ spec }: RunRecord) => {
      const content = canonicalize([spec.problem, spec.dataset.content])!;
      const known = contents.get(spec.problem.name) ?? [];
      contents.set(spec.problem.name, known);
      if (!known.includes(content)) known.push(content);
      return known.indexOf(content);
    };
    return [...Map.groupBy(set, number).values()];
  });
}

/** The most runs of a study: records of few seeds, problems or methods in common leave most of them empty. */
const MOST_PLANNED = 100_000;

/** Returns all combinations of the records' methods, problems and seeds, with the records that exist. */
function planOf(records: readonly RunRecord[]): PlannedRun[] {
  const [{ spec: any, about }] = records;
  const aboutMethod = new Map(
    records.map(({ spec, about }) => [methodKey(spec.method), about]),
  );
  const quantities = new Map(
    records.map(({ spec, about }) => [spec.problem.name, about.quantities]),
  );
  const keyOf = ({ problem, method, seed }: RunSpec) =>
    `${seed} ${problem.name} ${methodKey(method)}`;
  const known = new Map(records.map((record) => [keyOf(record.spec), record]));
  const problems = distinct(records.map(({ spec }) => spec), ({ problem }) => problem.name)
    .toSorted((a, b) => inOrder(a.problem.name, b.problem.name));
  const variants = distinct(
    records.map(({ spec }) => spec.method),
    methodKey,
  )
    .toSorted(byPlace(about.suite.methods));
  const seeds = [...new Set(records.map(({ spec }) => spec.seed))].sort((a, b) => a - b);
  const planned = problems.length * seeds.length * variants.length;
  if (planned > MOST_PLANNED) {
    throw new RangeError(
      `Cannot report the ${records.length} records of ${any.suite.name} together: ${problems.length} problems, ` +
        `${seeds.length} seeds and ${variants.length} methods make ${planned} runs, more than ${MOST_PLANNED}; ` +
        "move records that are not to be compared into a results folder of their own and name it with --results",
    );
  }
  return problems.flatMap((of) =>
    seeds.flatMap((seed) =>
      variants.map((method): PlannedRun => {
        const spec = { ...of, method, seed };
        const record = known.get(keyOf(spec));
        return {
          id: record?.id ?? runId(spec),
          spec,
          about: record?.about ?? {
            ...aboutMethod.get(methodKey(method))!,
            quantities: quantities.get(of.problem.name),
          },
          record,
        };
      })
    )
  );
}

function distinct<T>(values: readonly T[], key: (value: T) => string): T[] {
  return [...new Map(values.toReversed().map((value) => [key(value), value])).values()].reverse();
}

/** Orders methods as in the suite, others after them, and variants of a name by their values. */
function byPlace(names: readonly string[]): (a: MethodSpec, b: MethodSpec) => number {
  const place = ({ name }: MethodSpec) => names.includes(name) ? names.indexOf(name) : Infinity;
  const plain = ({ weighting, rule, fineTuning }: MethodSpec) =>
    [weighting?.name === "equal", rule?.name === "sum", !fineTuning].filter(Boolean).length;
  return (a, b) =>
    place(a) - place(b) || plain(b) - plain(a) || inOrder(methodKey(a), methodKey(b));
}

/** Compares names alphabetically, with numbers in them by value. */
const { compare: inOrder } = new Intl.Collator("en", { numeric: true });

/** Returns the suite of a run, if the catalogue has it. */
function suiteOf(
  { suite }: RunSpec,
  { catalogue: { suites } }: Sources,
): ReportedSuite | undefined {
  return Object.hasOwn(suites, suite.name) ? suites[suite.name] : undefined;
}

/** True if runs have the protocol of the suite and its current version. */
function isOwn({ spec, about }: RunRecord, sources: Sources): boolean {
  const suite = suiteOf(spec, sources);
  return about.changes.length === 0 && versionChanges(spec, suite).length === 0;
}

/** Lists the versions of a run that differ from those of the suite. */
function versionChanges(spec: RunSpec, suite: ReportedSuite | undefined): string[] {
  if (!suite) return [];
  const versions = [
    ["version of the suite", spec.suite.version, suite.version],
    ["version of the dataset", spec.dataset.version, suite.dataset.version],
  ] as const;
  return versions.flatMap(([what, used, now]) =>
    used === now ? [] : `${what}: ${used}, now ${now}`
  );
}

/** Lists users' code that the studies of a suite do not have in common, as the first digits of its hash. */
function codeChanges(spec: RunSpec, others: readonly RunSpec[]): string[] {
  const codesOf = ({ dataset, protocol: { encoder }, code = {} }: RunSpec): [string, string][] => [
    [`datasets/${dataset.name}`, dataset.code ?? "none"],
    [`encoders/${encoder.name}`, encoder.code ?? "none"],
    ...Object.entries(code),
  ];
  const different = others.map((other) => new Map(codesOf(other)));
  return codesOf(spec)
    .filter(([part, hash]) => different.some((codes) => (codes.get(part) ?? hash) !== hash))
    .map(([part, hash]) => `code of ${part}: ${hash.slice(0, 8)}`);
}

/** Reads the saved views of the first seed's model of each method on each problem. */
async function viewsOf(
  runs: readonly PlannedRun[],
  sources: Sources,
): Promise<Map<string, View>> {
  const done = runs.filter(({ record }) => record?.status === "ok");
  const first = distinct(done, ({ spec }) => canonicalize([spec.problem, spec.method])!);
  const views = new Map<string, View>();
  for (const { id } of first) {
    const { plane, features } = await sources.predictions(id) ?? {};
    if (plane || features) views.set(id, { plane, features });
  }
  return views;
}
