import type { LoadedDomains, ReadFile } from "../../datasets/dataset.ts";
import { datasetOf } from "../_data.ts";
import { checkClasses, checkMetrics, inFile, labelsLoader } from "../_data_checks.ts";
import type { Catalogue } from "../catalogue.ts";
import { tasksIn } from "./networks.ts";
import { trainingSources } from "./run.ts";
import type { TasksSpec } from "./suite.ts";
import { taskBatches } from "./task_batches.ts";
import { withValidation } from "./validation_rows.ts";

/**
 * Checks that runs can be made with their data, once for each group of domains: batches can be filled, validation rows held
 * out, classes distinguished and metrics computed.
 */
export async function checkData(
  specs: readonly TasksSpec[],
  read: ReadFile,
  catalogue: Catalogue,
): Promise<void> {
  const labelsOf = labelsLoader(read, catalogue);
  const key = ({ problem, seed }: TasksSpec) => JSON.stringify([problem.sources, seed]);
  for (const [spec] of Map.groupBy(specs, key).values()) {
    checkLearnable(spec, await labelsOf(spec), catalogue);
  }
}

function checkLearnable(spec: TasksSpec, loaded: LoadedDomains, catalogue: Catalogue): void {
  const dataset = datasetOf(spec, catalogue);
  for (const [source, tasks] of Map.groupBy(tasksIn(spec, catalogue), ({ source }) => source)) {
    const data = inFile(dataset, source, "train", () => {
      const data = withValidation({ [source]: loaded[source] }, spec);
      taskBatches(trainingSources(data, tasks), tasks, spec.protocol.values, false);
      return data[source];
    });
    // The metrics of a tagging are defined for any words.
    for (const task of tasks.filter(({ kind }) => kind !== "tagging")) {
      const labels = (split: "train" | "validation" | "test") =>
        data[split].map(({ y }) => y[task.name]);
      if (task.kind === "classification") {
        inFile(dataset, source, "train", () => checkClasses(labels("train"), task.classes));
      }
      const chosenBy = { ...task, furtherMetrics: [] };
      inFile(dataset, source, "validation", () => checkMetrics(chosenBy, labels("validation")));
      inFile(dataset, source, "test", () => checkMetrics(task, labels("test")));
    }
  }
}
