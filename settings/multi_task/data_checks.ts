import { checkTasks } from "../../datasets/_checks.ts";
import type { ReadFile, TaskData } from "../../datasets/dataset.ts";
import type { NdArray } from "../../engine/mod.ts";
import { checkClasses, inFile } from "../_data_checks.ts";
import { score } from "../_metrics.ts";
import type { Catalogue } from "../catalogue.ts";
import { familyOf, loadTasks, tasksIn } from "./networks.ts";
import type { TasksSpec } from "./suite.ts";
import { taskBatches } from "./task_batches.ts";

/**
 * Loads the data of some runs, each group of sources once, and checks that the runs can be made with it: batches can be
 * filled, classes distinguished and metrics computed.
 */
export async function checkData(
  specs: readonly TasksSpec[],
  read: ReadFile,
  catalogue: Catalogue,
): Promise<void> {
  const key = ({ problem, seed }: TasksSpec) => JSON.stringify([problem.sources, seed]);
  for (const [spec] of Map.groupBy(specs, key).values()) {
    const data = await loadTasks(spec, read, catalogue);
    checkTasks(familyOf(spec, catalogue), data);
    checkLearnable(spec, data, catalogue);
  }
}

function checkLearnable(spec: TasksSpec, data: TaskData, catalogue: Catalogue): void {
  const family = familyOf(spec, catalogue);
  for (const [source, tasks] of Map.groupBy(tasksIn(spec, catalogue), ({ source }) => source)) {
    inFile(family, source, "train", () => taskBatches(data, tasks, spec.protocol.values, false));
    // The metrics of a tagging are defined for any words.
    for (const task of tasks.filter(({ kind }) => kind !== "tagging")) {
      const { kind, classes, metric } = task;
      const labels = (split: "train" | "validation" | "test") =>
        data.sources[source][split].map(({ y }) => y[task.name]);
      if (kind === "classification") {
        inFile(family, source, "train", () => checkClasses(labels("train"), classes));
      }
      const chosenBy = { kind, classes, metric, furtherMetrics: [] };
      for (const [split, measured] of [["validation", chosenBy], ["test", task]] as const) {
        const outputs = labels(split).map((of) =>
          zeros(of, kind === "regression" ? 1 : classes.length)
        );
        inFile(family, source, split, () => score(measured, outputs, labels(split)));
      }
    }
  }
}

/** Returns outputs of zeros. */
function zeros({ shape }: NdArray, width: number): NdArray {
  return { shape: [...shape, width], data: new Float32Array(shape[0] * width) };
}
