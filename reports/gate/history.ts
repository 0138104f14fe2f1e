import type { Gate, GateCell, Outcome } from "./gate.ts";
import type { CellName } from "./measure.ts";

/** One gate of a history. */
export interface HistoryEntry {
  /** When it was judged: ISO 8601, UTC. */
  readonly at: string;
  /** The commits of the records that were judged. */
  readonly commits: readonly string[];
  readonly outcome: Outcome;
  readonly cells: readonly HistoryCell[];
}

/** A cell of a gate: a mean where it was scored, and there alone. */
export interface HistoryCell extends CellName {
  readonly outcome: Outcome;
  readonly smallestEffect: number;
  readonly mean?: number;
  readonly standardError?: number;
  readonly n?: number;
}

/** A history as it was read. */
export interface History {
  /** In the order of the file. */
  readonly entries: readonly HistoryEntry[];
  /** Which lines are passed over: sentences. */
  readonly warnings: readonly string[];
}

/** The line of a history's file that keeps a gate; without a line break. */
export function historyLine({ commits, outcome, cells }: Gate, at: string): string {
  const entry: HistoryEntry = { at, commits, outcome, cells: cells.map(historyCell) };
  return JSON.stringify(entry);
}

/**
 * Reads a history. A line that a crash has cut short, or that is no gate, is passed over and named.
 *
 * @param lines The file's lines: a gate on each, the oldest first.
 * @param name What the file is called, for the warnings.
 */
export function parseHistory(lines: readonly string[], name: string): History {
  const entries: HistoryEntry[] = [];
  const warnings: string[] = [];
  lines.forEach((line, i) => {
    if (!line.trim()) return;
    const entry = entryOf(line);
    if (entry) entries.push(entry);
    else warnings.push(`Passed over line ${i + 1} of '${name}': it is damaged`);
  });
  return { entries, warnings };
}

function historyCell(
  { suite, problem, method, selection, metric, outcome, smallestEffect, now }: GateCell,
): HistoryCell {
  const name = { suite, problem, method, selection, metric };
  return {
    ...name,
    outcome,
    smallestEffect,
    ...now && { mean: now.mean, standardError: now.standardError, n: now.n },
  };
}

function entryOf(line: string): HistoryEntry | undefined {
  try {
    const entry = JSON.parse(line);
    const whole = typeof entry?.at === "string" && Array.isArray(entry.commits) &&
      Array.isArray(entry.cells);
    return whole ? entry : undefined;
  } catch {
    return undefined;
  }
}
