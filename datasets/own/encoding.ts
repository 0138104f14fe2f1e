import type { NdArray } from "../../engine/mod.ts";
import { checkSize } from "../_table_size.ts";
import type { CategoryColumn, Column, NumberColumn } from "./table.ts";

/** The most categories of a column that have a place of their own in the input; the others share one. */
const MOST_PLACES = 100;

/** The place of a column's numbers in an input. */
interface Slot {
  readonly column: Column;
  readonly start: number;
  /** Number of places: 1 for a number; one for each of the most frequent categories, and one for all others. */
  readonly width: number;
  /** The place of the indicator of a missing value; `undefined` if none is missing. */
  readonly indicator?: number;
}

/** The layout of inputs: it depends on the columns of all rows, not on their splits, and is the same for all seeds. */
export interface Layout {
  readonly width: number;
  readonly slots: readonly Slot[];
}

/**
 * Lays out the columns of an input, one after another: a number has one place, a category one for each level, up to 100,
 * and one for unknown levels; a column with missing values has one more, their indicator.
 */
export function layoutOf(columns: readonly Column[]): Layout {
  let width = 0;
  const slots = columns.map((column): Slot => {
    const start = width;
    const own = column.kind === "category" ? Math.min(column.levels.length, MOST_PLACES) + 1 : 1;
    width += own;
    const indicator = isMissing(column) ? width++ : undefined;
    return { column, start, width: own, indicator };
  });
  return { width, slots };
}

const isMissing = (column: Column): boolean =>
  column.kind === "number"
    ? column.values.some((value) => Number.isNaN(value))
    : column.codes.some((code) => code < 0);

/**
 * Returns the place of each level: its own, in the levels' order, for those that the reference rows have most often, and the
 * one of unknown levels for all that they lack.
 */
function placesOf(
  { codes, levels }: CategoryColumn,
  reference: ArrayLike<number>,
  unknown: number,
): Int32Array {
  const counts = new Float64Array(levels.length);
  for (let i = 0; i < reference.length; i++) {
    const code = codes[reference[i]];
    if (code >= 0) counts[code]++;
  }
  const kept = [...levels.keys()].sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, MOST_PLACES).sort((a, b) => a - b);
  const places = new Int32Array(levels.length).fill(unknown);
  kept.forEach((level, place) => {
    if (counts[level] > 0) places[level] = place;
  });
  return places;
}

/**
 * Makes the encoder of rows whose scale is that of some reference rows: a number becomes (x − mean) / deviation, a
 * missing one 0, which is the mean, with its indicator 1; a category that no reference row has, or that is not among the
 * 100 that they have most often, is unknown.
 *
 * @param layout The layout.
 * @param reference The source's training rows.
 * @param name The data's name, for errors.
 * @returns A function from rows to inputs, `[rows, width]`.
 */
export function encoderOf(
  { width, slots }: Layout,
  reference: ArrayLike<number>,
  name: string,
): (rows: ArrayLike<number>) => NdArray {
  const writers = slots.map((slot) =>
    slot.column.kind === "number"
      ? numberWriter(slot, slot.column, reference)
      : categoryWriter(slot, slot.column, reference)
  );
  return (rows) => {
    checkSize(name, [rows.length, width]);
    const data = new Float32Array(rows.length * width);
    for (const write of writers) {
      for (let i = 0; i < rows.length; i++) write(data, i * width, rows[i]);
    }
    return { shape: [rows.length, width], data };
  };
}

type Writer = (data: Float32Array, at: number, row: number) => void;

function numberWriter(
  { start, indicator }: Slot,
  { values }: NumberColumn,
  reference: ArrayLike<number>,
): Writer {
  const { mean, deviation } = scaleOf(values, reference);
  return (data, at, row) => {
    const value = values[row];
    if (!Number.isNaN(value)) data[at + start] = (value - mean) / deviation;
    else data[at + indicator!] = 1;
  };
}

function categoryWriter(
  { start, width, indicator }: Slot,
  column: CategoryColumn,
  reference: ArrayLike<number>,
): Writer {
  const places = placesOf(column, reference, width - 1);
  return (data, at, row) => {
    const code = column.codes[row];
    if (code < 0) data[at + indicator!] = 1;
    else data[at + start + places[code]] = 1;
  };
}

/** Mean and standard deviation over the rows that have a value; 0 and 1 if none has, deviation 1 if all are equal. */
function scaleOf(
  values: Float32Array,
  rows: ArrayLike<number>,
): { readonly mean: number; readonly deviation: number } {
  let [count, sum, first, differ] = [0, 0, NaN, false];
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]];
    if (Number.isNaN(value)) continue;
    if (count++ === 0) first = value;
    differ ||= value !== first;
    sum += value;
  }
  if (!differ) return { mean: count ? first : 0, deviation: 1 };
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]];
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return { mean, deviation: Math.sqrt(squares / count) };
}
