import { randomStreams } from "../engine/mod.ts";
import type { PlannedRun } from "../records/record.ts";
import { csvText } from "../reports/escapes/csv.ts";
import type { ReportFile } from "../reports/exports/export.ts";
import { fileName } from "../reports/file_name.ts";
import type { ResultsStore } from "../runs/store.ts";
import type { Suite } from "../suites/suite.ts";

/**
 * Returns the predictions for a user's rows without labels: for each problem and method a table with the row's name, the
 * seed, and the class by selection rule.
 *
 * @param suite The suite; no other has such rows.
 * @param runs Its runs with their records.
 * @param store The results folder with the predictions.
 * @param labelOf Returns the label of a run's method in tables.
 */
export function predictionsFiles(
  { name, dataset }: Suite,
  runs: readonly PlannedRun[],
  store: ResultsStore,
  labelOf: (spec: PlannedRun["spec"]) => string,
): ReportFile[] {
  const made = runs.flatMap((run) => {
    const { problem, seed } = run.spec;
    const { target = "", tasks: [{ name: result, task = result }] } = problem;
    const found = dataset.has(target)
      ? dataset.tasks(target).find(({ name, unlabelled }) => name === task && unlabelled)
      : undefined;
    if (!found || !dataset.testRows || run.record?.status !== "ok") return [];
    const { classes } = found;
    const file = `${name}_${problem.name}_${labelOf(run.spec)}`;
    const rowNames = () => dataset.testRows!(target, randomStreams(seed));
    return [{ file, run, result, classes, rowNames }];
  });
  return [...Map.groupBy(made, ({ file }) => file)].map(([file, ofMethod]) => ({
    path: `predictions/${fileName(file, "csv")}`,
    content: async () => {
      const [{ run: { spec: { protocol: { selections } } } }] = ofMethod;
      const lines = [["row", "seed", ...selections]];
      for (const { run: { id, spec: { seed } }, result, classes, rowNames } of ofMethod) {
        const predicted = (await store.predictions(id))?.tasks[result].predicted ?? {};
        rowNames().forEach((row, i) =>
          lines.push([
            row,
            `${seed}`,
            ...selections.map((rule) => classes[predicted[rule]?.[i]] ?? ""),
          ])
        );
      }
      return csvText(lines);
    },
  }));
}
