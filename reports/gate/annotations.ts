import { commandMessage, commandProperty } from "../escapes/workflow_command.ts";
import { type Gate, type GateCell, nameOf } from "./gate.ts";
import { sentenceOf } from "./gate_cells.ts";

/** Options of {@linkcode annotations}. */
export interface AnnotationOptions {
  /** The baseline's file, which the annotations refer to. */
  readonly file: string;
  /** True if an inconclusive cell is an error. */
  readonly strict: boolean;
}

/**
 * Writes a gate as annotations for GitHub Actions (workflow commands): an error for each cell that regressed,
 * failed or was not measured, a warning for an inconclusive one, a notice for an improved one.
 *
 * @param gate The gate.
 * @param options The file and the strictness.
 * @returns Lines, each ended by a newline; none if all passed.
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
