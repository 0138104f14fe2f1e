import { createHash } from "node:crypto";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { type Kind, kindOf, kinds } from "../descriptors/kind.ts";
import type { Catalogue, Use } from "../settings/catalogue.ts";
import { RequestError } from "./request_error.ts";

/** The folder of Graft's own modules, whose code is not hashed: it has a version and a commit. */
const ROOT = new URL("../", import.meta.url).href;

/** The function that every entry of a kind has. */
const functions: { readonly [K in Kind]?: string } = {
  settings: "run",
  datasets: "load",
  encoders: "create",
  methods: "create",
  weightings: "create",
  gradientRules: "create",
  selections: "score",
};

/**
 * Adds the entries of users' modules to a catalogue: all exports that a define function has returned.
 *
 * @param catalogue The catalogue.
 * @param modules Paths, relative to the working directory, or addresses: `./mine.ts`, `https:…`, `npm:…`, `jsr:…`.
 * @returns The extended catalogue. It names the modules with the hashes of their code, so that another process can add
 * the same by {@linkcode addUses}.
 * @throws {RequestError} If a module does not exist, throws, or exports no entry, or an entry's name is taken.
 */
export async function addModules(
  catalogue: Catalogue,
  modules: readonly string[],
): Promise<Catalogue> {
  for (const module of new Set(modules)) {
    const address = await addressOf(module);
    if (catalogue.uses.some((use) => use.address === address)) continue;
    const files = await filesOf(module, address);
    catalogue = await added(catalogue, module, { address, hash: hashOf(files), files });
  }
  return catalogue;
}

/**
 * Adds the entries of modules that another process has added.
 *
 * @throws {RequestError} If the code of one has changed since.
 */
export async function addUses(catalogue: Catalogue, uses: readonly Use[]): Promise<Catalogue> {
  for (const use of uses) {
    for (const [address, hash] of Object.entries(use.files)) {
      if (!address.startsWith("file:") || await hashOfFile(address) === hash) continue;
      throw new RequestError(
        `Cannot use '${use.address}': ${
          fileURLToPath(address)
        } has changed since the start; start again`,
      );
    }
    catalogue = await added(catalogue, use.address, use);
  }
  return catalogue;
}

/** Returns the address of a module that a user names. */
async function addressOf(module: string): Promise<string> {
  if (/^(https?|npm|jsr|file|data):/.test(module)) return module;
  const path = resolve(module);
  if (!await Deno.stat(path).catch(() => undefined)) {
    throw new RequestError(`Cannot use '${module}': there is no file '${path}'`);
  }
  return pathToFileURL(path).href;
}

async function added(catalogue: Catalogue, module: string, use: Use): Promise<Catalogue> {
  const entries = await entriesOf(module, use.address);
  const extended: Record<string, Record<string, object>> = {};
  const code: Record<string, string> = { ...catalogue.code };
  for (const [kind, entry] of entries) {
    const { name } = entry;
    const what = `its ${kinds[kind]} '${name}'`;
    const known = extended[kind] ??= { ...catalogue[kind] };
    if (typeof name !== "string" || !/^[a-z][a-z0-9_]*$/.test(name)) {
      throw new RequestError(
        `Cannot use '${module}': ${what} must have a name of small letters, digits and _`,
      );
    }
    if (Object.hasOwn(known, name)) {
      throw new RequestError(
        `Cannot use '${module}': there is a ${
          kinds[kind]
        } '${name}' already; give ${what} another name`,
      );
    }
    const needed = functions[kind];
    if (needed && typeof (entry as unknown as Record<string, unknown>)[needed] !== "function") {
      throw new RequestError(`Cannot use '${module}': ${what} has no function ${needed}`);
    }
    known[name] = entry;
    code[`${kind}/${name}`] = use.hash;
    for (const part of partsOf(kind, entry)) {
      const others = extended[part.kind] ??= { ...catalogue[part.kind] };
      if (others[part.entry.name] === part.entry) continue;
      if (Object.hasOwn(others, part.entry.name)) {
        throw new RequestError(
          `Cannot use '${module}': there is a ${
            kinds[part.kind]
          } '${part.entry.name}' already, and ${what} ` +
            "has another one of the name",
        );
      }
      others[part.entry.name] = part.entry;
      code[`${part.kind}/${part.entry.name}`] = use.hash;
    }
  }
  return { ...catalogue, ...extended, code, uses: [...catalogue.uses, use] };
}

