import { maximum } from "../../descriptors/extremes.ts";
import type { PublishedTable } from "../../suites/record.ts";
import { mean } from "../statistics/estimate.ts";

/** How many decimals a table's numbers are printed with. */
export function decimalsOf({ rows }: Pick<PublishedTable, "rows">): number {
  const decimals = Object.values(rows).flatMap((row) => Object.values(row))
    .map((value) => String(value ?? 0).split(".")[1]?.length ?? 0);
  return Math.max(0, maximum(decimals));
}

/** What the paper's columns say of some rows, each the mean over them; only of columns that have them all. */
export function rivalsOf(table: PublishedTable, rows: readonly string[]): number[] {
  return Object.keys(table.columns).flatMap((column) => {
    const values = rows.map((row) => table.rows[row][column]);
    return values.every((value) => typeof value === "number") ? mean(values as number[])! : [];
  });
}

/** The numbers of a column, by row; those that the paper lacks left out. */
export function publishedRows(
  table: PublishedTable,
  column: string,
): { row: string; value: number }[] {
  return Object.entries(table.rows).flatMap(([row, values]) => {
    const value = values[column] ?? null;
    return value === null ? [] : [{ row, value }];
  });
}

/** Numbers in percent are fractions in our records. */
const factorOf = ({ unit = "%" }: PublishedTable): number => unit === "%" ? 100 : 1;

/** A published number on the scale of our records. */
export const scaled = (value: number, table: PublishedTable): number => value / factorOf(table);

/** One of our numbers on the scale of the table. */
export const shown = (value: number | undefined, table: PublishedTable): number | null =>
  value === undefined ? null : value * factorOf(table);
