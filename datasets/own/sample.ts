import { malformed } from "../_malformed.ts";
import { type CellReader, hasDecimalComma } from "./cells.ts";
import { type OpenTable, openTable } from "./open_table.ts";
import type { ColumnKind, OwnData, OwnFile } from "./own_data.ts";

/** Number of rows at the beginning of a file that the kinds of columns are recognised by. */
const ROWS = 1000;

/** The part of a column's values that must be numbers for the others to be taken for errors. */
const MOSTLY = 0.9;

/** The most different whole numbers that are taken for classes. */
const MOST_NUMBERED_CLASSES = 20;

/** The first values of a column in one file. */
export interface ColumnSample {
  numbers: number;
  /** Numbers that are not whole. */
  fractions: number;
  /** Texts that are numbers if their comma is a decimal sign. */
  commas: number;
  others: number;
  /** The first value that is no number, and its place. */
  other?: { readonly text: string; readonly line: number };
  /** Different values. */
  readonly distinct: Set<string>;
}

/** A file whose rows have numbers, in errors. */
export type Place = Pick<OpenTable, "name" | "place">;

/** The first rows of a file. */
export interface FileSample {
  readonly file: Place;
  readonly columns: ReadonlyMap<string, ColumnSample>;
}

/** Reads the first rows of a file. */
export async function sampleOf(file: OwnFile, cells: CellReader): Promise<FileSample> {
  const { columns: names, blocks, name, place } = await openTable(file);
  const columns = names.map((): ColumnSample => ({
    numbers: 0,
    fractions: 0,
    commas: 0,
    others: 0,
    distinct: new Set(),
  }));
  let read = 0;
  for await (const { lines, rows } of blocks) {
    for (const [i, row] of rows.slice(0, ROWS - read).entries()) {
      row.forEach((cell, column) => {
        const text = cells.textOf(cell);
        if (text !== undefined) count(columns[column], text, lines[i], cells);
      });
    }
    read += rows.length;
    if (read >= ROWS) break;
  }
  return { file: { name, place }, columns: new Map(names.map((name, i) => [name, columns[i]])) };
}

function count(sample: ColumnSample, text: string, line: number, cells: CellReader): void {
  sample.distinct.add(text);
  const number = cells.numberIn(text);
  if (Number.isNaN(number)) {
    sample.others++;
    if (hasDecimalComma(text)) sample.commas++;
    sample.other ??= { text, line };
  } else {
    sample.numbers++;
    if (!Number.isInteger(number)) sample.fractions++;
  }
}

/**
 * Recognises the kind of an input column: numbers if all of the first values of all files are.
 *
 * @throws {SyntaxError} If most values are numbers and some are not, or it differs between files.
 */
export function kindOfColumn(
  column: string,
  samples: readonly FileSample[],
  { kinds }: Pick<OwnData, "kinds">,
): ColumnKind {
  if (Object.hasOwn(kinds, column)) return kinds[column];
  const found = samples.flatMap(({ file, columns }) => {
    const sample = columns.get(column);
    if (!sample || sample.numbers + sample.others === 0) return [];
    return [{ file, kind: kindIn(column, file, sample) }];
  });
  const [first, ...others] = found;
  // A column without any value is a constant number.
  if (first === undefined) return "number";
  const other = others.find(({ kind }) => kind !== first.kind);
  if (other === undefined) return first.kind;
  const [numbers, words] = first.kind === "number" ? [first, other] : [other, first];
  throw new SyntaxError(
    `Cannot read ${words.file.name}: the column ${column} has words in it and numbers in ` +
      `${numbers.file.name}; say its kind, ${said(column, "category")}`,
  );
}

function kindIn(column: string, file: Place, sample: ColumnSample): ColumnKind {
  const { numbers, commas, others, other } = sample;
  if (others === 0) return "number";
  if (commas > 0 && numbers + commas >= MOSTLY * (numbers + others)) {
    throw malformed(
      file.name,
      other!.line,
      `${column} seems to have a decimal comma; say "decimal": ",", or its kind, ${
        said(column, "category")
      }`,
      other!.text,
      file.place,
    );
  }
  if (numbers < MOSTLY * (numbers + others)) return "category";
  throw notNumber(column, file, other!.line, other!.text);
}

/** The error for a value that is no number in a column of numbers. */
export function notNumber(column: string, file: Place, line: number, text: string): SyntaxError {
  return malformed(
    file.name,
    line,
    `${column} must be a number, as other values of the column are; if it is missing, add it to "missing", ` +
      `if the column has categories, say ${said(column, "category")}`,
    text,
    file.place,
  );
}

const said = (column: string, kind: ColumnKind) => `"kinds": ${JSON.stringify({ [column]: kind })}`;

/** Recognises the kind of a label: a regression if the numbers are many or not whole. */
export function kindOfLabel(
  column: string,
  samples: readonly FileSample[],
): "classification" | "regression" {
  const found = samples.flatMap(({ columns }) => columns.get(column) ?? []);
  const isNumber = found.every(({ others }) => others === 0) &&
    found.some(({ numbers }) => numbers > 0);
  const distinct = new Set(found.flatMap(({ distinct }) => [...distinct])).size;
  const isMany = found.some(({ fractions }) => fractions > 0) || distinct > MOST_NUMBERED_CLASSES;
  return isNumber && isMany ? "regression" : "classification";
}
