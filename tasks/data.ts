/**
 * `deno task data`: lists, downloads and checks the files of the datasets.
 *
 * @module
 */
import { COMMAND } from "../descriptors/command.ts";
import { maximum } from "../descriptors/extremes.ts";
import { delimiter } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import pico from "picocolors";
import {
  cacheFolder,
  DataError,
  dataFolders,
  download,
  fileKey,
  findFile,
  readContent,
} from "../datasets/_files.ts";
import type { Dataset, SourceFile } from "../datasets/dataset.ts";
import { datasets } from "../datasets/mod.ts";
import { jsonText } from "../reports/escapes/json.ts";
import { terminalText } from "../reports/escapes/terminal.ts";
import { absolutePath, checkFolder } from "./_destinations.ts";
import { downloadBar, megabytes, type Output } from "./_download_bar.ts";
import { printNote, printText } from "./_print.ts";
import { runProgram, UsageError } from "./_program.ts";
import { colors, isInteractive } from "./_terminal.ts";

/** The program's inputs and outputs besides the files. */
export interface Surroundings {
  /** Prints a line of results. */
  readonly print: (line: string) => void;
  /** Prints a message. */
  readonly note: (line: string) => void;
  /** The stream for progress. */
  readonly progress: Output;
  /** True if results may be coloured. */
  readonly color: boolean;
  /** The datasets, by name. */
  readonly datasets: { readonly [name: string]: Dataset };
  /** The value of GRAFT_DATA. */
  readonly variable: string;
}

/** A file, its dataset and its domain. */
interface Entry {
  readonly dataset: Dataset;
  readonly domain: string;
  readonly file: SourceFile;
}

/** The result for a file, as `--json` prints it. */
interface Outcome {
  readonly dataset: string;
  readonly domain: string;
  readonly file: string;
  readonly status: string;
  readonly path: string | null;
  readonly message?: string;
}

/** One call of the program. */
interface Call extends Surroundings {
  readonly entries: readonly Entry[];
  /** The folders to search. */
  readonly folders: readonly string[];
  /** The folder for downloads. */
  readonly target: string;
  readonly json: boolean;
  readonly colors: ReturnType<typeof pico.createColors>;
}

const help = (datasets: Surroundings["datasets"]) =>
  `Usage: ${COMMAND} data <list | fetch | verify> [dataset …] [options]
       ${COMMAND} data check my.json … [--json]

  list     show every file: its size, path and licence
  fetch    download the files that are missing
  verify   check size and SHA-256 of the files found
  check    read all files of a description of data of your own: rows, columns, classes, missing values,
           and what a bench would do with them; nothing is run (see docs/own_data.md)

  --data DIR   list, verify: a folder to search first (several with '${delimiter}' between them)
               fetch: the folder for downloads, instead of the cache
  --use FILE   add the datasets of a module, as for bench; may be repeated; not under deno task data,
               which may run nothing: deno run -A cli.ts data
  --json       print one JSON document
  -h, --help   print this

Files are searched in --data, then in the folders of the variable GRAFT_DATA, then in the cache,
${cacheFolder()}; plain or gzipped, with or without the dataset's folder.

Datasets: ${Object.keys(datasets).join(", ")}`;

const actions = { list, fetch, verify } as const;

/** Checks descriptions of data of one's own. */
async function checkDescriptions(
  paths: readonly string[],
  json: boolean,
  { print }: Pick<Surroundings, "print">,
): Promise<number> {
  if (paths.length === 0) {
    throw new UsageError("Cannot check: a description must be named, such as my.json");
  }
  const { checkData, checkedLines } = await import("./_check_data.ts");
  const checked = [];
  for (const path of paths) checked.push(await checkData(path));
  if (json) print(jsonText(checked, 2));
  else for (const line of checked.flatMap(checkedLines)) print(terminalText(line));
  return 0;
}

