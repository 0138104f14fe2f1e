import type { LoadedDomains, ReadFile } from "../../datasets/dataset.ts";
import { randomStreams } from "../../engine/mod.ts";
import { checkBatch } from "../_batches.ts";
import { datasetOf } from "../_data.ts";
import { checkClasses, checkMetrics, inFile, labelsLoader } from "../_data_checks.ts";
import { domainTasks } from "../_domains.ts";
import { labelledView } from "../_views.ts";
import type { Catalogue } from "../catalogue.ts";
import { sourceRows } from "./run.ts";
import type { GeneralisationSpec } from "./suite.ts";

/**
 * Checks that runs can be made with their data: batches can be filled, validation rows held out, classes distinguished and
 * metrics computed.
 */
export async function checkData(
  specs: readonly GeneralisationSpec[],
  read: ReadFile,
  catalogue: Catalogue,
): Promise<void> {
  const labelsOf = labelsLoader(read, catalogue);
  for (const spec of specs) checkRows(spec, await labelsOf(spec), catalogue);
}

function checkRows(spec: GeneralisationSpec, data: LoadedDomains, catalogue: Catalogue): void {
  const { protocol: { values }, problem: { sources, target } } = spec;
  const random = randomStreams(spec.seed);
  const tasks = domainTasks(spec, catalogue);
  const dataset = datasetOf(spec, catalogue);
  sources.forEach((domain, i) =>
    inFile(dataset, domain, "train", () => {
      const { training: { y }, validation } = sourceRows(
        data[domain],
        tasks.sources[i],
        domain,
        values,
        random,
      );
      checkBatch(y.data.length, values.batch);
      checkClasses([y], tasks.target.classes);
      if (validation) checkMetrics({ ...tasks.target, furtherMetrics: [] }, [validation.y]);
    })
  );
  inFile(dataset, target, "test", () => {
    checkMetrics(tasks.target, [labelledView(data[target], "test", tasks.target).y]);
  });
}
