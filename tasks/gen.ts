/**
 * `deno task gen`: writes the registries, and the tables in `docs/`, from the descriptors.
 *
 * A file with a default export in one of the folders below is an entry of that registry; its stem is the
 * entry's name. The table of a registry's entries stands in `docs/<registry>.md`, between two markers.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Dataset } from "../datasets/dataset.ts";
import { citation, type Paper } from "../descriptors/paper.ts";
import type { Parameters } from "../descriptors/parameters.ts";
import type { Method } from "../methods/method.ts";
import type { Selection } from "../selection/selection.ts";
import type { Setting } from "../settings/setting.ts";
import type { Suite } from "../suites/suite.ts";
import { runProgram } from "./_program.ts";

const root = new URL("../", import.meta.url);

/** The registries by name: their folder, and the file of their contract with the type of an entry. */
const registries = {
  methods: { folder: "methods", type: "Method", contract: "method.ts" },
  encoders: { folder: "encoders", type: "Encoder", contract: "encoder.ts" },
  weightings: {
    folder: "methods/multi_task/weightings",
    type: "Weighting",
    contract: "weighting.ts",
  },
  gradient_rules: {
    folder: "methods/multi_task/gradient_rules",
    type: "GradientRule",
    contract: "gradient_rule.ts",
  },
  datasets: { folder: "datasets", type: "Dataset", contract: "dataset.ts" },
  settings: { folder: "settings", type: "Setting", contract: "setting.ts" },
  selections: { folder: "selection", type: "Selection", contract: "selection.ts" },
  suites: { folder: "suites", type: "Suite", contract: "suite.ts" },
} as const;

type Registry = keyof typeof registries;

/** The fields that entries of all folders share. */
interface Entry {
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
}

/**
 * Lists the files of a registry's entries, without `.ts` and relative to its folder, in the order of their stems: methods
 * are in a folder for each setting, a setting is `mod.ts` in a folder of its own, all others are directly in the
 * registry's folder.
 */
async function entryFiles(name: Registry): Promise<string[]> {
  const folder = new URL(`${registries[name].folder}/`, root);
  if (name === "settings") return (await subfolders(folder)).map((inside) => `${inside}mod`).sort();
  const folders = name === "methods" ? await subfolders(folder) : [""];
  const found = [];
  for (const inside of folders) {
    for await (const { name } of Deno.readDir(new URL(inside, folder))) {
      if (!/^[a-z][a-z0-9_]*\.ts$/.test(name) || name === "mod.ts" || name.endsWith("_test.ts")) {
        continue;
      }
      const text = await Deno.readTextFile(new URL(inside + name, folder));
      if (/^export default /m.test(text)) found.push(inside + name.slice(0, -".ts".length));
    }
  }
  const order = new Intl.Collator("en");
  return found.sort((a, b) => order.compare(stemOf(a), stemOf(b)));
}

async function subfolders(folder: URL): Promise<string[]> {
  const found = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(`${name}/`);
  }
  return found;
}

/** Returns the name of the entry in a file: its stem, or its folder if the stem is `mod`. */
const stemOf = (file: string): string => file.replace(/\/mod$/, "").split("/").at(-1)!;

async function load(name: Registry, file: string): Promise<Entry> {
  const path = `${registries[name].folder}/${file}.ts`;
  const { default: entry } = await import(new URL(path, root).href);
  if (entry.name !== stemOf(file)) {
    throw new RangeError(
      `Cannot register ${path}: its name must be its file's stem, current value is '${entry.name}'`,
    );
  }
  return entry;
}

const camelCase = (stem: string): string =>
  stem.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

function registry(kind: Registry, files: readonly string[]): string {
  const { type, contract } = registries[kind];
  const names = files.map(stemOf);
  const imports = files.map((file) => `import ${camelCase(stemOf(file))} from "./${file}.ts";`);
  const entries = names.map((name) =>
    camelCase(name) === name ? name : `${name}: ${camelCase(name)}`
  );
  const byName = `{ readonly [name: string]: ${type} }`;
  // The type keeps each suite's own setting.
  const all = kind === "suites"
    ? `${byName} & { ${names.map((name) => `${name}: typeof ${camelCase(name)}`).join("; ")} }`
    : byName;
  return `// Written by \`deno task gen\`: edit the entries, not this file.
${imports.join("\n")}
import type { ${type} } from "./${contract}";

/** All ${kind.replace("_", " ")}, by name. */
export const ${camelCase(kind)}: ${all} = {
${entries.map((entry) => `  ${entry},\n`).join("")}};
`;
}

