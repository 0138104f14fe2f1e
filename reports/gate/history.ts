import { optional } from "valibot";
import {
  atLeastZero,
  commit,
  count,
  finite,
  flawOfValue,
  list,
  metric,
  name,
  object,
  oneOf,
  parse,
  parseJson,
  positive,
  time,
} from "../../records/schema.ts";
import { type Gate, type GateCell, type GateOutcome, outcomes } from "./gate.ts";
import type { CellName } from "./measure.ts";

/** One gate of a history. */
export interface HistoryEntry {
  /** Time of the gate: ISO 8601, UTC. */
  readonly at: string;
  /** The commits of the judged records. */
  readonly commits: readonly string[];
  readonly outcome: GateOutcome;
  readonly cells: readonly HistoryCell[];
}

/** A cell of a gate; it has a mean only if it was scored. */
export interface HistoryCell extends CellName {
  readonly outcome: GateOutcome;
  readonly smallestEffect: number;
  readonly mean?: number;
  readonly standardError?: number;
  readonly n?: number;
}

/** A parsed history. */
export interface History {
  /** The gates, in the order of the file. */
  readonly entries: readonly HistoryEntry[];
  /** A message for each line that is left out. */
  readonly warnings: readonly string[];
}

/** Writes a gate as a line of a history's file, without a line break. */
export function historyLine({ commits, outcome, cells }: Gate, at: string): string {
  const entry: HistoryEntry = { at, commits, outcome, cells: cells.map(historyCell) };
  return JSON.stringify(entry);
}

/**
 * Parses a history. A truncated line, or one that is not a gate, is left out with a warning.
 *
 * @param lines The file's lines: one gate each, the oldest first.
 * @param name The file's name, for the warnings.
 */
export function parseHistory(lines: readonly string[], name: string): History {
  const entries: HistoryEntry[] = [];
  const warnings: string[] = [];
  lines.forEach((line, i) => {
    if (!line.trim()) return;
    try {
      entries.push(entryOf(line));
    } catch (error) {
      warnings.push(`Left out: ${name}, line ${i + 1}: ${(error as SyntaxError).message}`);
    }
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

const historyEntry = object({
  at: time,
  commits: list(commit),
  outcome: oneOf(...outcomes),
  cells: list(object({
    suite: name,
    problem: name,
    method: name,
    selection: name,
    metric,
    outcome: oneOf(...outcomes),
    smallestEffect: positive,
    mean: optional(finite),
    standardError: optional(atLeastZero),
    n: optional(count),
  })),
});

/** @throws {SyntaxError} If the line is not a gate; the message is a clause with the reason. */
function entryOf(line: string): HistoryEntry {
  const entry = parse(historyEntry, parseJson(line));
  entry.cells.forEach(({ metric, mean }, i) => {
    const flaw = mean === undefined ? undefined : flawOfValue(metric, mean);
    if (flaw) throw new SyntaxError(`cells.${i}.mean ${flaw}`);
  });
  return entry;
}
