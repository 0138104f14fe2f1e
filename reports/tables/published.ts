import { citation } from "../../descriptors/paper.ts";
import type { Column, PublishedTable } from "../../suites/published/paper.ts";
import { mean } from "../inference/statistics/estimate.ts";

/** What a paper says of a method. */
export interface Quotation extends Column {
  /** The method by the paper's name, the paper, the table and how far the number can be trusted. */
  readonly label: string;
  /** The name of the method in the table. */
  readonly column: string;
  /** In percent, by problem; `null` where the paper has none. */
  readonly values: readonly (number | null)[];
  /** Over the problems, to one decimal; `null` where the paper lacks one of them. */
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
 * Finds what a published table says of a method.
 *
 * @param table The table.
 * @param method The name of our method.
 * @param problems The problems that matter, in the order wanted.
 * @returns One quotation for each of the table's columns that stands for the method and has a number
 * for one of the problems.
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
