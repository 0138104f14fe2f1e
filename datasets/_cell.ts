/** One value of a table: a number, a text, or nothing. */
export type Cell = number | string | null;

/** Rows of a table that follow one another, with the places where errors find them. */
export interface CellRows {
  /** The number of each row's first line in its file, or of the row where the format has no lines; from 1. */
  readonly lines: readonly number[];
  /** The cells of each row, in the order of the columns. */
  readonly rows: readonly (readonly Cell[])[];
}

/** Rows in a block of a table that is in memory. */
const BLOCK = 256;

/**
 * Divides a table that is in memory into blocks; its rows are numbered from 1.
 *
 * @param rows The number of rows.
 * @param cellsOf Returns the cells of a row, which is counted from 0.
 */
export async function* rowBlocks(
  rows: number,
  cellsOf: (row: number) => readonly Cell[],
): AsyncGenerator<CellRows> {
  for (let from = 0; from < rows; from += BLOCK) {
    const places = Array.from({ length: Math.min(BLOCK, rows - from) }, (_, i) => from + i);
    yield await Promise.resolve({ lines: places.map((row) => row + 1), rows: places.map(cellsOf) });
  }
}

/** A table that is read in blocks of rows. */
export interface CellTable {
  readonly columns: readonly string[];
  /** The word for a row's number in errors. */
  readonly place: "line" | "row";
  /** Yields the rows, once. */
  readonly blocks: AsyncIterable<CellRows>;
}
