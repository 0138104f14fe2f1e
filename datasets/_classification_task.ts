import type { Task } from "./dataset.ts";

/**
 * Makes a task of one class per row that is measured by accuracy.
 *
 * @param name Unique within the dataset; the domain's name if each domain has one task.
 * @param classes Names of the classes, by index.
 */
export function classificationTask(name: string, classes: readonly string[]): Task {
  return {
    name,
    kind: "classification",
    classes,
    metric: "accuracy",
    furtherMetrics: [],
    level: 1,
  };
}
