import { basename, dirname, relative, resolve, sep } from "node:path";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import type { Description } from "../runs/own_data/description.ts";
import { writeWhole } from "../runs/write_whole.ts";
import { absolutePath, checkFile } from "./_destinations.ts";
import { UsageError } from "./_program.ts";

/** The options that describe data of one's own. */
export const ownDataOptions = {
  domain: { type: "string", multiple: true },
  source: { type: "string" },
  target: { type: "string" },
  label: { type: "string" },
  columns: { type: "string" },
  drop: { type: "string" },
  text: { type: "string" },
  group: { type: "string" },
  id: { type: "string" },
  save: { type: "string" },
} as const;

/** The options that name files: without one, a command line has no data of one's own. */
const naming = ["domain", "source", "target"] as const;

/** The values of the options, and of `--tasks`, which names labels if there is no `--label`. */
interface Given {
  readonly domain?: readonly string[];
  readonly source?: string;
  readonly target?: string;
  readonly label?: string;
  readonly tasks?: string;
  readonly columns?: string;
  readonly drop?: string;
  readonly text?: string;
  readonly group?: string;
  readonly id?: string;
  readonly save?: string;
}

/**
 * Replaces the options that describe data of one's own by a description in the place of a suite's name: the file of
 * `--save`, which is written, or one in the address itself.
 *
 * @param args The command line.
 * @param known The other options of bench.
 * @throws {UsageError} If the options cannot be combined or a value cannot be read.
 * @throws {Error} If the file of `--save` cannot be written.
 */
export async function withDescription(
  args: readonly string[],
  known: ParseArgsOptionsConfig,
): Promise<string[]> {
  const { values, tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: { ...known, ...ownDataOptions },
  });
  const given = values as Given;
  const named = Object.keys(ownDataOptions).filter((option) => Object.hasOwn(values, option));
  if (named.length === 0) return [...args];
  if (!naming.some((option) => given[option] !== undefined)) {
    throw new UsageError(
      `Cannot use --${
        named[0]
      }: it describes data of your own, and no --domain NAME=FILE, or --source and --target, ` +
        "names a file",
    );
  }
  const empty = named.find((option) =>
    [values[option]].flat().some((value) => value === true || /^(--.*)?$/.test(`${value}`))
  );
  if (empty !== undefined) throw new UsageError(`Cannot use --${empty}: it must have a value`);
  const asLabels = given.label === undefined && given.tasks !== undefined;
  const taken = new Set([...named, ...asLabels ? ["tasks"] : []]);
  const left = new Set(args.keys());
  for (const token of tokens) {
    if (token.kind !== "option" || !taken.has(token.name)) continue;
    left.delete(token.index);
    if (token.value !== undefined && !token.inlineValue) left.delete(token.index + 1);
  }
  const others = args.filter((_, i) => left.has(i));
  if (tokens.some(({ kind }) => kind === "positional")) {
    throw new UsageError(
      "Cannot run a suite and data of your own at once: leave out the suite's name, or the options of the data",
    );
  }
  const described = descriptionOf(given);
  if (given.save === undefined) {
    const text = JSON.stringify(described);
    return [`data:application/json,${encodeURIComponent(text)}`, ...others];
  }
  return [await saved(described, given.save), ...others];
}

/** Returns the description that options give; its files have absolute paths. */
function descriptionOf(given: Given): Description {
  const { domain = [], source, target, label, tasks, columns, drop, text, group, id } = given;
  const labels = label ?? tasks;
  if (labels === undefined) {
    throw new UsageError("Cannot run data of your own: --label must name the column to predict");
  }
  if ((source === undefined) !== (target === undefined)) {
    throw new UsageError("Cannot run data of your own: --source and --target go together");
  }
  if (source !== undefined && domain.length > 0) {
    throw new UsageError(
      "Cannot run data of your own: it has either --domain or --source and --target",
    );
  }
  const files = [...domain, ...source === undefined ? [] : [source, target!]].map(namedFile);
  const names = files.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new UsageError(
      `Cannot run data of your own: two files are the domain ${twice}; give names, NAME=FILE`,
    );
  }
  const list = (words: string) => words.split(",").map((word) => word.trim()).filter(Boolean);
  const columnList = columns === undefined || ["all", "shared"].includes(columns)
    ? columns as "all" | "shared" | undefined
    : list(columns);
  const found = list(labels);
  return {
    ...source === undefined ? {} : { labelsPerClass: ["all"] },
    domains: Object.fromEntries(files),
    labels: found.length === 1 ? found[0] : found,
    ...columnList === undefined ? {} : { columns: columnList },
    ...drop === undefined ? {} : { drop: list(drop) },
    ...text === undefined ? {} : { text },
    ...group === undefined ? {} : { group },
    ...id === undefined ? {} : { id },
  };
}

/** Reads NAME=FILE; the name of a file alone is its own without endings. */
function namedFile(text: string): [name: string, path: string] {
  const [, name, file] = /^([^=/\\]+)=(.+)$/.exec(text) ?? [];
  const path = resolve(file ?? text);
  return [name?.trim() || basename(path).replace(/\..*$/, "") || "data", path];
}

/**
 * Writes a description, with the paths of its files from its own folder.
 *
 * @returns Its path.
 */
async function saved(described: Description, file: string): Promise<string> {
  const path = absolutePath("--save", file);
  if (!/\.json$/i.test(path)) {
    throw new UsageError(
      `Cannot use --save: it must name a .json file, current value is '${file}'`,
    );
  }
  const domains = Object.entries(described.domains!).map(([name, data]) => [
    name,
    relative(dirname(path), data as string).replaceAll(sep, "/"),
  ]);
  const text = JSON.stringify({ ...described, domains: Object.fromEntries(domains) }, null, 2);
  await checkFile(path, "--save");
  const present = await Deno.readTextFile(path).catch(() => undefined);
  if (present !== undefined && present !== `${text}\n`) {
    throw new UsageError(
      `Cannot write '${path}': another description is there; name another file with --save`,
    );
  }
  await writeWhole(path, `${text}\n`);
  return path;
}
