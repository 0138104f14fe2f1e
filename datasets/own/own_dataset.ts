import { maximum } from "../../descriptors/extremes.ts";
import type { NdArray, Random, Streams } from "../../engine/mod.ts";
import type { Dataset, DomainData, InputShape, LoadedDomains, Rows, Task } from "../dataset.ts";
import { defineDataset } from "../dataset.ts";
import { lengthFor, numberForms, tagsOf } from "../_tagged_sentences.ts";
import { encodeTexts, numberWords, type Vocabulary } from "../_vocabulary.ts";
import { encoderOf, layoutOf } from "./encoding.ts";
import { type OwnData, type OwnLabel, type OwnSplit, splits } from "./own_data.ts";
import { divideRows } from "./split_rows.ts";
import type { Column, OwnTable } from "./table.ts";

/**
 * Makes a dataset of a table of a user's.
 *
 * Each domain has the inputs of its rows and a task for each label. The scale of numbers, the known categories and the
 * vocabulary are those of the reference rows: the training rows of all domains that are loaded together, the last one
 * left out if it is a target.
 *
 * @param data The description.
 * @param table The rows that {@linkcode readTable} has read.
 * @param about SHA-256 over the contents of the files, and a function that returns sentences on them.
 * @throws {SyntaxError} If a domain has no rows, or a group is in several splits.
 */
export function ownDataset(
  data: OwnData,
  table: OwnTable,
  about: Required<Pick<Dataset, "content" | "notes">>,
): Dataset {
  const { domains } = table;
  const layout = layoutOf(table.inputs);
  const rowsOf = rowsByDomain(data, table);
  const tasks = new Map(domains.map((domain) => [domain, tasksOf(domain, data, table)]));
  const divide = (domain: string, random: Streams) =>
    dividedDomain(rowsOf.get(domain)!, data, table, random(`own_data/${domain}/splits`));
  checkGroups(data, table);
  return defineDataset({
    name: data.name,
    title: data.title,
    version: 1,
    paper: data.paper,
    licence: data.licence,
    ...about,
    inputKind: data.text || table.sentences ? "words" : table.images ? "images" : "numbers",
    domains,
    drawn: true,
    together: true,
    has: (domain) => tasks.has(domain),
    tasks: (domain) => tasks.get(domain)!,
    files: () => [],
    load: (names, _read, random) => {
      const divided = names.map((domain) => divide(domain, random));
      const references = data.targeted && names.length > 1 ? divided.slice(0, -1) : divided;
      const reference = joined(references.map(({ train }) => train));
      const encoded = table.sentences ? sentenceInputs(table.sentences, reference) : undefined;
      const { input, encode } = encoded ??
        (data.text
          ? wordInputs(data.text, table, reference)
          : table.images
          ? imageInputs(table.images)
          : { input: numbersInput(layout.width), encode: encoderOf(layout, reference, data.name) });
      return Promise.resolve(Object.fromEntries(
        names.map((domain, i): [string, DomainData] => {
          const part = (split: OwnSplit): Rows[] => {
            const rows = divided[i][split];
            if (encoded) return encoded.parts(rows, tasks.get(domain)!);
            return [{ x: encode(rows), y: labelsOf(rows, tasks.get(domain)!, table) }];
          };
          const { validation } = divided[i];
          return [domain, {
            input,
            train: part("train"),
            ...(validation.length > 0 ? { validation: part("validation") } : {}),
            test: part("test"),
          }];
        }),
      ));
    },
    testRows: (domain, random) => Array.from(divide(domain, random).test, (row) => table.idOf(row)),
    sample: (random) => generated(domains, tasks, sampleInput(data, table, layout.width), random),
  });
}

/** The rows of each split. */
type Divided = Readonly<Record<OwnSplit, Int32Array>>;

function rowsByDomain(data: OwnData, { domains, domainOf, rows }: OwnTable) {
  const found = domains.map((): number[] => []);
  for (let row = 0; row < rows; row++) found[domainOf[row]].push(row);
  for (const { name, domain } of data.files) {
    if (domain !== undefined && domains.includes(domain)) continue;
    if (domain !== undefined || rows === 0) {
      throw new SyntaxError(`Cannot read ${name}: it has no rows`);
    }
  }
  return new Map(domains.map((domain, i) => [domain, Int32Array.from(found[i])]));
}

