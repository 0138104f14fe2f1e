import { commandMessage, commandProperty } from "../escapes/workflow_command.ts";
import { type Gate, type GateCell, nameOf } from "./gate.ts";
import { sentenceOf } from "./gate_cells.ts";

/** How {@linkcode annotations} are written. */
export interface AnnotationOptions {
  /** The baseline's file, which they point to. */
  readonly file: string;
  /** Whether an inconclusive cell is an error. */
  readonly strict: boolean;
}

/**
 * What GitHub Actions shows beside a job, as workflow commands: an error for each cell that regressed,
 * failed or was not measured, a warning for one that is inconclusive, a notice for one that improved.
 *
 * @param gate What the gate says.
 * @param options The file, and how strict it is.
 * @returns Lines, each ended by a newline; none where all passed.
 *
 * @see Workflow commands for GitHub Actions:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotations({ cells, level }: Gate, { file, strict }: AnnotationOptions): string {
  return cells.flatMap((cell) => {
    const kind = kindOf(cell, strict);
    if (!kind) return [];
    const properties = `file=${commandProperty(file)},title=${commandProperty(nameOf(cell))}`;
    return [`::${kind} ${properties}::${commandMessage(sentenceOf(cell, level))}\n`];
  }).join("");
}

function kindOf(
  { outcome }: GateCell,
  strict: boolean,
): "error" | "warning" | "notice" | undefined {
  switch (outcome) {
    case "regressed":
    case "failed":
    case "not_measured":
      return "error";
    case "inconclusive":
      return strict ? "error" : "warning";
    case "improved":
      return "notice";
    case "pass":
      return undefined;
  }
}
