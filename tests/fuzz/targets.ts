import assert from "node:assert/strict";
import { parseColumns, parseConllu } from "../../datasets/_columns.ts";
import { decompressed } from "../../datasets/_decompress.ts";
import { parseDelimited } from "../../datasets/_delimited.ts";
import { decodeImage } from "../../datasets/_images.ts";
import { parseIdx } from "../../datasets/_idx.ts";
import { parseLabelledTexts, parseTexts } from "../../datasets/_labelled_text.ts";
import { parseSvmlight } from "../../datasets/_svmlight.ts";
import { splitLines } from "../../datasets/_text.ts";
import { readWordVectors } from "../../datasets/_word_vectors.ts";
import type { Random } from "../../engine/mod.ts";
import { csvOf } from "../../reports/exports/csv.ts";
import { documentOf } from "../../reports/exports/json.ts";
import { jsonText } from "../../reports/escapes/json.ts";
import { figuresOf } from "../../reports/figures/kinds.ts";
import { type Baseline, baselineOf, type Experiment } from "../../reports/gate/baseline.ts";
import { gate } from "../../reports/gate/gate.ts";
import { gateMarkdown } from "../../reports/gate/gate_markdown.ts";
import { gateTerminal } from "../../reports/gate/gate_terminal.ts";
import { historyLine, parseHistory } from "../../reports/gate/history.ts";
import { junit } from "../../reports/gate/junit.ts";
import { suitesOf, trend } from "../../reports/gate/trend.ts";
import { latexOf } from "../../reports/exports/tex.ts";
import { markdownReport } from "../../reports/exports/md.ts";
import { parquetOf } from "../../reports/exports/parquet.ts";
import { peerComparison } from "../../reports/tables/peer_comparison.ts";
import { terminalTables } from "../../reports/tables/table.ts";
import type { PlannedRun, RunRecord, RunSpec } from "../../records/record.ts";
import { runId } from "../../records/run_id.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { readBaseline } from "../../tasks/_baseline_file.ts";
import { adaptationRuns, tasksRuns, transferRuns } from "../fixtures/records.ts";
import { parsePeerResults } from "../../tasks/_peer_results.ts";
import { ResultsStore } from "../../runs/store.ts";
import { studiesOf } from "../../reports/inference/studies.ts";
import { reportSources } from "../../tasks/_report_sources.ts";
import { ownDescriptions, ownTables } from "./own_data.ts";
import golden from "../golden/images.json" with { type: "json" };
import { below, mutated, mutatedValue, pick, textOf, variedValue } from "./mutations.ts";
import { type CaseResult, judged } from "./case_result.ts";