function dividedDomain(
  rows: Int32Array,
  { shares }: OwnData,
  { splitOf, labels, groups }: OwnTable,
  random: Random,
): Divided {
  const split = divideRows(
    {
      given: rows.map((row) => splitOf[row]),
      classes: rows.map((row) => classOf(row, labels)),
      ...(groups ? { groups: rows.map((row) => groups.codes[row]) } : {}),
    },
    shares,
    random,
  );
  // Without labels, all rows are learned from and predicted.
  if (!rows.some((row) => labels.some((label) => hasValue(label, row)))) {
    return { train: rows, validation: rows.subarray(0, 0), test: rows };
  }
  const of = (wanted: OwnSplit) => rows.filter((_, i) => splits[split[i]] === wanted);
  return { train: of("train"), validation: of("validation"), test: of("test") };
}

/** Returns the class of a row by its first classification, 0 for a regression; −1 if it has no label at all. */
function classOf(row: number, labels: readonly Column[]): number {
  if (!labels.some((label) => hasValue(label, row))) return -1;
  const first = labels.find(({ kind }) => kind === "category");
  return first?.kind === "category" ? first.codes[row] + 1 : 0;
}

const hasValue = (column: Column, row: number): boolean =>
  column.kind === "number" ? !Number.isNaN(column.values[row]) : column.codes[row] >= 0;

function checkGroups(
  { group }: OwnData,
  { groups, splitOf, domainOf, rows }: OwnTable,
): void {
  const known = new Map<string, number>();
  for (let row = 0; groups && row < rows; row++) {
    const [code, split] = [groups.codes[row], splitOf[row]];
    if (code < 0 || split < 0) continue;
    const key = `${domainOf[row]}/${code}`;
    const other = known.getOrInsert(key, split);
    if (other === split) continue;
    throw new SyntaxError(
      `Cannot use the splits: the ${group} ${groups.levels[code].slice(0, 40)} has rows in ${
        splits[other]
      } and in ${splits[split]}`,
    );
  }
}

/** Returns the tasks of a domain: its name is the task's if there is one label and several domains. */
function tasksOf(domain: string, { labels }: OwnData, table: OwnTable): Task[] {
  const isOne = table.domains.length === 1;
  return labels.map((label, i): Task => {
    const column = table.labels[i];
    const name = isOne ? label.column : labels.length === 1 ? domain : `${domain} ${label.column}`;
    const isPartial = table.domainOf.some((_, row) => !hasValue(column, row));
    const isUnlabelled = column.kind === "category" && !hasLabels(domain, column, table);
    return {
      name,
      ...kindOfTask(label, column, table.sentences !== undefined),
      level: 1,
      ...(isPartial ? { partial: true } : {}),
      ...(isUnlabelled ? UNLABELLED : {}),
    };
  });
}

/** The metrics of a task without labels. */
const UNLABELLED = {
  metric: "mutual_information",
  furtherMetrics: ["entropy"],
  unlabelled: true,
} as const;

/** Returns true if some row of a domain has a value in a column of labels. */
function hasLabels(domain: string, column: Column, { domains, domainOf }: OwnTable): boolean {
  const number = domains.indexOf(domain);
  return domainOf.some((of, row) => of === number && hasValue(column, row));
}

/** Returns the domains of which no row has any label. */
export function unlabelledDomains(table: OwnTable): string[] {
  return table.domains.filter((domain) =>
    !table.labels.some((column) => hasLabels(domain, column, table))
  );
}

function kindOfTask(
  { metric, furtherMetrics }: OwnLabel,
  column: Column,
  isTagging: boolean,
): Pick<Task, "kind" | "classes" | "metric" | "furtherMetrics"> {
  return column.kind === "number"
    ? {
      kind: "regression",
      classes: [],
      metric: metric ?? "rmse",
      furtherMetrics: furtherMetrics ?? ["mae"],
    }
    : isTagging
    ? {
      kind: "tagging",
      classes: column.levels,
      metric: metric ?? (haveSpans(column.levels) ? "span_f1" : "accuracy"),
      furtherMetrics: furtherMetrics ?? ["macro_f1"],
    }
    : {
      kind: "classification",
      classes: column.levels,
      metric: metric ?? "accuracy",
      furtherMetrics: furtherMetrics ?? ["macro_f1"],
    };
}

/** Returns true if classes are tags of spans, `B-NP`, `I-NP` and `O`. */
const haveSpans = (classes: readonly string[]): boolean =>
  classes.every((tag) => /^(O|[BI]-.+)$/.test(tag)) && classes.some((tag) => tag.startsWith("B-"));

