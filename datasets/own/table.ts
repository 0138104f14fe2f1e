import { basename } from "node:path";
import { malformed } from "../_malformed.ts";
import { CellReader } from "./cells.ts";
import { openTable } from "./open_table.ts";
import { type OwnData, type OwnFile, type OwnLabel, type OwnSplit, splits } from "./own_data.ts";
import {
  type FileSample,
  kindOfColumn,
  kindOfLabel,
  notNumber,
  type Place,
  sampleOf,
} from "./sample.ts";

/** The most categories of one input column, and the most classes of one label. */
const MOST_LEVELS = 10_000;
const MOST_CLASSES = 1000;

/** A column of numbers, NaN where one is missing. */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly values: Float32Array;
}

/** A column of categories. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  /** The level of each row by number; −1 where it is missing. */
  readonly codes: Int32Array;
  /** The different texts, sorted; numbers by size. */
  readonly levels: readonly string[];
}

/** A column of a table. */
export type Column = NumberColumn | CategoryColumn;

/** The rows of all files. */
export interface OwnTable {
  readonly rows: number;
  /** The input columns. */
  readonly inputs: readonly Column[];
  /** The texts, if they are the input. */
  readonly text?: CategoryColumn;
  /** The images, if they are the input: pixels of 0 to 255, `[rows, ...shape]`, and which files are equal. */
  readonly images?: {
    readonly shape: readonly number[];
    readonly pixels: Uint8Array;
    readonly contents: CategoryColumn;
  };
  /** The sentences, if each word has labels; then {@linkcode labels} have the classes alone. */
  readonly sentences?: {
    readonly words: readonly (readonly string[])[];
    /** By label, then by sentence: the class of each word. */
    readonly tags: readonly (readonly Int32Array[])[];
  };
  /** The labels, in the order of the description; numbers for a regression. */
  readonly labels: readonly Column[];
  readonly groups?: CategoryColumn;
  readonly domains: readonly string[];
  /** The domain of each row, by number. */
  readonly domainOf: Int32Array;
  /** The split of each row, by number; −1 where the seed draws it. */
  readonly splitOf: Int8Array;
  /** SHA-256 of the decompressed files, in the order of the description. */
  readonly sha256: readonly string[];
  /** Returns the name of a row in predictions. */
  idOf(row: number): string;
  /** Columns that are used for nothing. */
  readonly unused: readonly string[];
}

/**
 * Reads the files of a user's data, each in a stream.
 *
 * @throws {RangeError} If a file or a column does not exist.
 * @throws {SyntaxError} If a file is malformed, with the line.
 */
export async function readTable(data: OwnData): Promise<OwnTable> {
  const cells = new CellReader(data.missing, data.decimal);
  const samples: FileSample[] = [];
  for (const file of data.files) samples.push(await sampleOf(file, cells));
  const plan = planOf(data, samples);
  const place = new Growing(Int32Array);
  const fileOf = new Growing(Int32Array);
  const splitOf = new Growing(Int8Array);
  const domains = new Levels("domain");
  const sha256: string[] = [];
  for (const [number, file] of data.files.entries()) {
    const opened = await openTable(file);
    const { columns, blocks } = opened;
    const at = (column: string | undefined) => column === undefined ? -1 : columns.indexOf(column);
    const readers = plan.columns.map((reader) => ({ reader, at: at(reader.name) }));
    const [domainAt, splitAt] = [at(data.domainColumn), at(data.splitColumn)];
    for await (const { lines, rows } of blocks) {
      rows.forEach((row, i) => {
        const line = lines[i];
        const fail = (rule: string, text: string) =>
          malformed(file.name, line, rule, text, opened.place);
        for (const { reader, at } of readers) {
          reader.add(at === -1 ? undefined : cells.textOf(row[at]), cells, opened, line);
        }
        const domain = file.domain ?? cells.textOf(row[domainAt]);
        if (domain === undefined) {
          throw fail(`${data.domainColumn} must say the row's domain`, "");
        }
        domains.add(domain, cells, opened, line);
        const split = splitAt === -1 ? undefined : cells.textOf(row[splitAt]);
        if (splitAt !== -1 && !splits.includes(split as OwnSplit)) {
          throw fail(`${data.splitColumn} must be one of ${splits.join(", ")}`, split ?? "");
        }
        splitOf.add(splits.indexOf(file.split ?? split as OwnSplit));
        place.add(line);
        fileOf.add(number);
      });
    }
    sha256.push(opened.sha256());
  }
  const rows = place.length;
  const read = new Map(plan.columns.map((reader) => [reader, reader.column()]));
  const columnOf = (reader: Reader) => read.get(reader)!;
  const category = (reader: Reader | undefined) => reader && columnOf(reader) as CategoryColumn;
  const { codes: domainOf, levels } = inOrder(domains.column(), data.files);
  checkDomains(levels);
  const [places, files, ids] = [place.values(), fileOf.values(), category(plan.id)];
  return {
    rows,
    inputs: plan.inputs.map(columnOf),
    text: category(plan.text),
    labels: plan.labels.map(columnOf),
    groups: category(plan.group),
    domains: levels,
    domainOf,
    splitOf: splitOf.values(),
    sha256,
    idOf: (row) =>
      ids && ids.codes[row] >= 0
        ? ids.levels[ids.codes[row]]
        : `${basename(data.files[files[row]].path)}:${places[row]}`,
    unused: plan.unused,
  };
}

