import type { LoadedDomains, ReadFile } from "../../datasets/dataset.ts";
import { randomStreams } from "../../engine/mod.ts";
import { checkBatch } from "../_batches.ts";
import { datasetOf } from "../_data.ts";
import { checkClasses, checkMetrics, inFile, labelsLoader } from "../_data_checks.ts";
import { pairTasks, rolesIn } from "../_domains.ts";
import { labelledRows } from "../_labelled_rows.ts";
import { hiddenView, labelledView } from "../_views.ts";
import type { Catalogue } from "../catalogue.ts";
import { drawnRows, labelledDomain, methodOf } from "./run.ts";
import type { AdaptationSpec } from "./suite.ts";

/**
 * Checks that runs can be made with their data: batches can be filled, validation rows held out, classes distinguished and
 * metrics computed.
 */
export async function checkData(
  specs: readonly AdaptationSpec[],
  read: ReadFile,
  catalogue: Catalogue,
): Promise<void> {
  const labelsOf = labelsLoader(read, catalogue);
  for (const spec of specs) checkRows(spec, await labelsOf(spec), catalogue);
}

function checkRows(spec: AdaptationSpec, data: LoadedDomains, catalogue: Catalogue): void {
  const { protocol: { values }, problem: { sources: [from], target } } = spec;
  const random = randomStreams(spec.seed);
  const method = methodOf(spec, catalogue);
  const dataset = datasetOf(spec, catalogue);
  const tasks = pairTasks(spec, catalogue);
  const domains = drawnRows(rolesIn(data, spec), values, random);
  const reads = labelledDomain(method);
  const task = tasks[reads];
  inFile(dataset, reads === "source" ? from : target, "train", () => {
    const options = { domain: reads, values, random };
    const { training: { y }, validation } = labelledRows(domains[reads], task, options);
    checkBatch(y.data.length, values.batch);
    checkClasses([y], task.classes);
    if (validation) checkMetrics({ ...task, furtherMetrics: [] }, [validation.y]);
  });
  if (method.reads.target === "unlabelled") {
    inFile(dataset, target, "train", () => {
      const { x: { shape: [rows] } } = hiddenView(domains.target, "train");
      checkBatch(rows, values.batch);
    });
  }
  inFile(dataset, target, "test", () => {
    checkMetrics(tasks.target, [labelledView(domains.target, "test", tasks.target).y]);
  });
}
