import { citation } from "../../descriptors/paper.ts";
import type { ReproducedPaper } from "./reproduction.ts";
import { countsText, spanText, verdictTexts } from "./texts.ts";

/** One table or claim in one line. */
export interface OverviewRow {
  /** The table or claim, without the paper. */
  readonly part: string;
  /** Counts of verdicts; in {@linkcode brief}, as signs instead of words. */
  readonly verdicts: string;
  readonly brief: string;
  /** Number of runs made, of those planned. */
  readonly runs: string;
  /** Total time of those runs. */
  readonly time: string;
}

/**
 * Summarises a paper's tables and claims: verdicts, numbers of runs and their total time.
 *
 * @param reproduced The paper.
 */
export function overviewOf({ paper, tables, claims, experiments }: ReproducedPaper): OverviewRow[] {
  const account = (index: number | null): Pick<OverviewRow, "runs" | "time"> => {
    if (index === null) return { runs: "no suite yet", time: "–" };
    const { made, planned, seconds } = experiments[index];
    if (planned === 0) return { runs: "no data", time: "–" };
    return { runs: `${made} of ${planned}`, time: made ? spanText(seconds) : "–" };
  };
  return [
    ...tables.map(({ name, verdicts, experiment }) => ({
      part: name.replace(`${citation(paper)} `, ""),
      verdicts: countsText(verdicts),
      brief: countsText(verdicts, true),
      ...account(experiment),
    })),
    ...claims.map(({ where, result, experiment }) => {
      const verdict = verdictTexts[result?.verdict ?? "not_run"];
      return { part: `claim: ${where}`, verdicts: verdict, brief: verdict, ...account(experiment) };
    }),
  ];
}