/** A target of fuzzing. */
export interface Target {
  readonly name: string;
  /**
   * Makes a case and judges its result.
   *
   * @param random The random stream of the case.
   * @param folder A folder shared by all cases.
   */
  run(random: Random, folder: string): Promise<CaseResult>;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Makes a target of a reader of bytes, which returns the fault of its result, if any. */
function reader(
  name: string,
  samples: readonly (string | Uint8Array)[],
  flawOf: (bytes: Uint8Array, file: string) => Promise<string | undefined> | string | undefined,
): Target {
  return {
    name,
    async run(random) {
      const sample = pick(samples, random);
      const bytes = mutated(typeof sample === "string" ? bytesOf(sample) : sample, random);
      try {
        const flaw = await flawOf(bytes, "a.file");
        return flaw === undefined ? { outcome: "read" } : { outcome: "wrong", why: flaw };
      } catch (error) {
        return judged(error, "a.file");
      }
    },
  };
}

const unless = (holds: boolean, flaw: string) => holds ? undefined : flaw;
const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** Counts the lines that are not empty, independently of the readers. */
function filled(bytes: Uint8Array, comment?: string): number {
  return new TextDecoder().decode(bytes).split(/\r\n|[\r\n]/).map((line) => line.trim())
    .filter((line) => line !== "" && !(comment && line.startsWith(comment))).length;
}

const conllu = ["1", "It", "it", "PRON", "PRP", "_", "2", "nsubj", "_", "_"].join("\t");
const gzipped = await gzip(bytesOf("1 0:2\n-1 1:1\n"));

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const readers: readonly Target[] = [
  ...[true, false].map((counts) =>
    reader(counts ? "svmlight, counts" : "svmlight", [
      "1 0:2 3:1\n-1 1:4 # no\n+1 2:3\n",
      "-1 0:0.5\n",
    ], (bytes, name) => {
      const { x, y } = parseSvmlight(bytes, { name, width: 5, counts });
      const valid = counts
        ? (value: number) => Number.isInteger(value) && value >= 0
        : Number.isFinite;
      return unless(
        x.values.every(valid) && y.data.every((label) => label === 0 || label === 1) &&
          x.shape[0] === y.data.length && x.shape[0] === filled(bytes, "#") &&
          x.starts.length === x.shape[0] + 1 && x.starts.at(-1) === x.columns.length &&
          x.columns.length === x.values.length &&
          x.columns.every((column) => column >= 0 && column < 5),
        "rows out of range",
      );
    })
  ),
  reader("delimited", ["|people\n39, Private, a\n50, ?, b\n"], (bytes, name) => {
    const rows = parseDelimited(bytes, { name, width: 3, separator: ", ", comment: "|" });
    return unless(
      rows.every(({ fields }) => fields.length === 3) && rows.length === filled(bytes, "|"),
      "a row of another width, or one too few",
    );
  }),
  reader("columns", ["It PRP B-NP\nrained VBD B-VP\n\nStop VB B-VP\n"], (bytes, name) => {
    const sentences = parseColumns(bytes, { name, width: 3, separator: " " });
    const whole = sentences.every((tokens) =>
      tokens.length > 0 &&
      tokens.every(({ columns }) => columns.length === 3 && columns.every(Boolean))
    );
    return unless(whole, "a word without its columns");
  }),
  reader(
    "CoNLL-U",
    [`# text = It\n${conllu}\n\n1-2${conllu.slice(1)}\n${conllu}\n`],
    (bytes, name) => {
      const sentences = parseConllu(bytes, name);
      const whole = sentences.every((tokens) =>
        tokens.every(({ columns }) => columns.length === 10)
      );
      return unless(whole, "a word without its columns");
    },
  ),
  reader("labelled text", ["1\tlovely .\n0\tit broke\n"], (bytes, name) => {
    const { texts, labels } = parseLabelledTexts(bytes, name);
    const whole = texts.every((text) => text.trim() !== "") &&
      labels.every((label) => label === 0 || label === 1);
    return unless(
      whole && texts.length === labels.length && texts.length === filled(bytes),
      "a text or a label is none",
    );
  }),
  reader(
    "text",
    ["lovely .\nit broke\n"],
    (bytes, name) =>
      unless(parseTexts(bytes, name).every((text) => text.trim() !== ""), "a text is none"),
  ),
  reader(
    "IDX",
    [[0, 0, 8, 1, 0, 0, 0, 2, 7, 9], [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2, 3, 4]]
      .map((bytes) => Uint8Array.from(bytes)),
    (bytes, name) => {
      const { shape, data } = parseIdx(bytes, name);
      return unless(size(shape) === data.length, "data of another size than its shape");
    },
  ),
  reader(
    "word vectors",
    ["the 0.5 -1\nbook 2 3\nit 1 1\n", "2 2\nbook 1 2\nit 0 1\n"],
    async (bytes, name) => {
      const words = ["", "", "book", "zebra", "it"];
      const { shape, data } = await readWordVectors(new Blob([bytes.slice()]).stream(), {
        name,
        words,
      });
      const rows = words.map((_, i) => data.subarray(i * shape[1], (i + 1) * shape[1]));
      const whole = rows.every((row) => row.every(Number.isNaN) || row.every(Number.isFinite));
      return unless(whole && size(shape) === data.length, "a vector of no numbers");
    },
  ),
  reader(
    "images",
    Object.values(golden.images).map(({ file }) => Uint8Array.fromBase64(file)),
    async (bytes, name) => {
      const found = await decodeImage(bytes, name, { size: 8, channels: 3 });
      return unless(found.length === 8 * 8 * 3, "another number of pixels");
    },
  ),
  reader("gzip", [gzipped], async (bytes, path) => {
    const chunks: number[] = [];
    const most = { bytes: 1e6, excess: "it is too long" };
    const content = new Blob([bytes.slice()]).stream();
    for await (const chunk of decompressed(content, { path, advice: "get it again", most })) {
      chunks.push(...chunk);
    }
    const text = (of: Iterable<number>) => String.fromCharCode(...of);
    const repeated = /^(1 0:2\n-1 1:1\n)+$/.test(text(chunks));
    return unless(repeated || text(chunks) === text(bytes), "content that was not compressed");
  }),
];

const examples = [...adaptationRuns(), ...transferRuns(), ...tasksRuns()];
const planned = examples.map(({ record }): PlannedRun => ({
  id: record.id,
  spec: record.spec,
  about: record.about,
  record,
}));

/** Writes the example records with one file replaced; returns a function that restores it. */
async function withFile(folder: string, name: string, text: string | Uint8Array) {
  const runs = `${folder}/runs`;
  const present = await Deno.stat(runs).then(() => true, () => false);
  if (!present) {
    const store = new ResultsStore(folder, assert.fail);
    await store.open();
    for (const example of examples) await store.write(example);
  }
  const path = `${runs}/${name}`;
  const before = await Deno.readFile(path).catch(() => undefined);
  await Deno.writeFile(path, typeof text === "string" ? bytesOf(text) : text);
  return async () => before ? await Deno.writeFile(path, before) : await Deno.remove(path);
}

/** Returns the text of a mutated value. */
function mutatedText(value: unknown, random: Random): string {
  return textOf(below(3, random) ? mutatedValue(value, random) : variedValue(value, random));
}

/** Returns the text of a mutated value, or sometimes mutated bytes. */
function mutatedJson(value: unknown, random: Random): string | Uint8Array {
  return below(4, random)
    ? mutatedText(value, random)
    : mutated(bytesOf(JSON.stringify(value)), random);
}

/** Finds words such as `NaN` or `undefined` in renderings, unless the input contains them. */
function nonsenseIn(texts: readonly string[], input: string | Uint8Array): string | undefined {
  const source = typeof input === "string" ? input : new TextDecoder().decode(input);
  return texts.flatMap((text) => text.match(/\bNaN\b|\bundefined\b|\[object |\bInfinity\b/g) ?? [])
    .find((word) => !source.includes(word));
}

/** Checks the invariants of an accepted record, independently of its reader. */
function isSound({ id, spec, metrics, seconds }: RunRecord): boolean {
  const sound = ([metric, value]: [string, number]) =>
    Number.isFinite(value) && (metric === "r2" || value >= 0) &&
    (["rmse", "mae"].includes(metric) || value <= 1);
  return runId(spec) === id && spec.seed >= 0 &&
    Object.values(seconds).every((time) => time >= 0) &&
    Object.values(metrics).flatMap((of) => Object.values(of)).flatMap(Object.entries<number>)
      .every(sound);
}

/** Renders everything and returns the fault of the renderings, if any. */
async function report(
  store: ResultsStore,
  input: string | Uint8Array,
): Promise<string | undefined> {
  const records = [...(await store.records()).values()];
  if (!records.every(isSound)) {
    return "a record was accepted that is out of range or has another id";
  }
  const studies = await studiesOf(records, reportSources(store, builtIn));
  const texts = [
    ...studies.map(({ comparison, published }) =>
      terminalTables(comparison, published, { color: false, width: 120 })
    ),
    csvOf(studies),
    latexOf(studies),
    markdownReport("Report", studies.map((study) => ({ study, figures: [] }))),
  ];
  jsonText(documentOf(studies));
  for (const study of studies) figuresOf(study);
  parquetOf(records);
  const found = nonsenseIn(texts, input);
  return found && `the report contains '${found}'`;
}

/** Reads and renders a results folder with one changed file. */
async function reported(
  folder: string,
  name: string,
  text: string | Uint8Array,
): Promise<CaseResult> {
  const putBack = await withFile(folder, name, text);
  try {
    const lines: string[] = [];
    const store = new ResultsStore(folder, (path, why) => lines.push(`Left out: ${path}: ${why}`));
    for (const { record: { id } } of examples) await store.complete(id);
    const flaw = await report(store, text);
    if (flaw) return { outcome: "wrong", why: flaw };
    // A record with a new id has no predictions.
    const [id] = name.split(".");
    return lines.map((line) => judged(line, id)).find(({ outcome }) => outcome === "wrong") ??
      (lines.length ? { outcome: "refused", why: lines[0] } : { outcome: "read" });
  } catch (error) {
    return { outcome: "wrong", why: `the report ended: ${error}` };
  } finally {
    await putBack();
  }
}

const records: Target = {
  name: "records",
  run(random, folder) {
    const { record } = pick(examples, random);
    if (below(3, random) > 0) {
      return reported(folder, `${record.id}.json`, mutatedJson(record, random));
    }
    // A record with a recomputed id.
    const changed = below(2, random) ? variedValue(record, random) : mutatedValue(record, random);
    const id = idOf(JSON.parse(textOf(changed.spec ?? null))) ?? record.id;
    return reported(folder, `${id}.json`, textOf({ ...changed, id }));
  },
};

/** Computes the id of a value that may not be a spec; `undefined` if it has none. */
function idOf(spec: unknown): string | undefined {
  try {
    return runId(spec as RunSpec);
  } catch {
    return undefined;
  }
}

const predictions: Target = {
  name: "predictions",
  run(random, folder) {
    const { record: { id }, predictions } = pick(examples, random);
    return reported(folder, `${id}.predictions.json`, mutatedJson(predictions, random));
  },
};

const baseline = baselineOf(planned, { grids: ["moons"], level: 0.05 });

const baselines: Target = {
  name: "baselines",
  async run(random, folder) {
    const path = `${folder}/baseline.json`;
    const changed = below(2, random)
      ? variedValue(baseline, random)
      : mutatedValue(baseline, random);
    const text = below(3, random) > 0 ? mutatedJson(baseline, random) : textOf(withIds(changed));
    await Deno.writeFile(path, typeof text === "string" ? bytesOf(text) : text);
    let read: Baseline;
    try {
      read = await readBaseline(path);
    } catch (error) {
      return judged(error, path);
    }
    try {
      const judgement = gate(read, planned, { acceptChanged: below(2, random) === 0 });
      const texts = [
        gateTerminal(judgement, { color: false }),
        gateMarkdown(judgement),
        junit(judgement, { strict: true }),
      ];
      const found = nonsenseIn(texts, text);
      return found
        ? { outcome: "wrong", why: `the gate contains '${found}'` }
        : { outcome: "read" };
    } catch (error) {
      return { outcome: "wrong", why: `the gate ended: ${error}` };
    }
  },
};

/** Recomputes the ids of a baseline that has specs. */
function withIds(changed: Baseline): unknown {
  if (!Array.isArray(changed.experiments)) return changed;
  const experiments = changed.experiments.map((experiment: Partial<Experiment> | null) => ({
    ...experiment,
    runs: Object.fromEntries(
      Object.entries(experiment?.runs ?? {}).map(([seed, id]) => [
        seed,
        idOf({ ...experiment?.spec, seed: Number(seed) }) ?? id,
      ]),
    ),
  }));
  return { ...changed, experiments };
}

const line = historyLine(gate(baseline, planned), "2026-01-02T03:04:05.000Z");

const histories: Target = {
  name: "histories",
  run(random) {
    const text = below(4, random) === 0
      ? new TextDecoder().decode(mutated(bytesOf(`${line}\n${line}\n`), random))
      : [line, mutatedText(JSON.parse(line), random), line].join("\n");
    const lines = splitLines(text);
    try {
      const { entries, warnings } = parseHistory(lines, "a.file");
      for (const suite of suitesOf(entries)) trend(entries, suite);
      const wrong = warnings.map((warning) => judged(warning, "a.file, line "))
        .find(({ outcome }) => outcome === "wrong");
      if (wrong) return Promise.resolve(wrong);
      const filled = lines.filter((line) => line.trim()).length;
      return Promise.resolve<CaseResult>(
        entries.length + warnings.length !== filled
          ? { outcome: "wrong", why: "a line was skipped silently" }
          : { outcome: warnings.length ? "refused" : "read", why: warnings[0] },
      );
    } catch (error) {
      return Promise.resolve({ outcome: "wrong", why: `the trend ended: ${error}` });
    }
  },
};

const results = ["source_only", "dann"].flatMap((method) =>
  [0, 1].map((seed) => JSON.stringify({ method, problem: "0-35", seed, accuracy: 0.7 }))
);

const peers = reader("peer files", [`${results.join("\n")}\n`], (bytes, name) => {
  const theirs = parsePeerResults(bytes, name);
  const ours = examples.map(({ record }) => record);
  if (theirs.length === 0) return;
  const found = nonsenseIn([peerComparison("Moons", ours, theirs)], bytes);
  return found && `the comparison contains '${found}'`;
});

/** All readers of files. */
export const targets: readonly Target[] = [
  ...readers,
  records,
  predictions,
  baselines,
  histories,
  peers,
  ownTables,
  ownDescriptions,
];
