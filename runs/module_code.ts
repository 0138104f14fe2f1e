import { createHash } from "node:crypto";
import { posix } from "node:path";
import { pathToFileURL } from "node:url";
import { configurationArguments } from "./configuration.ts";

/** Graft itself, whose code is not hashed: it has a version and a commit. */
const GRAFT = new URL("../mod.ts", import.meta.url).href;

/** The code of a module and of all that it imports, without Graft. */
export interface ModuleCode {
  /** SHA-256 of each file, by address; an npm package has the SHA-256 of its name and version. */
  readonly files: { readonly [address: string]: string };
  /** Addresses of the modules that are loaded with it, itself included, those that import least first. */
  readonly modules: readonly string[];
  /**
   * Returns the SHA-256 over a module's code and all that it imports. It contains files by their path from the module's
   * folder, so a copy of the folder has the same.
   *
   * @param address One of {@linkcode modules}.
   */
  hashOf(address: string): string;
}

/** A module graph as `deno info --json` prints it. */
interface ModuleGraph {
  readonly roots: readonly string[];
  readonly redirects?: { readonly [address: string]: string };
  readonly modules: readonly GraphModule[];
}

interface GraphModule {
  /** `esm` for a module; other kinds are files that it imports, and packages. */
  readonly kind?: string;
  readonly specifier: string;
  /** Path of the content on this machine. */
  readonly local?: string;
  readonly error?: string;
  readonly npmPackage?: string;
  readonly dependencies?: readonly Dependency[];
}

interface Dependency {
  /** Absent if types alone are imported. */
  readonly code?: { readonly specifier?: string };
  readonly isDynamic?: boolean;
}

/**
 * Reads the code of a module.
 *
 * @param address The module.
 * @throws {RangeError} If a file is missing or cannot be parsed.
 */
export async function readCode(address: string): Promise<ModuleCode> {
  const { roots: [root], redirects = {}, modules } = await graphOf(address);
  const byAddress = new Map(modules.map((one) => [one.specifier, one]));
  const resolved = (specifier: string) => redirects[specifier] ?? specifier;
  /** Returns the addresses that can be reached from a module, itself included. */
  const reached = (from: string, follow: (dependency: Dependency) => boolean): Set<string> => {
    const found = new Set([from]);
    // A set's iteration includes what is added to it.
    for (const one of found) {
      for (const dependency of byAddress.get(one)?.dependencies ?? []) {
        const { code } = dependency;
        if (code?.specifier === undefined || !follow(dependency)) continue;
        const to = resolved(code.specifier);
        if (to !== GRAFT && !to.startsWith("node:")) found.add(to);
      }
    }
    return found;
  };
  const all = (from: string) => reached(from, () => true);
  const start = resolved(root);
  const files: { [address: string]: string } = {};
  for (const one of all(start)) files[one] = await hashOfModule(one, byAddress.get(one));
  const loaded = [...reached(start, ({ isDynamic }) => !isDynamic)]
    .filter((one) => byAddress.get(one)?.kind === "esm")
    .map((one) => ({ one, imports: all(one).size }))
    .sort((a, b) => a.imports - b.imports);
  return {
    files,
    modules: loaded.map(({ one }) => one),
    hashOf(from) {
      const lines = [...all(from)].map((one) => `${files[one]}  ${pathFrom(from, one)}\n`);
      return createHash("sha256").update(lines.sort().join("")).digest("hex");
    },
  };
}

async function graphOf(address: string): Promise<ModuleGraph> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...await configurationArguments(), address],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  if (success) return JSON.parse(text.decode(stdout));
  const lines = text.decode(stderr).trim().split("\n");
  const reason = lines.find((line) => line.startsWith("error: ")) ?? lines.at(-1)!;
  throw new RangeError(
    reason.includes("lockfile is out of date")
      ? "it imports packages that this copy of Graft does not have; " +
        "give its project a deno.json that links to the copy, and run graft from there"
      : reason.replace(/^error: /, ""),
  );
}

async function hashOfModule(address: string, found: GraphModule | undefined): Promise<string> {
  if (found?.error !== undefined) throw new RangeError(found.error.split("\n")[0]);
  return found?.local === undefined
    ? createHash("sha256").update(found?.npmPackage ?? address).digest("hex")
    : await hashOfFile(pathToFileURL(found.local).href);
}

/** Returns the SHA-256 of a file. */
export async function hashOfFile(address: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(new URL(address))).digest("hex");
}

/** Returns a file's path from the folder of another one; an address that is no file's stays as it is. */
function pathFrom(from: string, to: string): string {
  if (!from.startsWith("file:") || !to.startsWith("file:")) return to;
  return posix.relative(posix.dirname(new URL(from).pathname), new URL(to).pathname);
}
