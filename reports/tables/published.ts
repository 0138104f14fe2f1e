import { citation } from "../../descriptors/paper.ts";
import type { Column, PublishedTable } from "../../suites/published/paper.ts";
import { mean } from "../inference/statistics/estimate.ts";

/** A paper's numbers for a method. */
export interface Quotation extends Column {
  /** The paper's name of the method, the paper, the table, and the status of the numbers. */
  readonly label: string;
  /** The name of the method in the table. */
  readonly column: string;
  /** The numbers by problem, in percent; `null` if the paper has none. */
  readonly values: readonly (number | null)[];
  /** The mean over the problems, to one decimal; `null` if the paper lacks one of them. */
  readonly average: number | null;
}

/**
 * Names a published table: `Ganin et al. 2016 Table 1(a)`.
 *
 * @param table The table.
 */
export function nameOf(table: PublishedTable): string {
  return `${citation(table.paper)} ${table.table}`;
}

/**
 * Finds the numbers of a published table for a method.
 *
 * @param table The table.
 * @param method The name of our method.
 * @param problems The problems, in the order of the result.
 * @returns A quotation for each of the table's columns that corresponds to the method and has a number for one of the
 * problems.
 */
export function quotations(
  table: PublishedTable,
  method: string,
  problems: readonly string[],
): Quotation[] {
  return Object.entries(table.columns)
    .filter(([column]) => table.methods[column] === method)
    .map(([column, read]) => {
      const values = problems.map((problem) => table.rows[problem]?.[column] ?? null);
      const known = values.filter((value) => value !== null);
      const average = known.length === values.length ? Number(mean(known)!.toFixed(1)) : null;
      const label = `${column}, ${nameOf(table)} (${read.status})`;
      return { ...read, label, column, values, average };
    })
    .filter(({ values }) => values.some((value) => value !== null));
}
