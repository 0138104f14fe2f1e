import { markdownText } from "../escapes/markdown.ts";
import { markdownTable } from "../tables/markdown_table.ts";
import { type Gate, outcomes } from "./gate.ts";
import {
  commitsText,
  explanations,
  headline,
  labelTexts,
  numberHeads,
  numberTexts,
  outcomeTexts,
} from "./gate_cells.ts";

/**
 * Renders a gate in Markdown, for the summary of a job.
 *
 * @param gate The gate.
 * @returns A headline, a table of the cells with the worst first, the reasons for cells without a score, and notes.
 */
export function gateMarkdown(gate: Gate): string {
  const cells = [...gate.cells]
    .sort((a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome));
  const table = markdownTable(
    ["outcome", "suite", "problem", "method", "selection", "metric", ...numberHeads],
    cells.map((cell) => [
      outcomeTexts[cell.outcome],
      cell.suite,
      ...labelTexts(cell),
      ...numberTexts(cell),
    ]),
  );
  const reasons = cells.flatMap(({ suite, problem, method, reason }) =>
    reason === undefined ? [] : [`- ${markdownText(`${suite} ${problem} ${method}: ${reason}`)}`]
  );
  const notes = [
    `Baseline: commit ${commitsText(gate.baselineCommits)}. Now: commit ${
      commitsText(gate.commits)
    }.`,
    ...gate.notes,
    ...explanations(gate),
  ].map((note) => `- ${markdownText(note)}`);
  return [
    `### Accuracy gate: ${markdownText(headline(gate))}`,
    table,
    ...reasons.length ? [[...new Set(reasons)].join("\n")] : [],
    notes.join("\n"),
  ].join("\n\n") + "\n";
}
