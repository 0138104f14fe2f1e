import { pathToFileURL } from "node:url";
import { ByteWriter, parquetWrite } from "hyparquet-writer";
import { isSparse, type Random, randomStreams } from "../../engine/mod.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { addDescription } from "../../runs/modules.ts";
import { checkData, checkedLines } from "../../tasks/_check_data.ts";
import golden from "../golden/own_formats.json" with { type: "json" };
import { tableOf } from "../fixtures/own_data.ts";
import { type CaseResult, judged } from "./case_result.ts";
import { below, mutated, mutatedValue, pick, textOf, variedValue } from "./mutations.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

const lab = tableOf(40);
const quoted = lab.replace(/\n([^,\n]*),([abc])/g, '\n$1,"$2"');
const semicolons = lab.replaceAll(",", ";").replace(/\n/g, "\r\n");
const [header, ...lines] = lab.trim().split("\n");
const fields = header.split(",");
const jsonLines = lines.map((line) => {
  const [x, ...words] = line.split(",");
  return JSON.stringify(
    Object.fromEntries([Number(x), ...words].map((cell, i) => [fields[i], cell])),
  );
}).join("\n");

function parquet(): Uint8Array {
  const writer = new ByteWriter();
  const columns = lines.map((line) => line.split(","));
  parquetWrite({
    writer,
    columnData: [
      { name: "x", data: columns.map(([x]) => Number(x)), type: "DOUBLE" },
      { name: "c", data: columns.map(([, c]) => c), type: "STRING" },
      { name: "y", data: columns.map(([, , y]) => y), type: "STRING" },
    ],
  });
  return new Uint8Array(writer.getBytes());
}

/** Files that are damaged, with the label of each. */
const samples: readonly (readonly [file: string, content: Uint8Array, label: string])[] = [
  ["a.csv", bytesOf(lab), "y"],
  ["a.csv", bytesOf(lab), "c"],
  ["a.csv", bytesOf(lab), "x"],
  ["a.csv", bytesOf(quoted), "y"],
  ["a.csv", bytesOf(semicolons), "y"],
  ["a.jsonl", bytesOf(jsonLines), "y"],
  ["a.parquet", parquet(), "y"],
  ["a.npz", Uint8Array.fromBase64(golden.npz.plain), "y"],
  ["a.npy", Uint8Array.fromBase64(golden.npy.float64.file), "1"],
  ["a.conll", bytesOf("It PRP O\nran VB B-VP\n\nWe PRP O\nstop VB B-VP\n\n".repeat(20)), "3"],
  ["a.svmlight", bytesOf(lines.map((_, i) => `${i % 2} 0:${i} 2:1.5`).join("\n")), "label"],
];

/** Descriptions that are damaged, of the table `a.csv` and the same with other numbers, `b.csv`. */
const descriptions = [
  {
    title: "Two domains",
    domains: { lab: "a.csv", field: { train: "b.csv", test: "a.csv" } },
    labels: { y: { kind: "classification", metric: "macro_f1", furtherMetrics: ["accuracy"] } },
    columns: ["x", "c"],
    kinds: { c: "category" },
    missing: ["", "-"],
    pairs: [["lab", "field"]],
    protocol: { epochs: 3, learningRate: 0.01 },
    methods: { source_only: {}, dann: { lambda: 0.5 } },
    selections: ["last", "source_validation"],
    seeds: 2,
  },
  {
    file: "a.csv",
    labels: ["y", "c"],
    drop: ["x"],
    columns: "all",
    split: { test: 0.3, validation: 0.2 },
    encoder: { name: "mlp", values: { width: 8 } },
    setting: "multi_task",
  },
  {
    domains: { a: "a.csv", b: "b.csv" },
    labels: "y",
    labelsPerClass: [3, "all"],
    depths: [1, 2],
    group: "c",
  },
  {
    file: "a.csv",
    domain: "c",
    labels: "y",
    text: { column: "x", length: 4, atLeast: 1 },
    decimal: ".",
  },
];

/** Reads a description as `data check` does, and returns the flaw of what is accepted. */
async function flawOf(path: string, rows?: number): Promise<string | undefined> {
  const checked = await checkData(path);
  const text = checkedLines(checked).join("\n");
  const word = /\bNaN\b|\bundefined\b|\[object |\bInfinity\b/.exec(text)?.[0];
  if (word !== undefined) return `the check prints '${word}'`;
  const { suite: { dataset }, table } = await addDescription(builtIn, pathToFileURL(path).href);
  if (rows !== undefined && table.rows !== rows) {
    return `${table.rows} rows, and the file has ${rows}`;
  }
  const loaded = await dataset.load(
    dataset.domains,
    () => Promise.reject(new Error("a file is read twice")),
    randomStreams(0),
  );
  for (const { train, validation = [], test } of Object.values(loaded)) {
    for (const { x } of [...train, ...validation, ...test]) {
      const values = isSparse(x) ? x.values : x.data;
      if (!values.every(Number.isFinite)) return "an input is not finite";
    }
  }
}

async function judgedCase(work: () => Promise<string | undefined>): Promise<CaseResult> {
  try {
    const flaw = await work();
    return flaw === undefined ? { outcome: "read" } : { outcome: "wrong", why: flaw };
  } catch (error) {
    // A refusal names the description or a file; that of an option, the option.
    return judged(error, "");
  }
}

/** Damages a user's tables. */
export const ownTables = {
  name: "own tables",
  async run(random: Random, folder: string): Promise<CaseResult> {
    const [name, content, label] = pick(samples, random);
    const bytes = mutated(content, random);
    await Deno.writeFile(`${folder}/${name}`, bytes);
    await Deno.writeTextFile(`${folder}/my.json`, JSON.stringify({ file: name, labels: label }));
    const text = new TextDecoder().decode(bytes);
    // Quotes can hold line ends, so only tables without one have a line for each row.
    const isPlain = name === "a.csv" && !text.includes('"');
    const rows = text.split(/\r\n|[\r\n]/).filter((line) => line.trim() !== "").length - 1;
    return judgedCase(() => flawOf(`${folder}/my.json`, isPlain ? rows : undefined));
  },
};

/** Damages descriptions of a user's data. */
export const ownDescriptions = {
  name: "own descriptions",
  async run(random: Random, folder: string): Promise<CaseResult> {
    const value = pick(descriptions, random);
    const text = below(4, random) === 0 ? mutated(bytesOf(JSON.stringify(value)), random) : bytesOf(
      textOf(below(2, random) ? mutatedValue(value, random) : variedValue(value, random)),
    );
    await Deno.writeTextFile(`${folder}/a.csv`, lab);
    await Deno.writeTextFile(`${folder}/b.csv`, tableOf(40, 2));
    await Deno.writeFile(`${folder}/my.json`, text);
    return judgedCase(() => flawOf(`${folder}/my.json`));
  },
};
