import type { PlannedRun } from "../../suites/record.ts";
import { element, type Html } from "./html.ts";

/** How runs may have gone, in the order of the bar. */
const fates = ["ok", "diverged", "failed", "not_run"] as const;

/**
 * Writes how many runs were made, and how they went: a bar and its numbers.
 *
 * @param runs The runs planned.
 */
export function runsBar(runs: readonly PlannedRun[]): Html {
  const counts = fates.map((fate) =>
    runs.filter(({ record }) => (record?.status ?? "not_run") === fate).length
  );
  const [ok, diverged, failed] = counts;
  const bars = fates.map((fate, i) => {
    const before = counts.slice(0, i).reduce((sum, count) => sum + count, 0);
    const share = (count: number) => (100 * count / runs.length).toFixed(2);
    return counts[i] > 0 && element("rect", {
      class: fate,
      x: share(before),
      width: share(counts[i]),
      height: 4,
    });
  });
  const wrong = (fate: string, count: number) =>
    count > 0 && [", ", element("b", { class: fate }, `${count} ${fate}`)];
  return element(
    "div",
    { class: "runs" },
    element(
      "svg",
      { viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
      bars,
    ),
    element(
      "p",
      {},
      `${ok + diverged + failed} of ${runs.length} runs made`,
      wrong("diverged", diverged),
      wrong("failed", failed),
    ),
  );
}