/** Adds the datasets of modules; without any, the other entries that a catalogue has are not loaded. */
async function datasetsWith(
  datasets: Surroundings["datasets"],
  modules: readonly string[],
): Promise<Surroundings["datasets"]> {
  if (modules.length === 0) return datasets;
  const { builtIn } = await import("../runs/catalogue.ts");
  const { addModules } = await import("../runs/modules.ts");
  return (await addModules({ ...builtIn, datasets }, modules)).datasets;
}

/**
 * Runs the program.
 *
 * @param args The command line's arguments.
 * @param surroundings Outputs, datasets and the variable GRAFT_DATA.
 * @returns The exit code: 1 if a file is corrupt or could not be downloaded.
 * @throws {UsageError} If the command line is invalid.
 */
export async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const { print, note, color } = surroundings;
  const { values, positionals: [action, ...names] } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: { type: "string" },
      use: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  const datasets = await datasetsWith(surroundings.datasets, values.use);
  if (values.help) {
    print(help(datasets));
    return 0;
  }
  if (action === "check") return await checkDescriptions(names, values.json, surroundings);
  if (action === undefined || !Object.hasOwn(actions, action)) {
    const given = action === undefined ? "nothing" : `'${action}'`;
    throw new UsageError(
      `Cannot run: the first argument must be list, fetch, verify or check, current value is ${given}; see --help`,
    );
  }
  for (const name of names) {
    if (!Object.hasOwn(datasets, name)) {
      const known = Object.keys(datasets).join(", ");
      throw new UsageError(`Cannot find a dataset '${name}': the datasets are ${known}`);
    }
  }
  const chosen = names.length > 0 ? [...new Set(names)] : Object.keys(datasets);
  for (const name of names) {
    if (entriesOf(datasets[name]).length === 0) {
      note(`${name} has no files: it is generated`);
    }
  }
  return await actions[action as keyof typeof actions]({
    ...surroundings,
    ...places(action, values.data, surroundings.variable),
    entries: chosen.flatMap((name) => entriesOf(datasets[name])),
    json: values.json,
    colors: pico.createColors(color),
  });
}

