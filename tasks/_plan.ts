import { createHash } from "node:crypto";
import { type Content, DataError, findFile, readContent } from "../datasets/_files.ts";
import type { SourceFile } from "../datasets/dataset.ts";
import { randomStreams } from "../engine/mod.ts";
import type { PlannedRun } from "../suites/record.ts";
import { expand, runId, suiteVariants, type Variant } from "../suites/spec.ts";
import type { Pair, Suite } from "../suites/suite.ts";
import type { BenchOptions } from "./_bench_options.ts";
import type { PlannedFile } from "./_messages.ts";
import { UsageError } from "./_program.ts";
import type { ResultsStore } from "./_store.ts";

/** One suite's runs, with the records that are there already. */
export interface SuitePlan {
  readonly suite: Suite;
  readonly runs: readonly PlannedRun[];
  /** The files that the runs read, by name. */
  readonly files: { readonly [name: string]: PlannedFile };
  /** What is left out, and why: one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Plans the runs of one suite: finds and verifies its data, expands its grid, looks up records.
 *
 * @param suite The suite.
 * @param options The command line.
 * @param folders Where data is looked for, in this order.
 * @param store The results folder.
 * @throws {DataError} If data that was asked for is missing, or what is there is corrupt.
 * @throws {UsageError} If a pair does not exist.
 */
export async function planSuite(
  suite: Suite,
  options: BenchOptions,
  folders: readonly string[],
  store: ResultsStore,
): Promise<SuitePlan> {
  const found = await findDomains(suite, folders);
  const { pairs, left } = choosePairs(suite, options, [...found.keys()], folders);
  const { files, modified } = await verifyFiles(suite, options, pairs, found);
  const specs = expand(suite, {
    pairs,
    content: (pair) => contentOf(suite, pair, files),
    methods: variants(suite, options),
    seeds: options.seeds ?? (options.quick ? 1 : suite.seeds),
    protocol: { ...(options.quick ? suite.quick : {}), ...options.protocol },
  });
  const runs = await Promise.all(specs.map(async (spec) => {
    const id = runId(spec);
    return { id, spec, record: await store.record(id) };
  }));
  return { suite, runs, files, notes: [...left, ...modified] };
}

/** The pairs to run, and a sentence on the domains that are left out. */
function choosePairs(
  suite: Suite,
  { pairs: asked }: BenchOptions,
  found: readonly string[],
  folders: readonly string[],
): { pairs: readonly Pair[]; left: string[] } {
  const { name, domains } = suite.dataset;
  const pairs = asked?.map((pair) => parsePair(suite, pair)) ?? suite.pairs(found);
  const missing = domains.filter((domain) => !found.includes(domain));
  const wanted = asked ? missing.filter((domain) => pairs.flat().includes(domain)) : missing;
  if (wanted.length === 0) return { pairs, left: [] };
  const names = wanted.join(", ");
  const why = `not found in ${folders.join(", ")}; ` +
    `get it with \`deno task data fetch ${name}\` or name its folder with --data`;
  if (asked || pairs.length === 0) throw new DataError(`Cannot run ${suite.name}: ${names} ${why}`);
  return { pairs, left: [`${suite.name} leaves out ${names}: ${why}`] };
}

/** Verifies the files of the pairs; says which are not the published ones. */
async function verifyFiles(
  { name, dataset }: Suite,
  { acceptModifiedData }: BenchOptions,
  pairs: readonly Pair[],
  found: Found,
): Promise<{ files: Record<string, PlannedFile>; modified: string[] }> {
  const files: Record<string, PlannedFile> = {};
  const modified: string[] = [];
  for (const domain of new Set(pairs.flat())) {
    const contents = new Map<SourceFile, Content>();
    for (const file of dataset.files(domain)) {
      const path = found.get(domain)!.get(file.name)!;
      const content = await readContent(path, file, {
        acceptModified: acceptModifiedData,
        family: dataset,
      });
      contents.set(file, content);
      files[file.name] = { path, sha256: content.sha256 };
      if (!content.official && (file.sha256 || content.bytes.length !== file.bytes)) {
        modified.push(`${name} reads a modified ${file.name}: ${path}`);
      }
    }
    if ([...contents.values()].some(({ official }) => !official)) {
      // Nobody has vouched for it: a malformed line is told before anything runs.
      const read = (file: SourceFile) => Promise.resolve(contents.get(file)!.bytes);
      await dataset.load(domain, read, randomStreams(0));
    }
  }
  return { files, modified };
}

/** SHA-256 over the contents of a pair's files, in an order of their own. */
function contentOf(
  { dataset }: Suite,
  pair: Pair,
  files: { readonly [name: string]: PlannedFile },
): string {
  const lines = pair.flatMap((domain) => dataset.files(domain))
    .map(({ name }) => `${files[name].sha256}  ${name}\n`);
  if (lines.length === 0) return "generated";
  return createHash("sha256").update([...new Set(lines)].sort().join("")).digest("hex");
}

/** By domain, the paths of its files by name. */
type Found = Map<string, Map<string, string>>;

/** The domains whose files are all there, with their paths; every listed one where generated. */
async function findDomains(
  { dataset }: Suite,
  folders: readonly string[],
): Promise<Found> {
  const found: Found = new Map();
  for (const domain of dataset.domains) {
    const paths = new Map<string, string>();
    const files = dataset.files(domain);
    for (const file of files) {
      const path = await findFile(dataset, file, folders);
      if (path) paths.set(file.name, path);
    }
    if (paths.size === files.length) found.set(domain, paths);
  }
  return found;
}

function parsePair(suite: Suite, name: string): Pair {
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

/** The methods that were asked for, once for each combination of their swept values. */
function variants(suite: Suite, { methods, sweeps }: BenchOptions): Variant[] {
  return (methods ?? suiteVariants(suite).map(({ name }) => name)).flatMap((name) => {
    let combinations: Variant["values"][] = [{}];
    for (const [parameter, values] of sweeps.get(name) ?? []) {
      combinations = combinations.flatMap((made) =>
        values.map((value) => ({ ...made, [parameter]: value }))
      );
    }
    return combinations.map((values) => ({ name, values }));
  });
}
