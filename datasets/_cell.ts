/** One value of a table: a number, a text, or nothing. */
export type Cell = number | string | null;

/** Rows of a table that follow one another, with the places where errors find them. */
export interface CellRows {
  /** The number of each row's first line in its file, or of the row where the format has no lines; from 1. */
  readonly lines: readonly number[];
  /** The cells of each row, in the order of the columns. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A table that is read in blocks of rows. */
export interface CellTable {
  readonly columns: readonly string[];
  /** The word for a row's number in errors. */
  readonly place: "line" | "row";
  /** Yields the rows, once. */
  readonly blocks: AsyncIterable<CellRows>;
}
