import { citation } from "../../descriptors/paper.ts";
import type { ReproducedPaper } from "../reproduction.ts";
import { countsText, spanText, verdictTexts } from "./texts.ts";

/** One table or claim in one line. */
export interface OverviewRow {
  /** The table or claim, without the paper. */
  readonly part: string;
  /** How its numbers came out; in {@linkcode brief}, with signs for words. */
  readonly verdicts: string;
  readonly brief: string;
  /** How many of its runs have been made. */
  readonly runs: string;
  /** What those took one after another. */
  readonly time: string;
}

/**
 * How a paper's tables and claims came out, how many of their runs have been made, and what those took.
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
