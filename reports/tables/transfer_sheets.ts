import type { Comparison } from "../inference/comparison.ts";
import type { Sheet } from "./sheet.ts";
import {
  absent,
  differenceText,
  goneCell,
  incomplete,
  intervalText,
  judged,
  labelOf,
  missing,
  type SheetCell,
  signedPercent,
} from "./sheet_cells.ts";
import type { Interval } from "../inference/statistics/interval.ts";
import { type Transfer, transfersOf } from "../inference/transfer.ts";

/** The column head of Δm. */
const DELTA = "Δm [95 %]";

/** A column of a sheet. */
interface TransferColumn {
  readonly head: string;
  cell(transfer: Transfer): SheetCell;
}

/**
 * Converts the effects of methods on all problems to sheets: the mean gain with its interval, the numbers of harmed and
 * helped problems, the number of seeds on which they are worse, and the worst problem.
 *
 * @param comparison The comparison.
 * @returns A sheet for each selection rule; none without a baseline and another method.
 */
export function transferSheets(comparison: Comparison): Sheet[] {
  const { baseline, sections } = comparison;
  const transfers = transfersOf(comparison);
  if (!baseline || transfers.length === 0) return [];
  const columns = columnsOf(comparison, transfers);
  return sections.map(({ selection }) => ({
    title: `Negative transfer against ${baseline.label}, ${selection}`,
    heads: columns.map(({ head }) => head),
    rows: transfers.filter((transfer) => transfer.selection === selection).map((transfer) => ({
      label: labelOf(transfer),
      cells: columns.map(({ cell }) => cell(transfer)),
    })),
  }));
}

function columnsOf(
  { problems, words, relativeGains }: Comparison,
  transfers: readonly Transfer[],
): TransferColumn[] {
  const [{ average: { relative } }] = transfers;
  const gain = problems.length > 1 ? "mean gain [95 %]" : "gain [95 %]";
  const means = [
    { head: relative ? DELTA : gain, cell: gainCell },
    ...relativeGains && !relative ? [{ head: DELTA, cell: deltaCell }] : [],
  ];
  const seeds = { head: "seeds harmed", cell: seedsCell };
  if (problems.length === 1) {
    return [
      ...means,
      { head: "verdict", cell: ({ average }) => ({ text: average.verdict }) },
      seeds,
    ];
  }
  const unknown = transfers.some(({ counts }) => counts.unknown > 0);
  const count = (verdict: "neutral" | "helped"): TransferColumn => ({
    head: verdict,
    cell: (transfer) => knownOf(transfer) ? { text: `${transfer.counts[verdict]}` } : absent,
  });
  return [
    ...means,
    { head: "harmed", cell: harmedCell },
    count("neutral"),
    count("helped"),
    ...unknown
      ? [{ head: "unknown", cell: ({ counts }: Transfer) => ({ text: `${counts.unknown}` }) }]
      : [],
    seeds,
    {
      head: `worst ${words.problem}`,
      cell: (transfer) => worstCell(transfer, relativeGains ? " %" : ""),
    },
  ];
}

/** Returns Δm with its interval, without a mark: the mark belongs to the gain. */
function deltaCell({ average: { entry, improvement } }: Transfer): SheetCell {
  const { mean, n, interval } = improvement;
  const { cell: { status }, planned, scale } = entry;
  if (mean === undefined) return goneCell(status) ?? (status === "partial" ? incomplete : absent);
  const text = (fraction: number) => signedPercent(fraction, scale?.decimals);
  return { text: text(mean) + range(interval, text) + missing(n, planned) };
}

/** Returns the mean gain with its interval and its mark. */
function gainCell({ average }: Transfer): SheetCell {
  const { entry: { cell: { status }, planned }, estimate: { mean, n, interval }, verdict } =
    average;
  if (mean === undefined) return goneCell(status) ?? (status === "partial" ? incomplete : absent);
  const text = (difference: number) => differenceText(difference, average);
  return judged(text(mean) + range(interval, text) + missing(n, planned), verdict);
}

function range(interval: Interval | undefined, text: (bound: number) => string): string {
  return interval ? ` ${intervalText(interval, text)}` : "";
}

function harmedCell(transfer: Transfer): SheetCell {
  const known = knownOf(transfer);
  return known ? { text: `${transfer.counts.harmed} of ${known}` } : absent;
}

/** Returns the number of problems with a verdict. */
function knownOf({ counts: { harmed, neutral, helped } }: Transfer): number {
  return harmed + neutral + helped;
}

function seedsCell({ seeds, seedsHarmed }: Transfer): SheetCell {
  return seeds ? { text: `${seedsHarmed} of ${seeds}` } : absent;
}

function worstCell({ average: { entry }, worst }: Transfer, unit: string): SheetCell {
  if (!worst) return absent;
  const { problem, change, verdict } = worst;
  return judged(`${problem} (${signedPercent(change, entry.scale?.decimals)}${unit})`, verdict);
}
