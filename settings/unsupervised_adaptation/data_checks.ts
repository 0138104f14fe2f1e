import type { DomainData, ReadFile } from "../../datasets/dataset.ts";
import { randomStreams } from "../../engine/mod.ts";
import { checkBatch } from "../_batches.ts";
import { checkClasses, inFile, labelsLoader } from "../_data_checks.ts";
import { familyOf } from "../_domains.ts";
import type { Catalogue } from "../catalogue.ts";
import { drawRows, holdOutLabelled, labelledDomain, methodOf } from "./run.ts";
import type { AdaptationSpec } from "./suite.ts";

/**
 * Checks that runs can be made with their data: batches can be filled, validation rows held out and classes
 * distinguished.
 */
export async function checkData(
  specs: readonly AdaptationSpec[],
  read: ReadFile,
  catalogue: Catalogue,
): Promise<void> {
  const labelsOf = labelsLoader(read, catalogue);
  for (const spec of specs) {
    const source = await labelsOf(spec, spec.problem.sources[0]);
    checkRows(spec, source, await labelsOf(spec, spec.problem.target), catalogue);
  }
}

function checkRows(
  spec: AdaptationSpec,
  source: DomainData,
  target: DomainData,
  catalogue: Catalogue,
): void {
  const { protocol: { values }, problem } = spec;
  const random = randomStreams(spec.seed);
  const method = methodOf(spec, catalogue);
  const family = familyOf(spec, catalogue);
  const rows = {
    source: drawRows(source, values, random("rows/source")).train,
    target: drawRows(target, values, random("rows/target")).train,
  };
  const labelled = labelledDomain(method);
  inFile(family, labelled === "source" ? problem.sources[0] : problem.target, "train", () => {
    const { training: { y } } = holdOutLabelled(rows[labelled], labelled, values, random);
    checkBatch(y.data.length, values.batch);
    checkClasses([y], family.classes);
  });
  if (method.reads.target === "unlabelled") {
    inFile(
      family,
      problem.target,
      "train",
      () => checkBatch(rows.target.y.data.length, values.batch),
    );
  }
}
