import { maximum } from "../../descriptors/extremes.ts";
import picocolors from "picocolors";
import { citation } from "../../descriptors/paper.ts";
import { terminalText } from "../escapes/terminal.ts";
import type { ReproducedClaim, ReproducedPaper, ReproducedTable } from "../reproduction.ts";
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
 * Renders published numbers beside ours for a terminal: what any run has been made for in full, of the rest
 * what the overview at the end says.
 *
 * @param papers The papers, in order.
 * @param color Whether escape sequences for colour and weight are written; nothing is said by them alone.
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
    ["", "verdicts", "runs made", "in all"],
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
  const said = terminalText(
    `"${claim.text}" (${claim.status}). Tested: ${claim.tested}; ${claim.recorded}.`,
  );
  return `${colors.bold(terminalText(`${citation(paper)} claim: ${claim.where}`))}\n` +
    `${wrapped(said, width).join("\n")}\n` + aligned(claimHeads, claimRows(claim), colors);
}

/** Columns side by side: the first and the verdicts to the left, numbers to the right. */
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

/** Breaks a text at spaces. */
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
