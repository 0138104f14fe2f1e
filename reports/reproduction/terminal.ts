import { maximum } from "../../descriptors/extremes.ts";
import picocolors from "picocolors";
import { citation } from "../../descriptors/paper.ts";
import { terminalText } from "../escapes/terminal.ts";
import type { ReproducedClaim, ReproducedPaper, ReproducedTable } from "./reproduction.ts";
import { legend } from "./explanation.ts";
import { overviewOf } from "./overview.ts";
import {
  cellHeads,
  cellTexts,
  claimHeads,
  claimRows,
  columnText,
  rowText,
  verdictTexts,
} from "./texts.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * Renders published numbers beside ours for a terminal: tables and claims with at least one run in full, the
 * others only in the overview at the end.
 *
 * @param papers The papers, in order.
 * @param color True to write escape sequences for colour and weight; they add no information.
 * @param width Columns of the terminal.
 * @returns Lines, ended by a newline.
 */
export function reproductionText(
  papers: readonly ReproducedPaper[],
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const colors = picocolors.createColors(color);
  const made = ({ experiments }: ReproducedPaper, experiment: number | null) =>
    experiment !== null && experiments[experiment].made > 0;
  const parts = papers.flatMap((paper) => [
    ...paper.tables.filter(({ experiment }) => made(paper, experiment))
      .flatMap((table) => tableText(table, colors)),
    ...paper.claims.filter(({ experiment }) => made(paper, experiment))
      .map((claim) => claimText(paper, claim, width, colors)),
  ]);
  const overview = aligned(
    ["", "verdicts", "runs made", "total time"],
    papers.flatMap((paper) => [
      [citation(paper.paper), "", "", ""],
      ...overviewOf(paper).map(({ part, brief, runs, time }) => [`  ${part}`, brief, runs, time]),
    ]),
    colors,
  );
  const notes = legend(papers).flatMap((note) => wrapped(terminalText(note), width)).map(
    colors.dim,
  );
  return [...parts, overview, notes.join("\n")].join("\n\n") + "\n";
}

function tableText(table: ReproducedTable, colors: Colors): string[] {
  return Object.keys(table.arms).map((column) => {
    const cells = table.cells.filter((cell) => cell.column === column);
    const rows = cells.filter(({ over }) => over === null).length;
    const body = cells.map((cell) => [rowText(cell, rows), ...cellTexts(cell, table)]);
    return `${colors.bold(terminalText(`${table.name}: ${columnText(column, table)}`))}\n` +
      aligned(["", ...cellHeads], body, colors);
  });
}

function claimText(
  { paper }: ReproducedPaper,
  claim: ReproducedClaim,
  width: number,
  colors: Colors,
): string {
  const text = terminalText(
    `"${claim.text}" (${claim.status}). Tested: ${claim.tested}; ${claim.recorded}.`,
  );
  return `${colors.bold(terminalText(`${citation(paper)} claim: ${claim.where}`))}\n` +
    `${wrapped(text, width).join("\n")}\n` + aligned(claimHeads, claimRows(claim), colors);
}

/** Renders a table: the first column and verdicts left-aligned, numbers right-aligned. */
function aligned(
  headTexts: readonly string[],
  rowTexts: readonly (readonly string[])[],
  colors: Colors,
): string {
  const [heads, ...rows] = [headTexts, ...rowTexts].map((row) => row.map(terminalText));
  const widths = heads.map((head, i) =>
    Math.max(head.length, maximum(rows.map((row) => row[i].length)))
  );
  const words = heads.map((head, i) => i === 0 || head.startsWith("verdict"));
  const line = (cells: readonly string[], paint = (text: string) => text) => {
    const placed = cells.map((text, i) => {
      const space = " ".repeat(widths[i] - text.length);
      if (!words[i]) return space + text;
      return i < cells.length - 1 ? paint(text) + space : paint(text);
    });
    return placed.join("  ").trimEnd();
  };
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  return [
    line(heads),
    colors.dim("─".repeat(total)),
    ...rows.map((cells) => line(cells, (text) => verdictColor(text, colors))),
  ].join("\n");
}

function verdictColor(text: string, { green, yellow, red, dim }: Colors): string {
  if (text.startsWith("✓")) return green(text);
  if (text.startsWith("≈") || text.startsWith("?")) return yellow(text);
  if (text.startsWith("✗") || text === verdictTexts.failed || text === verdictTexts.diverged) {
    return red(text);
  }
  return text === verdictTexts.not_run ? dim(text) : text;
}

/** Wraps a text at spaces. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