function labelsOf(
  rows: Int32Array,
  tasks: readonly Task[],
  { labels }: OwnTable,
): { readonly [task: string]: NdArray } {
  return Object.fromEntries(tasks.map(({ name }, i) => {
    const column = labels[i];
    const data = column.kind === "number"
      ? Float32Array.from(rows, (row) => column.values[row])
      : Int32Array.from(rows, (row) => column.codes[row]);
    return [name, { shape: [rows.length], data }];
  }));
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const numbersInput = (width: number): InputShape => ({ kind: "numbers", shape: [width] });

const wordsInput = (length: number, { words }: Vocabulary): InputShape => ({
  kind: "words",
  shape: [length],
  vocabulary: words.length,
  words,
});

function wordInputs(
  { length, atLeast }: NonNullable<OwnData["text"]>,
  { text }: OwnTable,
  reference: Int32Array,
) {
  const wordsOf = (row: number) => wordsIn(text!.levels[text!.codes[row]] ?? "");
  const vocabulary = numberWords(Iterator.from(reference).map(wordsOf), atLeast);
  return {
    input: wordsInput(length, vocabulary),
    encode: (rows: Int32Array) =>
      encodeTexts(Array.from(rows, (row) => wordsOf(row)), vocabulary, length),
  };
}

/** Makes inputs of sentences: a part for each length, with the class of each word. */
function sentenceInputs(
  { words, tags }: NonNullable<OwnTable["sentences"]>,
  reference: Int32Array,
) {
  const training = Array.from(reference, (row) => words[row]);
  const vocabulary = numberForms(training);
  const longest = maximum(training.map(({ length }) => lengthFor(length)));
  const encode = (rows: ArrayLike<number>, length = longest): NdArray =>
    encodeTexts(Array.from(rows, (row) => words[row]), vocabulary, length);
  return {
    input: wordsInput(longest, vocabulary),
    encode,
    parts(rows: Int32Array, tasks: readonly Task[]): Rows[] {
      const byLength = Map.groupBy(rows, (row) => lengthFor(words[row].length));
      return [...byLength].sort(([a], [b]) => a - b).map(([length, part]) => ({
        x: encode(part, length),
        y: Object.fromEntries(
          tasks.map(({ name }, task) => [name, tagsOf(part.map((row) => tags[task][row]), length)]),
        ),
      }));
    },
  };
}

function imageInputs({ shape, pixels }: NonNullable<OwnTable["images"]>) {
  const input: InputShape = { kind: "images", shape };
  const size = shape.reduce((product, side) => product * side, 1);
  return {
    input,
    encode: (rows: Int32Array): NdArray => {
      const data = new Float32Array(rows.length * size);
      rows.forEach((row, i) => {
        for (let at = 0; at < size; at++) data[i * size + at] = pixels[row * size + at] / 255;
      });
      return { shape: [rows.length, ...shape], data };
    },
  };
}

/** Returns the words of a text: letters, digits and apostrophes that follow one another, in small letters. */
function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

/** Size of a sample's vocabulary. */
const SAMPLE_WORDS = 5;

/** Returns the input of a sample. */
function sampleInput(
  { text }: OwnData,
  { images, sentences }: OwnTable,
  width: number,
): InputShape {
  if (sentences) return { kind: "words", shape: [6], vocabulary: SAMPLE_WORDS };
  if (text) return wordsInput(text.length, numberWords([["a", "b", "c"]], 1));
  return images ? { kind: "images", shape: images.shape } : numbersInput(width);
}

/** Generates a sample: every class has rows in every split. */
function generated(
  domains: readonly string[],
  tasks: ReadonlyMap<string, readonly Task[]>,
  input: InputShape,
  streams: Streams,
): LoadedDomains {
  return Object.fromEntries(domains.map((domain): [string, DomainData] => {
    const random = streams(`own_data/sample/${domain}`);
    const part = (rows: number): Rows[] => {
      const size = input.shape.reduce((product, side) => product * side, rows);
      const data = input.kind === "words"
        ? Int32Array.from({ length: size }, () => Math.floor(random.uniform(0, SAMPLE_WORDS)))
        : Float32Array.from(
          { length: size },
          () => input.kind === "images" ? random.uniform() : random.normal(),
        );
      const y = tasks.get(domain)!.map(({ name, kind, classes }): [string, NdArray] => [name, {
        shape: kind === "tagging" ? [rows, ...input.shape] : [rows],
        data: kind === "regression"
          ? Float32Array.from({ length: rows }, () => random.normal())
          : Int32Array.from(
            { length: kind === "tagging" ? size : rows },
            (_, i) => i % classes.length,
          ),
      }]);
      return [{ x: { shape: [rows, ...input.shape], data }, y: Object.fromEntries(y) }];
    };
    const classes = maximum(tasks.get(domain)!.map(({ classes }) => classes.length));
    const rows = Math.max(20, classes);
    return [domain, { input, train: part(2 * rows), validation: part(rows), test: part(rows) }];
  }));
}
