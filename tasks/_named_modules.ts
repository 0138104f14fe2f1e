import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { type Kind, kinds } from "../descriptors/kind.ts";
import { builtIn } from "../runs/catalogue.ts";
import { addModules, namesIn } from "../runs/modules.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import { type BenchOptions, optionsOf, parseBenchOptions } from "./_bench_options.ts";
import { withDescription } from "./_own_data_options.ts";
import { UsageError } from "./_program.ts";
import { parseGrid } from "./_regress_options.ts";
import {
  parseReproduceOptions,
  type ReproduceOptions,
  reproduceOptions,
} from "./_reproduce_options.ts";

/**
 * Reads and checks the command line of bench, with the entries of the modules that it names: those of `--use`, and those
 * in the place of a suite, descriptions of data among them.
 *
 * @param args The arguments.
 * @throws {RequestError} If a module cannot be used.
 * @throws {UsageError} If a name is unknown or a value not allowed.
 * @throws {TypeError} If an option is unknown (thrown by `node:util`).
 */
export async function readBenchOptions(args: string[]): Promise<BenchOptions> {
  const options = optionsOf(builtIn);
  const described = await withDescription(args, options);
  return parseBenchOptions(...await readNames(described, "suites", options));
}

/** Reads the command line of reproduce as {@linkcode readBenchOptions} does that of bench; modules stand for papers. */
export async function readReproduceOptions(args: string[]): Promise<ReproduceOptions> {
  return parseReproduceOptions(...await readNames(args, "papers", reproduceOptions));
}

/** Returns a command line without modules in the place of names, and the catalogue with the entries of all modules. */
async function readNames(
  args: string[],
  kind: Kind,
  options: ParseArgsOptionsConfig,
): Promise<[named: string[], catalogue: Catalogue]> {
  const { use = [] } = loosely(args, options).values as { readonly use?: readonly string[] };
  const [catalogue, [named]] = await readModules([args], use, kind, options);
  return [named, catalogue];
}

/**
 * Reads the grids of a baseline, with the entries of the modules that they name.
 *
 * @param grids Arguments of bench that select runs, separated by spaces.
 * @param use Further modules.
 * @param rest Arguments of bench for the machine and the results folder.
 * @throws {RequestError} If a module cannot be used.
 * @throws {UsageError} If a grid has other arguments, or bench refuses them.
 */
export async function readGrids(
  grids: readonly string[],
  use: readonly string[],
  rest: readonly string[],
): Promise<BenchOptions[]> {
  const words = grids.map((grid) => grid.split(/\s+/).filter(Boolean));
  const [catalogue, named] = await readModules(words, use, "suites", optionsOf(builtIn));
  return named.map((grid) => parseGrid(grid, rest, catalogue));
}

/** Adds modules to the built-in entries, and writes entries' names in the place of modules on command lines. */
async function readModules(
  lines: readonly (readonly string[])[],
  use: readonly string[],
  kind: Kind,
  options: ParseArgsOptionsConfig,
): Promise<[Catalogue, string[][]]> {
  const modules = lines.map((line) => modulesIn(line, options));
  const paths = modules.flatMap((places) => [...places.values()]);
  const catalogue = await addModules(builtIn, [...use, ...paths]);
  const names = new Map<string, readonly string[]>();
  for (const path of paths) {
    names.set(path, await namesIn(path, kind, catalogue));
    if (names.get(path)!.length > 0) continue;
    throw new UsageError(
      `Cannot run '${path}': it exports no ${kinds[kind]}; ` +
        "with --use its other entries join the catalogue",
    );
  }
  const named = lines.map((line, i) =>
    line.flatMap((word, place) => modules[i].has(place) ? names.get(word)! : [word])
  );
  return [catalogue, named];
}

/**
 * Returns the modules in the place of names, by their places on a command line: no entry has a name with a dot, a colon or
 * a slash. The word after an option that only a module's setting has is its value.
 */
function modulesIn(line: readonly string[], known: ParseArgsOptionsConfig): Map<number, string> {
  const { tokens } = loosely(line, known);
  return new Map(tokens.flatMap((token, i): [number, string][] => {
    if (token.kind !== "positional" || !/[./:]/.test(token.value)) return [];
    const before = tokens[i - 1];
    const valued = before?.kind === "option" && !Object.hasOwn(known, before.name) &&
      before.value === undefined;
    return valued ? [] : [[token.index, token.value]];
  }));
}

/** Parses a command line without the options of users' settings, which are not known yet. */
function loosely(line: readonly string[], options: ParseArgsOptionsConfig) {
  return parseArgs({
    args: [...line],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options,
  });
}