/** An entry of any kind. */
interface Entry {
  readonly name: string;
}

/** Returns the entries that another entry has by value: a suite's dataset. */
function partsOf(kind: Kind, entry: object): { kind: Kind; entry: Entry }[] {
  const { dataset } = entry as { readonly dataset?: Entry };
  return kind === "suites" && dataset ? [{ kind: "datasets", entry: dataset }] : [];
}

async function entriesOf(module: string, address: string): Promise<[Kind, Entry][]> {
  let exported: { readonly [name: string]: unknown };
  try {
    exported = await import(address);
  } catch (error) {
    const { message } = error as Error;
    throw new RequestError(
      `Cannot use '${module}': it cannot be loaded: ${message.split("\n")[0]}`,
      { cause: error },
    );
  }
  const values = [...new Set(Object.values(exported))];
  const entries = values.flatMap((value): [Kind, Entry][] => {
    const kind = kindOf(value);
    return kind ? [[kind, value as Entry]] : [];
  });
  if (entries.length > 0) return entries;
  throw new RequestError(
    `Cannot use '${module}': it exports nothing that a define function returns, such as ` +
      "`export default defineMethod({ … })`",
  );
}

/** A module graph as `deno info --json` prints it. */
interface ModuleGraph {
  readonly roots: readonly string[];
  readonly redirects?: { readonly [address: string]: string };
  readonly modules: readonly {
    readonly specifier: string;
    readonly local?: string;
    readonly error?: string;
    readonly npmPackage?: string;
    readonly dependencies?: readonly {
      readonly specifier: string;
      readonly code?: { readonly specifier?: string; readonly error?: string };
    }[];
  }[];
}

/**
 * Returns the hashes of a module's file and of all files that it imports, by address; npm packages are there with their
 * version. Graft's own modules are left out.
 */
async function filesOf(module: string, address: string): Promise<{ [address: string]: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", address],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  if (!success) {
    throw new RequestError(
      `Cannot use '${module}': ${text.decode(stderr).trim().split("\n").at(-1)}`,
    );
  }
  const { roots, redirects = {}, modules }: ModuleGraph = JSON.parse(text.decode(stdout));
  const byAddress = new Map(modules.map((one) => [one.specifier, one]));
  const files: { [address: string]: string } = {};
  const queue = [...roots];
  for (let named = queue.pop(); named !== undefined; named = queue.pop()) {
    const specifier = redirects[named] ?? named;
    if (specifier.startsWith(ROOT) || Object.hasOwn(files, specifier)) continue;
    const found = byAddress.get(specifier);
    if (found?.error !== undefined) {
      throw new RequestError(`Cannot use '${module}': ${found.error.split("\n")[0]}`);
    }
    files[specifier] = found?.local === undefined
      ? createHash("sha256").update(found?.npmPackage ?? specifier).digest("hex")
      : await hashOfFile(pathToFileURL(found.local).href);
    for (const { code } of found?.dependencies ?? []) {
      if (code?.specifier !== undefined) queue.push(code.specifier);
    }
  }
  return files;
}

async function hashOfFile(address: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(new URL(address))).digest("hex");
}

/** Hashes files without their folder, so that a copy of a project has the same runs. */
function hashOf(files: { readonly [address: string]: string }): string {
  const lines = Object.entries(files)
    .map(([address, hash]) => `${hash}  ${address.slice(address.lastIndexOf("/") + 1)}\n`);
  return createHash("sha256").update(lines.sort().join("")).digest("hex");
}