/** Puts domains into the order of their files; those of a column are sorted. */
function inOrder(
  { codes, levels, ...others }: CategoryColumn,
  files: readonly OwnFile[],
): CategoryColumn {
  const written = new Set(files.flatMap(({ domain }) => domain ?? []));
  const order = [...written].filter((domain) => levels.includes(domain));
  if (order.length === 0) return { codes, levels, ...others };
  const places = levels.map((level) => order.indexOf(level));
  return { ...others, levels: order, codes: codes.map((code) => places[code]) };
}

function checkDomains(names: readonly string[]): void {
  const wrong = names.find((name) =>
    name === "__proto__" || /[\s,+]/.test(name) || [...name].length > 40
  );
  if (wrong === undefined) return;
  throw new SyntaxError(
    `Cannot use '${wrong.slice(0, 40)}' as a domain: its name must be of at most 40 characters, ` +
      "without spaces, commas and +",
  );
}

/** The columns to read, by role. */
interface Plan {
  readonly columns: readonly Reader[];
  readonly inputs: readonly Reader[];
  readonly labels: readonly Reader[];
  readonly text?: Reader;
  readonly group?: Reader;
  readonly id?: Reader;
  readonly unused: readonly string[];
}

type Reader = Numbers | Levels;

function planOf(data: OwnData, samples: readonly FileSample[]): Plan {
  const all = [...new Set(samples.flatMap(({ columns }) => [...columns.keys()]))];
  const labels = data.labels.map(({ column }) => column);
  const roles = [data.domainColumn, data.splitColumn, data.group, data.id, data.text?.column]
    .filter((column) => column !== undefined);
  for (const column of [...roles, ...data.drop, ...Object.keys(data.kinds)]) {
    if (column !== undefined) checkColumn(column, samples, all);
  }
  for (const column of [...roles, ...(data.columns instanceof Array ? data.columns : [])]) {
    const lacking = samples.find(({ columns }) => !columns.has(column));
    if (lacking) throw absent(column, lacking.file.name, [...lacking.columns.keys()]);
  }
  for (const column of labels) checkColumn(column, samples, all);
  const taken = new Set([...labels, ...roles, ...data.drop]);
  const inputs = data.text ? [] : inputsOf(data, samples, all.filter((name) => !taken.has(name)));
  const role = (column: string | undefined) =>
    column === undefined ? undefined : new Levels(column);
  const plan = {
    inputs: inputs.map((column) =>
      kindOfColumn(column, samples, data) === "number" ? new Numbers(column) : new Levels(column, {
        most: MOST_LEVELS,
        rule: `${column} has more than ${MOST_LEVELS} different words, too many for a category; ` +
          `drop it, say "drop": ${JSON.stringify([column])}`,
      })
    ),
    labels: data.labels.map((label) => labelReader(label, samples)),
    text: role(data.text?.column),
    group: role(data.group),
    id: role(data.id),
  };
  const used = new Set([...inputs, ...labels, ...roles]);
  return {
    ...plan,
    columns: [...plan.inputs, ...plan.labels, plan.text, plan.group, plan.id]
      .filter((reader) => reader !== undefined),
    unused: all.filter((column) => !used.has(column)),
  };
}

