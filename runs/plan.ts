import { createHash } from "node:crypto";
import { DataError, dataFolders, fileKey, findFile, readContent } from "../datasets/_files.ts";
import type { Family } from "../datasets/dataset.ts";
import type { PlannedRun, RunSpec } from "../records/record.ts";
import { checkData, checkNetworks, checkPart } from "./run.ts";
import { seedsOf } from "./seeds.ts";
import { expand, runId } from "../settings/unsupervised_adaptation/expand.ts";
import type {
  AdaptationSuite,
  MultiTaskSuite,
  Pair,
  Suite,
  TaskGroup,
  TransferSuite,
} from "../suites/suite.ts";
import { expandTasks } from "../settings/multi_task/expand.ts";
import { expandTransfers } from "../settings/inductive_transfer/expand.ts";
import type { BenchOptions } from "../tasks/_bench_options.ts";
import { isDue } from "./make_runs.ts";
import type { PlannedFile } from "./launch/messages.ts";
import { plannedReader } from "./planned_files.ts";
import { UsageError } from "../tasks/_program.ts";
import { changesFor } from "../tasks/_protocol_option.ts";
import type { ResultsStore } from "./store.ts";
import { taskVariants, transferVariants, variants } from "./variants.ts";

/** One suite's planned runs, with their existing records. */
export interface SuitePlan {
  readonly suite: Suite;
  readonly runs: readonly PlannedRun[];
  /** The files that the runs read, by key. */
  readonly files: { readonly [key: string]: PlannedFile };
  /** Notes on omitted parts, with the reason: one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Plans the runs of one suite: finds and verifies its data, expands its grid and reads the existing records.
 *
 * @param suite The suite.
 * @param options The command line.
 * @param folders The data folders, in search order.
 * @param store The results folder.
 * @param vectors The file of pretrained word vectors, if one is used.
 * @throws {DataError} If requested data is missing, or present data is corrupt.
 * @throws {UsageError} If a pair or a source does not exist, or options cannot be combined.
 */
export async function planSuite(
  suite: Suite,
  options: BenchOptions,
  folders: readonly string[],
  store: ResultsStore,
  vectors?: PlannedFile,
): Promise<SuitePlan> {
  const { dataset } = suite;
  const listed = dataset.kind === "domains" ? dataset.domains : dataset.sources;
  const found = await findParts(dataset, listed, folders);
  const chosen = choose(suite, options, [...found.keys()], vectors?.sha256);
  const left = leftOut(suite, chosen, listed.filter((part) => !found.has(part)), folders);
  const { files, modified, official } = await verifyFiles(suite, options, chosen.parts, found);
  const specs = chosen.specs((parts) => contentOf(suite, parts, files));
  const runs = await Promise.all(specs.map(async (spec) => {
    const id = runId(spec);
    return { id, spec, record: await store.complete(id) };
  }));
  const due = runs.filter(({ record }) => isDue(record, options)).map(({ spec }) => spec);
  await checkData(official ? unprovenRuns(suite, options, due) : due, plannedReader(files));
  return { suite, runs, files, notes: [...left, ...modified] };
}

/**
 * Returns the runs on published content whose number of rows may be too small for the protocol; it is known to be enough
 * for the suite's own protocol. One seed suffices: every seed has the same number of rows.
 */
function unprovenRuns(
  suite: Suite,
  { protocol, labels }: BenchOptions,
  due: readonly RunSpec[],
): RunSpec[] {
  const { batch = 1, rows, validation } = changesFor(suite, protocol);
  const proven = batch <= suite.protocol.batch && rows === undefined && validation === undefined &&
    labels === undefined;
  return proven ? [] : due.filter(({ seed }) => seed === due[0].seed);
}

/**
 * Plans the runs of the requested suites.
 *
 * @throws {UsageError} If a data folder or a part of a suite does not exist.
 * @throws {DataError} If requested data is missing, or present data is corrupt.
 */
export async function planRuns(
  options: BenchOptions,
  store: ResultsStore,
  vectors?: PlannedFile,
): Promise<SuitePlan[]> {
  let folders: string[] = [];
  if (options.data !== undefined || options.suites.some(({ dataset }) => dataset.folder)) {
    try {
      folders = dataFolders(options.data);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  }
  const plans = [];
  for (const suite of options.suites) {
    plans.push(await planSuite(suite, options, folders, store, vectors));
  }
  return plans;
}

/** The part of a suite that is run. */
export interface Chosen {
  /** The domains or sources to read. */
  readonly parts: readonly string[];
  /** True if the command line names them. */
  readonly asked: boolean;
  /** Returns the specs; `content` gives the hash of the content of some parts. */
  specs(content: (parts: readonly string[]) => string): RunSpec[];
}

/**
 * Chooses the part of a suite to run.
 *
 * @param suite The suite.
 * @param options The command line.
 * @param found The domains or sources whose data was found.
 * @param vectors SHA-256 of the file of pretrained word vectors, if one is used.
 * @throws {UsageError} If a pair or a source does not exist.
 */
export function choose(
  suite: Suite,
  options: BenchOptions,
  found: readonly string[],
  vectors?: string,
): Chosen {
  switch (suite.setting) {
    case "multi_task":
      return chooseGroups(suite, options, found, vectors);
    case "inductive_transfer":
    case "unsupervised_adaptation":
      return choosePairs(suite, options, found);
  }
}

function choosePairs(
  suite: AdaptationSuite | TransferSuite,
  options: BenchOptions,
  found: readonly string[],
): Chosen {
  const pairs = options.pairs?.map((pair) => parsePair(suite, pair)) ?? suite.pairs(found);
  return {
    parts: pairs.flat(),
    asked: options.pairs !== undefined,
    specs: (content) =>
      refused(() => {
        const selected = { ...seedsAndProtocol(suite, options), pairs, content };
        const { labels } = options;
        return suite.setting === "inductive_transfer"
          ? expandTransfers(suite, {
            ...selected,
            labels,
            methods: transferVariants(suite, options),
          })
          : expand(suite, { ...selected, methods: variants(suite, options) });
      }),
  };
}

/** Returns the seeds to run and the changes of the suite's protocol. */
function seedsAndProtocol(suite: Suite, { quick, seeds, encoder, protocol }: BenchOptions) {
  return {
    seeds: seedsOf(suite, seeds ?? (quick ? 1 : suite.seeds)),
    protocol: {
      ...(quick ? suite.quick : {}),
      ...(encoder ? { encoder } : {}),
      ...changesFor(suite, protocol),
    },
  };
}

function chooseGroups(
  suite: MultiTaskSuite,
  options: BenchOptions,
  found: readonly string[],
  vectors: string | undefined,
): Chosen {
  const { name, dataset } = suite;
  for (const source of options.tasks ?? []) {
    if (dataset.has(source)) continue;
    throw new UsageError(
      `Cannot run '${source}' of ${name}: there are ${dataset.sources.join(", ")}`,
    );
  }
  const groups = suite.groups(options.tasks ?? found);
  const { seeds, protocol } = seedsAndProtocol(suite, options);
  const ofWords = dataset.inputKind === "words" && vectors !== undefined;
  return {
    parts: groups.flatMap(({ sources }) => sources),
    asked: options.tasks !== undefined,
    specs(content) {
      const specs = refused(() =>
        expandTasks(suite, {
          groups,
          content: ({ sources }: TaskGroup) => content(sources),
          methods: taskVariants(suite, options),
          seeds,
          protocol: { ...protocol, ...(ofWords ? { vectors } : {}) },
        })
      );
      // All seeds have the same networks.
      refused(() => specs.filter(({ seed }) => seed === specs[0].seed).forEach(checkNetworks));
      return specs;
    },
  };
}

function refused<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** Returns a sentence on the parts that are omitted because their data is missing. */
function leftOut(
  { name, dataset }: Suite,
  { parts, asked }: Chosen,
  missing: readonly string[],
  folders: readonly string[],
): string[] {
  const wanted = asked ? missing.filter((part) => parts.includes(part)) : missing;
  if (wanted.length === 0) return [];
  const names = wanted.join(", ");
  const why = `not found in ${folders.join(", ")}; ` +
    `get it with \`deno task data fetch ${dataset.name}\` or name its folder with --data`;
  if (asked || parts.length === 0) throw new DataError(`Cannot run ${name}: ${names} ${why}`);
  return [`${name} leaves out ${names}: ${why}`];
}

/**
 * Verifies the files of some parts. Parts with an unknown checksum are also loaded and checked.
 *
 * @returns `modified`: a note for each file that is not the published one; `official`: true if all files are known to be
 * the published ones, which is never so for generated data.
 */
async function verifyFiles(
  suite: Suite,
  { acceptModifiedData }: BenchOptions,
  parts: readonly string[],
  found: Found,
): Promise<{ files: Record<string, PlannedFile>; modified: string[]; official: boolean }> {
  const { name, dataset } = suite;
  const files: Record<string, PlannedFile> = {};
  const modified: string[] = [];
  let official = dataset.folder !== undefined;
  for (const part of new Set(parts)) {
    let vouched = true;
    for (const file of dataset.files(part)) {
      const path = found.get(part)!.get(fileKey(file))!;
      const content = await readContent(path, file, {
        acceptModified: acceptModifiedData,
        family: dataset,
      });
      vouched &&= content.official;
      files[fileKey(file)] = { path, sha256: content.sha256 };
      if (!content.official && (file.sha256 || content.bytes.length !== file.bytes)) {
        modified.push(`${name} reads a modified ${file.name}: ${path}`);
      }
    }
    if (!vouched) await checkPart(suite, part, plannedReader(files));
    official &&= vouched;
  }
  return { files, modified, official };
}

/** Computes a SHA-256 over the contents of the files of some parts, in a fixed order. */
function contentOf(
  { dataset }: Suite,
  parts: readonly string[],
  files: { readonly [name: string]: PlannedFile },
): string {
  const lines = parts.flatMap((part) => dataset.files(part))
    .map((file) => `${files[fileKey(file)].sha256}  ${fileKey(file)}\n`);
  if (lines.length === 0) return "generated";
  return createHash("sha256").update([...new Set(lines)].sort().join("")).digest("hex");
}

/** The paths of files by key, by domain or source. */
type Found = Map<string, Map<string, string>>;

/** Finds the parts whose files all exist, with their paths; all listed parts if the data is generated. */
async function findParts(
  dataset: Family,
  listed: readonly string[],
  folders: readonly string[],
): Promise<Found> {
  const found: Found = new Map();
  for (const part of listed) {
    const paths = new Map<string, string>();
    const files = dataset.files(part);
    for (const file of files) {
      const path = await findFile(dataset, file, folders);
      if (path) paths.set(fileKey(file), path);
    }
    if (paths.size === files.length) found.set(part, paths);
  }
  return found;
}

function parsePair(suite: AdaptationSuite | TransferSuite, name: string): Pair {
  const [source, target, ...rest] = name.split("-");
  for (const domain of [source, target]) {
    if (rest.length || !domain || !suite.dataset.has(domain)) {
      throw new UsageError(
        `Cannot run pair '${name}' of ${suite.name}: a pair is source-target, ` +
          `of the domains ${suite.dataset.domains.join(", ")}`,
      );
    }
  }
  return [source, target];
}
