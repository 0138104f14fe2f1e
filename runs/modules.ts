import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Kind, kindOf, kinds } from "../descriptors/kind.ts";
import type { Catalogue, Use } from "../settings/catalogue.ts";
import { checkEntry, type Entry } from "./entry_checks.ts";
import { hashOfFile, type ModuleCode, readCode } from "./module_code.ts";
import { isDescription, type OwnSuite, readOwnSuite } from "./own_data/read.ts";
import { RequestError } from "./request_error.ts";

/**
 * Adds the entries of users' modules to a catalogue: all exports that a define function has returned.
 *
 * @param catalogue The catalogue.
 * @param modules Paths, relative to the working directory, or addresses: `./mine.ts`, `https:…`, `npm:…`, `jsr:…`.
 * @returns The extended catalogue. It names the modules with the hashes of their code, so that another process can add
 * the same by {@linkcode addUses}.
 * @throws {RequestError} If a module does not exist, throws, or exports no entry, or an entry is incomplete, has a name
 * that is taken, or belongs to a setting that does not exist.
 */
export async function addModules(
  catalogue: Catalogue,
  modules: readonly string[],
): Promise<Catalogue> {
  const uses = new Map<string, Use>();
  let extended = catalogue;
  for (const module of new Set(modules)) {
    extended = await orRefuse(module, async () => {
      const address = await addressOf(module);
      if (extended.uses.some((use) => use.address === address)) return extended;
      if (isDescription(address)) return (await addDescription(extended, address)).catalogue;
      const code = await readCode(address);
      const entries = await entriesOf(address);
      const use = { address, files: code.files, code: await hashesOf(entries, code) };
      uses.set(module, use);
      return added(extended, use, entries);
    });
  }
  // The setting of one module's methods can be in another.
  for (const [module, use] of uses) await orRefuse(module, () => checkSettings(extended, use));
  return extended;
}

/** Returns the names of the entries of a kind that a module has added to a catalogue. */
export async function namesIn(
  module: string,
  kind: Kind,
  { uses }: Pick<Catalogue, "uses">,
): Promise<string[]> {
  const address = await addressOf(module);
  const { code } = uses.find((use) => use.address === address)!;
  return Object.keys(code).map((entry) => entry.split("/"))
    .flatMap(([of, name]) => of === kind ? [name] : []);
}

/**
 * Adds the entries of modules that another process has added.
 *
 * @throws {RequestError} If the code of one has changed since.
 */
export async function addUses(catalogue: Catalogue, uses: readonly Use[]): Promise<Catalogue> {
  let extended = catalogue;
  for (const use of uses) {
    extended = await orRefuse(use.address, async () => {
      if (isDescription(use.address)) {
        const { files, catalogue } = await addDescription(extended, use.address);
        for (const [address, hash] of Object.entries(use.files)) {
          checkUnchanged(address, hash, files[address]);
        }
        return catalogue;
      }
      for (const [address, hash] of Object.entries(use.files)) {
        if (address.startsWith("file:")) checkUnchanged(address, hash, await hashOfFile(address));
      }
      return added(extended, use, await entriesOf(use.address));
    });
  }
  return extended;
}

function checkUnchanged(address: string, hash: string, found: string): void {
  if (found === hash) return;
  throw new RangeError(`${fileURLToPath(address)} has changed since the start; start again`);
}

/**
 * Adds the suite and the dataset of a description of a user's data.
 *
 * @param address The description.
 * @throws {RequestError} If it is wrong, or one of its files.
 */
export async function addDescription(
  catalogue: Catalogue,
  address: string,
): Promise<OwnSuite & { readonly catalogue: Catalogue }> {
  const own = await readOwnSuite(address, catalogue);
  const { suite, files, code } = own;
  const entries: Exported[] = [["suites", suite], ["datasets", suite.dataset]];
  const hashes = entries.map(([kind, { name }]) => [`${kind}/${name}`, code]);
  const use = { address, files, code: Object.fromEntries(hashes) };
  return { ...own, catalogue: added(catalogue, use, entries) };
}