const link = (paper: Paper): string => `[${citation(paper)}](${paper.url})`;

const row = (...cells: string[]): string => `| ${cells.join(" | ")} |`;

const heads = (...cells: string[]): string[] => [row(...cells), row(...cells.map(() => "---"))];

const parameterNames = (params: Parameters): string =>
  Object.entries(params).map(([name, { default: value }]) => `\`${name}=${value}\``).join(" ") ||
  "none";

/** Returns a table of entries that have parameters. */
function parameterized(head: string, entries: readonly Entry[]): string[] {
  return [
    ...heads(head, "Title", "Paper", "Parameters with defaults"),
    ...(entries as (Entry & { readonly params: Parameters })[]).map((
      { name, title, paper, params },
    ) => row(`\`${name}\``, title, link(paper), parameterNames(params))),
  ];
}

/** Returns the lines of each registry's table. */
function tables(entries: { [R in Registry]: Entry[] }): Record<Registry, string[]> {
  const bySetting = Object.groupBy(entries.methods as (Entry & Method)[], ({ setting }) => setting);
  return {
    methods: Object.entries(bySetting).flatMap(([setting, methods]) => [
      `## \`${setting}\`\n`,
      ...parameterized("Method", methods!),
      "",
    ]),
    encoders: parameterized("Encoder", entries.encoders),
    weightings: parameterized("Weighting", entries.weightings),
    gradient_rules: parameterized("Gradient rule", entries.gradient_rules),
    datasets: [
      ...heads("Dataset", "Title", "Paper", "Domains", "Licence"),
      ...(entries.datasets as Dataset[]).map(({ name, title, paper, domains, licence }) =>
        row(`\`${name}\``, title, link(paper), domains.join(", "), licence)
      ),
    ],
    settings: (entries.settings as (Entry & Setting)[]).flatMap((setting) => [
      `## \`${setting.name}\`\n`,
      `${setting.question} Gains are measured against \`${setting.baseline}\`.\n`,
      ...heads("Parameter", "Default", "Meaning"),
      ...Object.entries(setting.protocol).map(([name, parameter]) =>
        row(`\`${name}\``, `\`${parameter.default}\``, parameter.describe)
      ),
      "",
    ]),
    selections: [
      ...heads("Rule", "Chosen checkpoint", "Reads"),
      ...(entries.selections as unknown as Selection[]).map(({ name, title, reads = "nothing" }) =>
        row(`\`${name}\``, title, reads)
      ),
    ],
    suites: [
      ...heads("Suite", "Title", "Setting", "Paper", "Data", "Methods"),
      ...(entries.suites as Suite[]).map(({ name, title, setting, paper, dataset, methods }) =>
        row(
          `\`${name}\``,
          title,
          `\`${setting}\``,
          link(paper),
          dataset.folder ? `\`deno task data fetch ${dataset.name}\`` : "embedded",
          Object.keys(methods).map((method) => `\`${method}\``).join(" "),
        )
      ),
    ],
  };
}

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
        "Writes the mod.ts of methods, encoders, weightings, gradient_rules, datasets, settings, selection and\n" +
        "suites, and the tables in docs/: methods.md, encoders.md and so on.\n\n" +
        "  --check   write nothing; exit 1 if a file is stale",
    );
    return 0;
  }

  const wanted = new Map<string, string>();
  const entries = {} as { [R in Registry]: Entry[] };
  for (const name of Object.keys(registries) as Registry[]) {
    const files = await entryFiles(name);
    entries[name] = await Promise.all(files.map((file) => load(name, file)));
    const path = `${registries[name].folder}/mod.ts`;
    wanted.set(path, await formatted(registry(name, files), "ts"));
  }
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
    wanted.set(path, await formatted(written, "md"));
  }

  const stale = [];
  for (const [path, text] of wanted) {
    const present = await Deno.readTextFile(new URL(path, root)).catch(() => undefined);
    if (present !== text) stale.push(path);
  }
  if (values.check) {
    for (const path of stale) console.error(`${path} is stale: run \`deno task gen\``);
    return stale.length ? 1 : 0;
  }
  for (const path of stale) {
    await Deno.writeTextFile(new URL(path, root), wanted.get(path)!);
    console.log(`wrote ${path}`);
  }
  return 0;
}

if (import.meta.main) await runProgram(main);
