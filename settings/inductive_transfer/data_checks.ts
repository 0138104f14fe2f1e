import type { LoadedDomains, ReadFile } from "../../datasets/dataset.ts";
import { randomStreams } from "../../engine/mod.ts";
import { checkBatch } from "../_batches.ts";
import { datasetOf } from "../_data.ts";
import { checkClasses, checkMetrics, inFile, labelsLoader } from "../_data_checks.ts";
import { pairTasks, rolesIn } from "../_domains.ts";
import { labelledView } from "../_views.ts";
import type { Catalogue } from "../catalogue.ts";
import { methodOf, targetRows } from "./run.ts";
import type { TransferSpec } from "./suite.ts";

/**
 * Checks that runs can be made with their data: batches can be filled, rows labelled and held out, classes distinguished
 * and metrics computed.
 */
export async function checkData(
  specs: readonly TransferSpec[],
  read: ReadFile,
  catalogue: Catalogue,
): Promise<void> {
  const labelsOf = labelsLoader(read, catalogue);
  for (const spec of specs) checkRows(spec, await labelsOf(spec), catalogue);
}

function checkRows(spec: TransferSpec, data: LoadedDomains, catalogue: Catalogue): void {
  const { protocol: { values: { batch, validation } }, problem } = spec;
  const { sources: [from], target, labels } = problem;
  const dataset = datasetOf(spec, catalogue);
  const tasks = pairTasks(spec, catalogue);
  const domains = rolesIn(data, spec);
  const random = randomStreams(spec.seed);
  const held = inFile(dataset, target, "train", () => {
    const { y } = labelledView(domains.target, "train", tasks.target);
    // The split needs rows of every class.
    if (labels !== "all" && new Set(y.data).size < tasks.target.classes.length) {
      throw new RangeError(`Cannot label ${labels} rows of each class: one has 0`);
    }
    const split = targetRows(domains.target, tasks.target, { labels, validation, random });
    checkBatch(split.epochRows, batch);
    checkClasses([split.training.y], tasks.target.classes);
    if (split.validation) {
      checkMetrics({ ...tasks.target, furtherMetrics: [] }, [split.validation.y]);
    }
    return split.held.length;
  });
  inFile(dataset, target, "test", () => {
    checkMetrics(tasks.target, [labelledView(domains.target, "test", tasks.target).y]);
  });
  if (!methodOf(spec, catalogue).pretrained) return;
  inFile(dataset, from, "train", () => {
    const { y } = labelledView(domains.source, "train", tasks.source);
    checkBatch(y.data.length - (from === target ? held : 0), batch);
    checkClasses([y], tasks.source.classes);
  });
}
