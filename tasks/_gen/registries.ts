import type { Paper } from "../../descriptors/paper.ts";

/** The repository's folder. */
export const root = new URL("../../", import.meta.url);

/** The registries by name: their folder, and the file of their contract with the type of an entry. */
export const registries = {
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
  papers: { folder: "suites/published", type: "PublishedPaper", contract: "paper.ts" },
  statistics: {
    folder: "reports/inference/statistics",
    type: "Statistic",
    contract: "statistic.ts",
  },
  figures: { folder: "reports/figures", type: "FigureKind", contract: "figure.ts" },
  exports: { folder: "reports/exports", type: "Export", contract: "export.ts" },
} as const;

/** The name of a registry. */
export type Registry = keyof typeof registries;

/** The fields that entries of all folders share. */
export interface Entry {
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
}

/**
 * Lists the files of a registry's entries, without `.ts` and relative to its folder, in the order of their stems: methods
 * are in a folder for each setting, a setting is `mod.ts` in a folder of its own, all others are directly in the
 * registry's folder.
 */
export async function entryFiles(name: Registry): Promise<string[]> {
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

/** Imports an entry and checks its name. */
export async function load(name: Registry, file: string): Promise<Entry> {
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

/** Returns the text of a registry's `mod.ts`. */
export function registry(kind: Registry, files: readonly string[]): string {
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
