/**
 * `deno task gen`: writes the registries, the scripts of the pages, and the tables in `docs/`.
 *
 * A file with a default export in one of the registries' folders is an entry of that registry; its stem is the entry's
 * name. The table of a registry's entries stands in `docs/<registry>.md`, between two markers.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundled, bundlePath, pageScripts } from "./_gen/page_scripts.ts";
import {
  type Entry,
  entryFiles,
  load,
  registries,
  type Registry,
  registry,
  root,
} from "./_gen/registries.ts";
import { tables } from "./_gen/tables.ts";
import { runProgram } from "./_program.ts";

/** Formats text with `deno fmt`, so that the check accepts it. */
async function formatted(text: string, extension: "ts" | "md"): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", extension, "--config", fileURLToPath(new URL("deno.json", root)), "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  if (!success) throw new Error(`Cannot format: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { check: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(
      "Usage: deno task gen [--check]\n\n" +
        "Writes the registries (methods/mod.ts and its like), the scripts of the pages (reports/page/bundles/) and\n" +
        "the tables in docs/ (methods.md and its like).\n\n" +
        "  --check   write nothing; exit 1 if a file is stale",
    );
    return 0;
  }

  const names = Object.keys(registries) as Registry[];
  const files = new Map<Registry, string[]>();
  for (const name of names) files.set(name, await entryFiles(name));
  const modules = new Map<string, string>();
  for (const [name, found] of files) {
    modules.set(`${registries[name].folder}/mod.ts`, await formatted(registry(name, found), "ts"));
  }
  for (const name of pageScripts) modules.set(bundlePath(name), await bundled(name));
  // Entries may import a registry: it is in place before they are loaded.
  const staleModules = await put(modules, values.check);
  if (values.check && staleModules.length) return 1;

  const entries = {} as { [R in Registry]: Entry[] };
  for (const [name, found] of files) {
    entries[name] = await Promise.all(found.map((file) => load(name, file)));
  }
  const pages = new Map<string, string>();
  for (const [name, lines] of Object.entries(tables(entries))) {
    const path = `docs/${name}.md`;
    const page = await Deno.readTextFile(new URL(path, root));
    const marked = /(<!-- gen -->\n)[^]*?(<!-- end -->)/;
    if (!marked.test(page)) {
      throw new SyntaxError(
        `Cannot write the table of ${path}: it has no <!-- gen --> … <!-- end -->`,
      );
    }
    const written = page.replace(
      marked,
      (_, begin, end) => `${begin}\n${lines.join("\n")}\n\n${end}`,
    );
    pages.set(path, await formatted(written, "md"));
  }
  const stalePages = await put(pages, values.check);
  return values.check && stalePages.length ? 1 : 0;
}

/** Writes the files whose text has changed, or, to check, only names them; returns their paths. */
async function put(wanted: ReadonlyMap<string, string>, check = false): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, text] of wanted) {
    const file = new URL(path, root);
    if (await Deno.readTextFile(file).catch(() => undefined) === text) continue;
    stale.push(path);
    if (check) {
      console.error(`${path} is stale: run \`deno task gen\``);
      continue;
    }
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeTextFile(file, text);
    console.log(`wrote ${path}`);
  }
  return stale;
}

if (import.meta.main) await runProgram(main);
