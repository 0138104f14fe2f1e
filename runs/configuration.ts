import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Graft's folder. */
const ROOT = new URL("../", import.meta.url);

/**
 * Returns the arguments by which another Deno resolves imports as this program does.
 *
 * A published Graft needs none, as Deno looks for the configuration in the working directory. A copy has its own
 * configuration; a project whose `deno.json` links to the copy has both, the project's and the copy's.
 */
export async function configurationArguments(): Promise<string[]> {
  if (ROOT.protocol !== "file:") return [];
  return ["--config", await linkingConfiguration() ?? fileURLToPath(new URL("deno.json", ROOT))];
}

/** Returns the configuration of the working directory's project, if it links to this copy of Graft. */
async function linkingConfiguration(): Promise<string | undefined> {
  const root = resolve(fileURLToPath(ROOT));
  for (let folder = Deno.cwd();; folder = dirname(folder)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const path = join(folder, name);
      if ((await linksOf(path)).some((link) => resolve(folder, link) === root)) return path;
    }
    if (folder === dirname(folder)) return undefined;
  }
}

async function linksOf(path: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(path).catch(() => "{}");
  // Comments and commas before brackets are allowed; in strings they stay.
  const json = text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[^]*?\*\//g, (_, string) => string ?? "")
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, string) => string ?? "");
  const { links = [] }: { readonly links?: readonly string[] } = JSON.parse(json);
  return links;
}