function labelReader({ column, kind }: OwnLabel, samples: readonly FileSample[]): Reader {
  if ((kind ?? kindOfLabel(column, samples)) === "regression") return new Numbers(column);
  return new Levels(column, {
    most: MOST_CLASSES,
    rule:
      `${column} has more than ${MOST_CLASSES} classes; if it is a number, say "kind": "regression"`,
  });
}

/** Returns the input columns: those that all files have, or all if the files have the same. */
function inputsOf(
  { columns }: OwnData,
  samples: readonly FileSample[],
  all: readonly string[],
): readonly string[] {
  const isShared = (name: string) => samples.every(({ columns }) => columns.has(name));
  const inputs = columns === "all" ? all : columns === "shared" ? all.filter(isShared) : columns;
  const lost = columns === "all" ? all.find((name) => !isShared(name)) : undefined;
  if (lost !== undefined) {
    const [without] = samples.filter(({ columns }) => !columns.has(lost));
    const [having] = samples.filter(({ columns }) => columns.has(lost));
    throw new SyntaxError(
      `Cannot read ${without.file.name}: it lacks the column ${lost} of ${having.file.name}, and no method ` +
        `takes domains of different columns; "columns": "shared" keeps the ${
          all.filter(isShared).length
        } that all files have`,
    );
  }
  if (inputs.length > 0) return inputs;
  throw new SyntaxError(
    `Cannot read ${samples[0].file.name}: no column is left as an input; ` +
      `its columns are ${shownList(all.length ? all : [...samples[0].columns.keys()])}`,
  );
}

function checkColumn(
  column: string,
  samples: readonly FileSample[],
  all: readonly string[],
): void {
  if (!all.includes(column)) throw absent(column, samples[0].file.name, all);
}

function absent(column: string, file: string, all: readonly string[]): SyntaxError {
  return new SyntaxError(
    `Cannot find the column ${column.slice(0, 40)} in ${file}: its columns are ${shownList(all)}`,
  );
}

function shownList(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(", ");
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}

type Values = Float32Array | Int32Array | Int8Array;

/** A typed array that grows. */
class Growing<T extends Values> {
  length = 0;
  #data: T;

  constructor(readonly type: new (length: number) => T) {
    this.#data = new type(1024);
  }

  add(value: number): void {
    if (this.length === this.#data.length) {
      const wider = new this.type(2 * this.length);
      wider.set(this.#data);
      this.#data = wider;
    }
    this.#data[this.length++] = value;
  }

  values(): T {
    return this.#data.subarray(0, this.length) as T;
  }
}

/** Reads a column of numbers. */
class Numbers {
  readonly #values = new Growing(Float32Array);

  constructor(readonly name: string) {}

  add(text: string | undefined, cells: CellReader, { name, place }: Place, line: number): void {
    const number = text === undefined ? NaN : cells.numberIn(text);
    if (text !== undefined && !Number.isFinite(number)) {
      if (Number.isNaN(number)) throw notNumber(this.name, { name, place }, line, text);
      throw malformed(name, line, `${this.name} must be below 3.4e38`, text, place);
    }
    this.#values.add(number);
  }

  column(): NumberColumn {
    return { kind: "number", name: this.name, values: this.#values.values() };
  }
}

/** A bound on the number of levels, and the error for more. */
interface LevelBound {
  readonly most: number;
  readonly rule: string;
}

/** Reads a column of categories. */
class Levels {
  readonly #codes = new Growing(Int32Array);
  readonly #numbers = new Map<string, number>();

  constructor(readonly name: string, readonly bound?: LevelBound) {}

  add(text: string | undefined, _cells: CellReader, { name, place }: Place, line: number): void {
    if (text === undefined) return this.#codes.add(-1);
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#numbers.size;
      if (number === this.bound?.most) throw malformed(name, line, this.bound.rule, text, place);
      this.#numbers.set(text, number);
    }
    this.#codes.add(number);
  }

  column(): CategoryColumn {
    const found = [...this.#numbers.keys()];
    const isNumber = found.every((text) => Number.isFinite(Number(text)));
    const levels = found.toSorted((a, b) =>
      (isNumber ? Number(a) - Number(b) : 0) || (a < b ? -1 : 1)
    );
    const places = new Map(levels.map((level, i) => [level, i]));
    const order = found.map((level) => places.get(level)!);
    const codes = this.#codes.values().map((code) => code < 0 ? -1 : order[code]);
    return { kind: "category", name: this.name, codes, levels };
  }
}
