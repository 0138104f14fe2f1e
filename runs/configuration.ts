import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Graft's folder. */
const ROOT = new URL("../", import.meta.url);

/**
 * Returns the arguments by which another Deno resolves imports as this program does.
 *
 * A published Graft has the configuration of the working directory's project, which Deno does not look for when it is
 * started with an address. A copy has its own, unless the project links to the copy: then the project's has both.
 */
export async function configurationArguments(): Promise<string[]> {
  const path = ROOT.protocol === "file:"
    ? await configurationOf(linksHere) ?? fileURLToPath(new URL("deno.json", ROOT))
    : await configurationOf(exists);
  return path === undefined ? [] : ["--config", path];
}

/** Returns the nearest configuration, from the working directory upwards, for which a condition holds. */
async function configurationOf(
  holds: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (let folder = Deno.cwd();; folder = dirname(folder)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const path = join(folder, name);
      if (await holds(path)) return path;
    }
    if (folder === dirname(folder)) return undefined;
  }
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

/** True if a configuration links to this copy of Graft. */
async function linksHere(path: string): Promise<boolean> {
  const text = await Deno.readTextFile(path).catch(() => "{}");
  const { links = [] } = parse(text);
  return links.some((link) => resolve(dirname(path), link) === resolve(fileURLToPath(ROOT)));
}

/** Parses a configuration: JSON with comments, and commas before brackets. One that Deno refuses links to nothing. */
function parse(text: string): { readonly links?: readonly string[] } {
  const outsideStrings = (pattern: string) => new RegExp(`("(?:[^"\\\\]|\\\\.)*")|${pattern}`, "g");
  const json = [String.raw`\/\/.*|\/\*[^]*?\*\/`, String.raw`,(?=\s*[}\]])`].reduce(
    (text, removed) => text.replace(outsideStrings(removed), (_, string) => string ?? ""),
    text,
  );
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
