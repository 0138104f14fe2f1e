import type { DomainData, ReadFile } from "../../datasets/dataset.ts";
import { randomStreams } from "../../engine/mod.ts";
import { checkBatch } from "../_batches.ts";
import { checkClasses, inFile, labelsLoader } from "../_data_checks.ts";
import { familyOf } from "../_domains.ts";
import type { Catalogue } from "../catalogue.ts";
import { methodOf, splitLabelled } from "./run.ts";
import type { TransferSpec } from "./suite.ts";

/**
 * Checks that runs can be made with their data: batches can be filled, rows labelled and held out, and classes
 * distinguished.
 */
export async function checkData(
  specs: readonly TransferSpec[],
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
  spec: TransferSpec,
  source: DomainData,
  target: DomainData,
  catalogue: Catalogue,
): void {
  const { protocol: { values: { batch, validation } }, problem } = spec;
  const [from] = problem.sources;
  const family = familyOf(spec, catalogue);
  const random = randomStreams(spec.seed);
  let held = 0;
  inFile(family, problem.target, "train", () => {
    const { labels } = problem;
    // The split needs rows of every class.
    if (labels !== "all" && new Set(target.train.y.data).size < family.classes.length) {
      throw new RangeError(`Cannot label ${labels} rows of each class: one has 0`);
    }
    const split = splitLabelled(target.train, { labels, validation, random });
    held = split.validation?.y.data.length ?? 0;
    const { length } = target.train.y.data;
    checkBatch(length - Math.round(validation * length), batch);
    checkClasses([split.training.y], family.classes);
  });
  if (!methodOf(spec, catalogue).pretrained) return;
  inFile(family, from, "train", () => {
    const { y } = source.train;
    checkBatch(y.data.length - (from === problem.target ? held : 0), batch);
    checkClasses([y], family.classes);
  });
}