/** Returns the folders to search and the folder for downloads. */
function places(action: string, data: string | undefined, variable: string) {
  if (data === "") {
    throw new UsageError("Cannot use --data: it must name a folder, current value is ''");
  }
  if (action === "fetch" && data !== undefined) {
    if (data.includes(delimiter)) {
      throw new UsageError(`Cannot use --data: fetch takes one folder, current value is '${data}'`);
    }
    const target = absolutePath("--data", data);
    return { folders: [target], target };
  }
  try {
    return { folders: dataFolders(data, variable), target: cacheFolder() };
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

/** Lists a dataset's files; a file of several domains is listed with the first. */
function entriesOf(dataset: Dataset): Entry[] {
  const entries = new Map<string, Entry>();
  for (const domain of dataset.domains) {
    for (const file of dataset.files(domain)) {
      if (!entries.has(fileKey(file))) entries.set(fileKey(file), { dataset, domain, file });
    }
  }
  return [...entries.values()];
}

async function list({ entries, folders, json, print, colors }: Call): Promise<number> {
  const rows = await Promise.all(entries.map(async ({ dataset, domain, file }) => ({
    dataset: dataset.name,
    domain,
    file: file.name,
    bytes: file.bytes,
    sha256: file.sha256 ?? null,
    url: file.url ?? null,
    path: await findFile(dataset, file, folders) ?? null,
    licence: dataset.licence,
  })));
  if (json) {
    print(jsonText({ folders, files: rows }, 2));
    return 0;
  }
  const table = [
    ["DATASET", "DOMAIN/FILE", "SIZE", "FOUND", "LICENCE"],
    ...rows.map(({ dataset, domain, file, bytes, path, licence }) => [
      dataset,
      `${domain}/${file}`,
      megabytes(bytes),
      path ?? "missing",
      licence,
    ]),
  ];
  const widths = table[0].map((_, column) => maximum(table.map((row) => row[column].length)));
  for (const row of table) {
    const [dataset, file, size, found, licence] = row.map((cell, column) =>
      column === 2 ? cell.padStart(widths[column]) : cell.padEnd(widths[column])
    );
    const shown = row[3] === "missing" ? colors.yellow(found) : found;
    print([dataset, file, size, shown, licence].join("  ").trimEnd());
  }
  return 0;
}

async function verify(call: Call): Promise<number> {
  const outcomes: Outcome[] = [];
  for (const entry of call.entries) {
    const path = await findFile(entry.dataset, entry.file, call.folders);
    outcomes.push(report(call, entry, await check(entry, path)));
  }
  const count = (status: string) => outcomes.filter((outcome) => outcome.status === status).length;
  const [missing, corrupt] = [count("missing"), count("corrupt")];
  call.note(
    `${outcomes.length - missing - corrupt} verified, ${corrupt} corrupt, ${missing} missing` +
      `${missing > 0 ? ` (see \`${COMMAND} data list\`)` : ""}`,
  );
  return conclude(call, outcomes, "corrupt");
}

type Result = Pick<Outcome, "status" | "path" | "message">;

/** Checks one file at its path. */
async function check({ dataset, file }: Entry, path: string | undefined): Promise<Result> {
  if (path === undefined) return { status: "missing", path: null };
  try {
    const { official } = await readContent(path, file, { dataset });
    return { status: official ? "ok" : "size only", path };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { status: "corrupt", path, message: error.message };
  }
}

async function fetch(call: Call): Promise<number> {
  if (call.entries.length) await checkFolder(call.target, "--data");
  const outcomes: Outcome[] = [];
  for (const entry of call.entries) outcomes.push(report(call, entry, await get(call, entry)));
  return conclude(call, outcomes, "failed");
}

/** Downloads one file unless it exists. */
async function get(call: Call, { dataset, file }: Entry): Promise<Result> {
  const path = await findFile(dataset, file, call.folders);
  const bar = downloadBar(file.name, call.progress);
  try {
    if (path !== undefined) {
      await readContent(path, file, { dataset });
      return { status: "present", path };
    }
    const status = await download(dataset, file, call.target, {
      onProgress: bar.update,
      onWait: () => call.note(`${file.name} is being downloaded already, waiting`),
    });
    return { status, path: await findFile(dataset, file, [call.target]) ?? null };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const manual = path === undefined && file.url === undefined;
    return { status: manual ? "manual" : "failed", path: path ?? null, message: error.message };
  } finally {
    bar.stop();
  }
}

/** Prints one file's line, if it has one, and returns its result. */
function report(call: Call, { dataset, domain, file }: Entry, result: Result): Outcome {
  const { status, path, message } = result;
  if (status === "failed" || status === "manual") {
    call.note(`${status === "failed" ? "error: " : ""}${message}`);
  } else if (status !== "missing" && !call.json) {
    const { green, yellow, red } = call.colors;
    const color = status === "corrupt" ? red : status === "size only" ? yellow : green;
    const name = `${dataset.name}/${fileKey(file)}`;
    call.print(`${color(status.padEnd(9))}  ${name}  ${terminalText(message ?? `${path}`)}`);
  }
  return { dataset: dataset.name, domain, file: file.name, ...result };
}

/** Prints the JSON if requested, and returns the exit code. */
function conclude(call: Call, files: readonly Outcome[], bad: string): number {
  const { json, folders, print } = call;
  if (json) print(jsonText({ folders, files }, 2));
  return files.some(({ status }) => status === bad) ? 1 : 0;
}

/** The program: takes the command line's arguments and returns the exit code. */
export function main(args: string[]): Promise<number> {
  return run(args, {
    print: printText,
    note: printNote,
    progress: isInteractive(Deno.stderr)
      ? process.stderr
      : { write: (text) => process.stderr.write(text) },
    color: colors(),
    datasets,
    variable: Deno.env.get("GRAFT_DATA") ?? "",
  });
}

if (import.meta.main) await runProgram(main);
