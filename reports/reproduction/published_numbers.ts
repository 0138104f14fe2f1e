import { maximum } from "../../descriptors/extremes.ts";
import type { PublishedTable } from "../../suites/published/paper.ts";
import { mean } from "../inference/statistics/estimate.ts";

/** Returns the number of decimals of a table's printed numbers. */
export function decimalsOf({ rows }: Pick<PublishedTable, "rows">): number {
  const decimals = Object.values(rows).flatMap((row) => Object.values(row))
    .map((value) => String(value ?? 0).split(".")[1]?.length ?? 0);
  return Math.max(0, maximum(decimals));
}

/** Returns, for each column with numbers in all given rows, the mean over those rows. */
export function rivalsOf(table: PublishedTable, rows: readonly string[]): number[] {
  return Object.keys(table.columns).flatMap((column) => {
    const values = rows.map((row) => table.rows[row][column]);
    return values.every((value) => typeof value === "number") ? mean(values as number[])! : [];
  });
}

/** Returns the numbers of a column by row, without those that the paper lacks. */
export function publishedRows(
  table: PublishedTable,
  column: string,
): { row: string; value: number }[] {
  return Object.entries(table.rows).flatMap(([row, values]) => {
    const value = values[column] ?? null;
    return value === null ? [] : [{ row, value }];
  });
}

/** Returns the scale factor: numbers in percent are fractions in our records. */
const factorOf = ({ unit = "%" }: PublishedTable): number => unit === "%" ? 100 : 1;

/** Converts a published number to the scale of our records. */
export const scaled = (value: number, table: PublishedTable): number => value / factorOf(table);

/** Converts one of our numbers to the scale of the table. */
export const shown = (value: number | undefined, table: PublishedTable): number | null =>
  value === undefined ? null : value * factorOf(table);
