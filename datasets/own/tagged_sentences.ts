import { basename } from "node:path";
import { parseColumns, parseConllu, type Token } from "../_columns.ts";
import { malformed } from "../_malformed.ts";
import { textLines } from "../_text.ts";
import { openContent, wholeContent } from "./open_table.ts";
import { type OwnData, type OwnFile, splits } from "./own_data.ts";
import type { CategoryColumn, OwnTable } from "./table.ts";

const ENDING = /\.(conll|conllu|iob|iob2|bio)(\.gz)?$/i;

/** The columns of CoNLL-U. */
const CONLLU = "id form lemma upos xpos feats head deprel deps misc".split(" ");

/** The most classes of one label. */
const MOST_CLASSES = 1000;

/** Returns true if all files of a user's data are sentences in columns. */
export function areSentences(files: readonly OwnFile[]): boolean {
  return files.every(({ path }) => ENDING.test(path));
}

/** The sentences of one file. */
interface Part {
  readonly file: OwnFile;
  readonly sentences: readonly (readonly Token[])[];
  readonly columns: readonly string[];
  readonly sha256: string;
}

/**
 * Reads sentences with a label for each word: one word per line, a blank line between sentences. The columns of CoNLL-U
 * have their names, those of other files, separated by tabs or single spaces, are `1`, `2` …; the word is in the column of
 * {@linkcode OwnData.text}, by default `form` or `1`.
 *
 * @param data The description.
 * @throws {SyntaxError} If a file is malformed, with the line, or has no such column.
 */
export async function readSentences(data: OwnData): Promise<OwnTable> {
  const { files, labels } = data;
  const parts: Part[] = [];
  for (const file of files) parts.push(await partOf(file));
  const domains = [...new Set(files.map(({ domain }) => domain ?? data.name))];
  const words: string[][] = [];
  const places: [file: OwnFile, line: number][] = [];
  const tags = labels.map((): Int32Array[] => []);
  const numbers = labels.map(() => new Map<string, number>());
  for (const { file, sentences, columns } of parts) {
    const at = (column: string) => {
      const place = columns.indexOf(column);
      if (place >= 0) return place;
      throw new SyntaxError(
        `Cannot find the column ${column.slice(0, 40)} in ${file.name}: its columns are ${
          columns.join(", ")
        }`,
      );
    };
    const word = at(data.text?.column ?? (columns === CONLLU ? "form" : "1"));
    const labelled = labels.map(({ column }) => at(column));
    for (const tokens of sentences) {
      words.push(tokens.map(({ columns }) => columns[word]));
      places.push([file, tokens[0].line]);
      labelled.forEach((place, label) =>
        tags[label].push(Int32Array.from(tokens, ({ line, columns }) => {
          const number = numbers[label].getOrInsert(columns[place], numbers[label].size);
          if (number < MOST_CLASSES) return number;
          const rule = `${labels[label].column} has more than ${MOST_CLASSES} classes`;
          throw malformed(file.name, line, rule, columns[place]);
        }))
      );
    }
  }
  const columns = labels.map(({ column }, label) => sorted(column, numbers[label], tags[label]));
  return {
    rows: words.length,
    inputs: [],
    sentences: { words, tags },
    labels: columns,
    domains,
    domainOf: Int32Array.from(places, ([{ domain }]) => domains.indexOf(domain ?? data.name)),
    splitOf: Int8Array.from(
      places,
      ([{ split }]) => split === undefined ? -1 : splits.indexOf(split),
    ),
    sha256: parts.map(({ sha256 }) => sha256),
    idOf: (row) => `${basename(places[row][0].path)}:${places[row][1]}`,
    unused: [],
  };
}

/** Returns the classes in their order, and numbers the tags by it. */
function sorted(
  name: string,
  numbers: ReadonlyMap<string, number>,
  tags: readonly Int32Array[],
): CategoryColumn {
  const found = [...numbers.keys()];
  const levels = found.toSorted();
  const places = new Map(levels.map((level, place) => [level, place]));
  const order = found.map((level) => places.get(level)!);
  for (const sentence of tags) sentence.forEach((tag, i) => sentence[i] = order[tag]);
  return { kind: "category", name, codes: new Int32Array(tags.length), levels };
}

async function partOf(file: OwnFile): Promise<Part> {
  const { name, path } = file;
  const { chunks, sha256 } = openContent(file);
  const bytes = await wholeContent(chunks, name);
  const { columns, sentences } = /\.conllu(\.gz)?$/i.test(path)
    ? { columns: CONLLU, sentences: parseConllu(bytes, name) }
    : columnsIn(bytes, name);
  const whole = sentences.filter(({ length }) => length > 0);
  if (whole.length === 0) throw new SyntaxError(`Cannot read ${name}: it has no sentences`);
  return { file, columns, sentences: whole, sha256: sha256() };
}

function columnsIn(bytes: Uint8Array, name: string) {
  const first = textLines(bytes, name).find((line) => line.trim() !== "") ?? "";
  const separator = first.includes("\t") ? "\t" : " ";
  const width = first.split(separator).length;
  const columns = Array.from({ length: width }, (_, i) => `${i + 1}`);
  return { columns, sentences: parseColumns(bytes, { name, width, separator }) };
}
