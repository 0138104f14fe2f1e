import { maximum } from "../../descriptors/extremes.ts";
import picocolors from "picocolors";
import { terminalText } from "../escapes/terminal.ts";
import type { Gate, GateCell, GateOutcome } from "./gate.ts";
import {
  commitsText,
  explanations,
  headline,
  labelTexts,
  numberHeads,
  numberTexts,
  outcomeTexts,
} from "./gate_cells.ts";

/** Options of {@linkcode gateTerminal}. */
export interface GateTerminalOptions {
  /** True to write escape sequences; colour adds no information. */
  readonly color: boolean;
}

type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * Renders a gate for a terminal.
 *
 * @param gate The gate.
 * @param options The use of colours.
 * @returns Lines, ended by a newline: a table for each suite, the reasons for cells without a score, notes and
 * the headline.
 */
export function gateTerminal(gate: Gate, { color }: GateTerminalOptions): string {
  const colors = picocolors.createColors(color);
  const suites = [...new Set(gate.cells.map(({ suite }) => suite))];
  const tables = suites.map((suite) =>
    [
      colors.bold(terminalText(suite)),
      ...table(gate.cells.filter((cell) => cell.suite === suite), colors),
    ].join("\n")
  );
  const reasons = gate.cells.filter(({ reason }) => reason !== undefined)
    .map(({ suite, problem, method, reason }) => `${suite} ${problem} ${method}: ${reason}`);
  const made = `Baseline: commit ${commitsText(gate.baselineCommits)}. ` +
    `Now: commit ${commitsText(gate.commits)}.`;
  const notes = [made, ...explanations(gate), ...gate.notes].flatMap((note) => wrapped(note));
  return [
    ...tables,
    ...reasons.length ? [[...new Set(reasons)].flatMap((line) => wrapped(line)).join("\n")] : [],
    notes.map((line) => colors.dim(line)).join("\n"),
    colors.bold(painted(gate.outcome, headline(gate), colors)),
  ].join("\n\n") + "\n";
}

function table(cells: readonly GateCell[], colors: Colors): string[] {
  const heads = ["problem", "method", "selection", "metric", ...numberHeads, "outcome"];
  const rows = cells.map((cell) => [
    ...labelTexts(cell).map(terminalText),
    ...numberTexts(cell),
    outcomeTexts[cell.outcome],
  ]);
  const labels = heads.length - numberHeads.length - 1;
  const widths = heads.map((head, i) =>
    Math.max(head.length, maximum(rows.map((row) => row[i].length)))
  );
  const line = (texts: readonly string[]) =>
    texts.map((text, i) =>
      i < labels || i === heads.length - 1 ? text.padEnd(widths[i]) : text.padStart(widths[i])
    );
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [
    line(heads).join("  ").trimEnd(),
    colors.dim(rule),
    ...rows.map((row, i) => {
      const texts = line(row);
      const last = painted(cells[i].outcome, texts.pop()!.trimEnd(), colors);
      return [...texts, last].join("  ");
    }),
  ];
}

function painted(outcome: GateOutcome, text: string, colors: Colors): string {
  switch (outcome) {
    case "regressed":
    case "failed":
      return colors.red(text);
    case "not_measured":
    case "inconclusive":
      return colors.yellow(text);
    case "pass":
    case "improved":
      return colors.green(text);
  }
}

/** Wraps text to lines of at most 120 characters, at spaces but not before a percent sign. */
function wrapped(text: string): string[] {
  return terminalText(text).replace(/\s+/g, " ").match(/.{1,120}(?= (?!%)|$)|\S+/g)!.map((line) =>
    line.trimStart()
  );
}
