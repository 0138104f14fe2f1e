import { COMMAND } from "../descriptors/command.ts";
import { createHash } from "node:crypto";
import { DataError, dataFolders, fileKey, findFile, readContent } from "../datasets/_files.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { PlannedRun, RunSpec } from "../records/record.ts";
import { runId } from "../records/run_id.ts";
import { checkPart } from "../settings/_data_checks.ts";
import type { CommonValues } from "../settings/_protocol.ts";
import { protocolOf } from "../settings/_protocol.ts";
import { type Catalogue, find } from "../settings/catalogue.ts";
import type { Suite } from "../suites/suite.ts";
import { aboutOf } from "./about.ts";
import { choose, type Chosen, expand, type Selected } from "./expand.ts";
import type { PlannedFile } from "./launch/messages.ts";
import { isDue } from "./make_runs.ts";
import { plannedReader } from "./planned_files.ts";
import { RequestError } from "./request_error.ts";
import type { ResultsStore } from "./store.ts";

/** Options of {@linkcode planRuns}. */
export interface PlanOptions {
  /** Data folders as on the command line, searched before GRAFT_DATA and the cache. */
  readonly data?: string;
  /** True to run on data files whose checksum is not the official one. */
  readonly acceptModifiedData: boolean;
  /** True if runs that are recorded as failed are due. */
  readonly retryFailed: boolean;
  /** The file of pretrained word vectors, for suites of texts. */
  readonly vectors?: PlannedFile;
}

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
 * Plans the runs of some suites: finds and verifies their data, expands their grids and reads the existing records.
 *
 * @param parts The suites, and the part of each that is run.
 * @param catalogue All that the runs name.
 * @param options The data.
 * @param store The results folder.
 * @throws {RangeError} If a data folder or a part of a suite does not exist, options cannot be combined, or published or
 * generated data is too small for them.
 * @throws {DataError} If requested data is missing, or present data is corrupt.
 */
export async function planRuns(
  parts: readonly { readonly suite: Suite; readonly selected: Selected }[],
  catalogue: Catalogue,
  options: PlanOptions,
  store: ResultsStore,
): Promise<SuitePlan[]> {
  const readsFiles = options.data !== undefined ||
    parts.some(({ suite: { dataset } }) => dataset.folder);
  const folders = readsFiles ? dataFolders(options.data) : [];
  const plans = [];
  for (const { suite, selected } of parts) {
    plans.push(await planSuite(suite, selected, catalogue, options, folders, store));
  }
  return plans;
}

async function planSuite(
  suite: Suite,
  selected: Selected,
  catalogue: Catalogue,
  options: PlanOptions,
  folders: readonly string[],
  store: ResultsStore,
): Promise<SuitePlan> {
  const { dataset } = suite;
  const found = await findParts(dataset, folders);
  const part = withVectors(suite, { ...selected, found: [...found.keys()] }, options.vectors);
  const chosen = choose(suite, part, catalogue);
  const missing = dataset.domains.filter((domain) => !found.has(domain));
  const left = leftOut(suite, chosen, missing, folders);
  const { files, modified, official } = await verifyFiles(suite, options, chosen.domains, found);
  const specs = expand(suite, part, catalogue, (domains) => contentOf(suite, domains, files));
  const runs = await Promise.all(specs.map(async (spec): Promise<PlannedRun> => {
    const id = runId(spec);
    return { id, spec, about: aboutOf(spec, catalogue), record: await store.complete(id) };
  }));
  const due = runs.filter(({ record }) => isDue(record, options)).map(({ spec }) => spec);
  const unproven = official ? unprovenRuns(suite, due, catalogue) : due;
  const setting = find(catalogue, "settings", suite.setting);
  await setting.checkData(unproven, plannedReader(files), catalogue).catch((error) => {
    // Published and generated rows are not at fault: the suite or the options ask for what they cannot give.
    const faultless = official || dataset.folder === undefined;
    throw faultless && error instanceof SyntaxError ? new RequestError(error.message) : error;
  });
  return { suite, runs, files, notes: [...left, ...modified, ...notesOn(suite)] };
}

/** Returns the sentences on a user's files. */
function notesOn({ name, dataset }: Suite): string[] {
  return (dataset.notes?.() ?? []).map((note) => `${name}: ${note}`);
}

/** Adds word vectors to a suite of texts. */
function withVectors(
  { dataset }: Suite,
  selected: Selected,
  vectors: PlannedFile | undefined,
): Selected {
  if (vectors === undefined || dataset.inputKind !== "words") return selected;
  return { ...selected, protocol: { ...selected.protocol, vectors: vectors.sha256 } };
}

/**
 * Returns the runs on published content whose number of rows may be too small for the protocol; it is known to be enough
 * for the suite's own problems and protocol. One seed suffices: every seed has the same number of rows.
 */
function unprovenRuns(suite: Suite, due: readonly RunSpec[], catalogue: Catalogue): RunSpec[] {
  const own = protocolOf(suite, catalogue).values as CommonValues & { [name: string]: unknown };
  const problems = new Set(choose(suite, {}, catalogue).problems.map(({ name }) => name));
  return due.filter(({ seed, problem, protocol }) => {
    const { batch, rows, validation } = protocol.values;
    const proven = Number(batch) <= own.batch && rows === own.rows &&
      validation === own.validation && problems.has(problem.name);
    return !proven && seed === due[0].seed;
  });
}

/** Returns a sentence on the parts that are omitted because their data is missing. */
function leftOut(
  { name, dataset }: Suite,
  { domains, asked }: Chosen,
  missing: readonly string[],
  folders: readonly string[],
): string[] {
  const wanted = asked ? missing.filter((part) => domains.includes(part)) : missing;
  if (wanted.length === 0) return [];
  const names = wanted.join(", ");
  const why = `not found in ${folders.join(", ")}; ` +
    `get it with \`${COMMAND} data fetch ${dataset.name}\` or name its folder with --data`;
  if (asked || domains.length === 0) throw new DataError(`Cannot run ${name}: ${names} ${why}`);
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
  { acceptModifiedData }: PlanOptions,
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
        dataset,
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
  if (dataset.content !== undefined) return dataset.content;
  const lines = parts.flatMap((part) => dataset.files(part))
    .map((file) => `${files[fileKey(file)].sha256}  ${fileKey(file)}\n`);
  if (lines.length === 0) return "generated";
  return createHash("sha256").update([...new Set(lines)].sort().join("")).digest("hex");
}

/** The paths of files by key, by domain. */
type Found = Map<string, Map<string, string>>;

/** Finds the listed domains whose files all exist, with their paths; all of them if the data is generated. */
async function findParts(dataset: Dataset, folders: readonly string[]): Promise<Found> {
  const found: Found = new Map();
  for (const part of dataset.domains) {
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
