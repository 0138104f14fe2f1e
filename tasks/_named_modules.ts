import { parseArgs } from "node:util";
import { builtIn } from "../runs/catalogue.ts";
import { addModules, suitesIn } from "../runs/modules.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import { type BenchOptions, optionsOf, parseBenchOptions } from "./_bench_options.ts";
import { UsageError } from "./_program.ts";
import { parseGrid } from "./_regress_options.ts";

/**
 * Reads and checks the command line of bench, with the entries of the modules that it names: those of `--use`, and those
 * in the place of a suite.
 *
 * @param args The arguments.
 * @throws {RequestError} If a module cannot be used.
 * @throws {UsageError} If a name is unknown or a value not allowed.
 * @throws {TypeError} If an option is unknown (thrown by `node:util`).
 */
export async function readBenchOptions(args: string[]): Promise<BenchOptions> {
  const { use = [] } = loosely(args).values as { readonly use?: readonly string[] };
  const [catalogue, [named]] = await readModules([args], use);
  return parseBenchOptions(named, catalogue);
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
  const [catalogue, named] = await readModules(words, use);
  return named.map((grid) => parseGrid(grid.join(" "), rest, catalogue));
}

/** Adds modules to the built-in entries, and writes suites' names in the place of modules on command lines. */
async function readModules(
  lines: readonly (readonly string[])[],
  use: readonly string[],
): Promise<[Catalogue, string[][]]> {
  const paths = lines.flatMap((line) => [...modulesIn(line).values()]);
  const catalogue = await addModules(builtIn, [...use, ...paths]);
  const suites = new Map<string, readonly string[]>();
  for (const path of paths) {
    suites.set(path, await suitesIn(path, catalogue));
    if (suites.get(path)!.length > 0) continue;
    throw new UsageError(
      `Cannot run '${path}': it exports no suite; with --use its other entries join the catalogue`,
    );
  }
  const named = lines.map((line) => {
    const modules = modulesIn(line);
    return line.flatMap((word, i) => modules.has(i) ? suites.get(word)! : [word]);
  });
  return [catalogue, named];
}

/**
 * Returns the modules in the place of suites, by their places on a command line: no suite has a name with a dot, a colon or
 * a slash. The word after an option that only a module's setting has is its value.
 */
function modulesIn(line: readonly string[]): Map<number, string> {
  const { tokens } = loosely(line);
  const known = optionsOf(builtIn) as { readonly [option: string]: unknown };
  return new Map(tokens.flatMap((token, i): [number, string][] => {
    if (token.kind !== "positional" || !/[./:]/.test(token.value)) return [];
    const before = tokens[i - 1];
    const valued = before?.kind === "option" && !Object.hasOwn(known, before.name) &&
      before.value === undefined;
    return valued ? [] : [[token.index, token.value]];
  }));
}

/** Parses a command line without the options of users' settings, which are not known yet. */
function loosely(line: readonly string[]) {
  return parseArgs({
    args: [...line],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: optionsOf(builtIn),
  });
}
