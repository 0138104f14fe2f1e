import type { Gate, GateCell } from "./gate.ts";
import { exampleBaseline, lowered, runsOf } from "./_example_gate.ts";
import { gate } from "./gate.ts";

/** Characters with a meaning in XML, Markdown or workflow commands. */
export const hostile = `<b a="1">&amp;'|*_\`[x](y)]]>\u0000\u001b\ud800, 100 %0A: a\r\n::error::b`;

/** Returns a gate with every outcome and with hostile names and reasons. */
export function hostileGate(): Gate {
  const { cells: [cell], ...rest } = gate(
    exampleBaseline(),
    runsOf(lowered([0.2, 0.21, 0.19, 0.22, 0.18])),
  );
  const { now: _, finding: __, ...unscored } = cell;
  const cells: GateCell[] = [
    { ...cell, method: hostile },
    { ...unscored, outcome: "failed", reason: hostile },
    { ...unscored, outcome: "not_measured", problem: "c-d", reason: "no seed has been run" },
    { ...cell, outcome: "inconclusive", suite: hostile },
    { ...cell, outcome: "pass", problem: "e-f" },
    { ...cell, outcome: "improved", problem: "g-h" },
  ];
  return { ...rest, cells, notes: [hostile] };
}