async function orRefuse<T>(module: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // An error about a user's data names the file.
    if (error instanceof RequestError) throw error;
    const { message } = error as Error;
    throw new RequestError(`Cannot use '${module}': ${message.split("\n")[0]}`, { cause: error });
  }
}

/** Returns the address of a module that a user names. */
async function addressOf(module: string): Promise<string> {
  if (/^(https?|npm|jsr|file|data):/.test(module)) return module;
  const path = resolve(module);
  if (await Deno.stat(path).catch(() => undefined)) return pathToFileURL(path).href;
  throw new RangeError(`there is no file '${path}'`);
}

/** An entry with its kind. */
type Exported = readonly [kind: Kind, entry: Entry];

/** Returns the entries that a module exports, and those that are parts of others: a suite's dataset. */
async function entriesOf(address: string): Promise<Exported[]> {
  const values = [...await exportsOf(address)];
  const entries = values.flatMap((value): Exported[] => {
    const kind = kindOf(value);
    return kind ? [[kind, value as Entry]] : [];
  });
  if (entries.length === 0) {
    throw new RangeError(
      "it exports nothing that a define function returns, such as `export default defineMethod({ … })`",
    );
  }
  const parts = entries.flatMap(([kind, entry]): Exported[] => {
    const { dataset } = entry as { readonly dataset?: Entry };
    return kind === "suites" && dataset ? [["datasets", dataset]] : [];
  });
  return [...new Map([...entries, ...parts].map((one) => [one[1], one])).values()];
}

async function exportsOf(address: string): Promise<Set<unknown>> {
  try {
    return new Set(Object.values(await import(address)));
  } catch (error) {
    throw new RangeError(`it cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Returns the SHA-256 of the code of each entry: that of the module which makes it, not that of a module which collects
 * several and exports them. So a change of one entry's module leaves the others' runs as they are.
 */
async function hashesOf(entries: readonly Exported[], code: ModuleCode): Promise<Use["code"]> {
  const homes = new Map<unknown, string>();
  for (const module of code.modules) {
    for (const value of await exportsOf(module)) {
      if (!homes.has(value)) homes.set(value, module);
    }
  }
  const [last] = code.modules.slice(-1);
  return Object.fromEntries(
    entries.map(([kind, entry]) => [
      `${kind}/${entry.name}`,
      code.hashOf(homes.get(entry) ?? last),
    ]),
  );
}

function added(catalogue: Catalogue, use: Use, entries: readonly Exported[]): Catalogue {
  const extended: Record<string, Record<string, object>> = {};
  const code: Record<string, string> = { ...catalogue.code };
  for (const [kind, entry] of entries) {
    const known = extended[kind] ??= { ...catalogue[kind] };
    if (known[entry.name] === entry) continue;
    checkEntry(kind, entry);
    if (Object.hasOwn(known, entry.name)) {
      const what = `${kinds[kind]} '${entry.name}'`;
      throw new RangeError(`there is a ${what} already; give its ${what} another name`);
    }
    known[entry.name] = entry;
    code[`${kind}/${entry.name}`] = use.code[`${kind}/${entry.name}`];
  }
  return { ...catalogue, ...extended, code, uses: [...catalogue.uses, use] };
}

/** Refuses methods and suites of settings that do not exist. */
function checkSettings({ settings, methods, suites }: Catalogue, { code }: Use): void {
  const checked = { methods, suites } as const;
  for (const kind of ["methods", "suites"] as const) {
    for (const { name, setting } of Object.values(checked[kind])) {
      if (!Object.hasOwn(code, `${kind}/${name}`) || Object.hasOwn(settings, setting)) continue;
      throw new RangeError(
        `its ${kinds[kind]} '${name}' is of the setting '${setting}': there are ${
          Object.keys(settings).join(", ")
        }`,
      );
    }
  }
}
