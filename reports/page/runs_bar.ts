import type { PlannedRun } from "../../records/record.ts";
import { element, type Html } from "./html.ts";
import { shareBar } from "./share_bar.ts";

/** The states of runs, in the order of the bar. */
const fates = ["ok", "diverged", "failed", "not_run"] as const;

/**
 * Renders the numbers of runs by state, with a bar.
 *
 * @param runs The planned runs.
 */
export function runsBar(runs: readonly PlannedRun[]): Html {
  const counts = fates.map((fate) =>
    runs.filter(({ record }) => (record?.status ?? "not_run") === fate).length
  );
  const [ok, diverged, failed] = counts;
  const wrong = (fate: string, count: number) =>
    count > 0 && [", ", element("b", { class: fate }, `${count} ${fate}`)];
  return element(
    "div",
    { class: "runs" },
    shareBar(fates.map((fate, i) => [fate, counts[i]])),
    element(
      "p",
      {},
      `${ok + diverged + failed} of ${runs.length} runs made`,
      wrong("diverged", diverged),
      wrong("failed", failed),
    ),
  );
}
