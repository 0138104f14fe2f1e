import type { ReproducedTable } from "../../reproduction/reproduction.ts";
import { accountOf } from "../../reproduction/cell_account.ts";
import type { ReproducedCell } from "../../reproduction/compared_table.ts";
import { rowText, sourceText, textsOf } from "../../reproduction/texts.ts";
import type { Fact } from "../section.ts";
import type { PlacedPaper, PlacedTable } from "./placed_papers.ts";

/** The data of the page's script: plain JSON. */
export interface ReproductionData {
  /** The numbers by address. */
  readonly numbers: { readonly [address: string]: NumberData };
  /** By run id, the command line that makes only this run. */
  readonly commandOf: { readonly [run: string]: string };
}

/** The details of a number. */
export interface NumberData {
  readonly title: string;
  /** The paper and its table. */
  readonly where: string;
  readonly facts: readonly Fact[];
  /** Sentences that explain the verdict. */
  readonly account: readonly string[];
  readonly seeds: readonly {
    readonly seed: number;
    readonly value: string;
    readonly status: string;
    readonly run: string | null;
  }[];
  /** The command lines that make all runs of the table. */
  readonly makes: readonly string[];
  /** The address of the differences between the protocols. */
  readonly differences: string | null;
}

/**
 * Collects the data of the page's script.
 *
 * @param papers The page's papers.
 */
export function reproductionData(papers: readonly PlacedPaper[]): ReproductionData {
  return {
    numbers: Object.fromEntries(
      papers.flatMap((paper) =>
        paper.tables.flatMap((table) =>
          table.cells.map(({ address, of }): [string, NumberData] => [
            address,
            numberData(of, table, paper),
          ])
        )
      ),
    ),
    commandOf: Object.assign(
      {},
      ...papers.flatMap(({ experiments }) => experiments.map(({ of }) => of.commandOf)),
    ),
  };
}

/** Returns the number of rows of a column, without means. */
export function rowsOf({ cells }: ReproducedTable, column: string): number {
  return cells.filter((cell) => cell.column === column && cell.over === null).length;
}

function numberData(
  cell: ReproducedCell,
  { of: table }: PlacedTable,
  { experiments }: PlacedPaper,
): NumberData {
  const experiment = table.experiment === null ? undefined : experiments[table.experiment];
  const digits = (value: number) => value.toFixed(table.decimals + 1).replace("-", "−");
  return {
    title: `${rowText(cell, rowsOf(table, cell.column))}, ${cell.column}`,
    where: table.name,
    facts: [
      ...factsOf(cell, table),
      ...cell.verdict === "not_run"
        ? [["why", whyNotRun(cell, table, experiment?.of.notes ?? [])] as const]
        : [],
    ],
    account: accountOf(cell, table),
    seeds: cell.bySeed.map(({ seed, status, value, run }) => ({
      ...{ seed, status: status.replace("_", " "), run },
      value: value === null ? "–" : digits(value),
    })),
    makes: cell.arm === null ? [] : experiment?.of.commands ?? [],
    differences: cell.arm === null ? null : experiment?.address ?? null,
  };
}

function factsOf(cell: ReproducedCell, table: ReproducedTable): Fact[] {
  const { published, ours, interval, difference, judged, verdict } = textsOf(cell, table);
  const { arm, column, status, over, n, planned } = cell;
  const known = cell.ours !== null;
  const unit = table.unit === "%" ? " %" : "";
  return [
    ["published", `${published}${unit}`],
    ...known ? [["our mean", [`${ours}${unit}`, interval].filter(Boolean).join(" ")] as const] : [],
    ...difference === "–"
      ? []
      : [["difference", [difference, judged].filter(Boolean).join(", ")] as const],
    ["verdict", verdict],
    ...arm === null ? [] : [["our method", arm] as const],
    ...planned > 0 ? [["seeds with a result", `${n} of ${planned}`] as const] : [],
    ["how it was read", `${status}: ${sourceText(table.columns[column])}`],
    ...over ? [["mean over", over.join(", ")] as const] : [],
  ];
}

function whyNotRun(
  { reason, arm }: ReproducedCell,
  { data }: ReproducedTable,
  notes: readonly string[],
): string {
  if (reason === null) return "none of its runs has been made";
  if (data !== null) return `${reason}; the data would be ${data}`;
  // A cell with an arm but without a run lacks its data, which the notes explain.
  return [reason, ...arm === null ? [] : notes].join(". ").replaceAll("`", "");
}
