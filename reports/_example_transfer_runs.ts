/** Runs of inductive transfer for the tests of the reports: made up, not trained. */
import type { Named, PlannedRun, TransferProtocol, TransferSpec } from "../records/record.ts";
import { type Fate, type Fates, plan, protocol } from "./_example_runs.ts";
import { studyOf } from "./_example_study.ts";
import { compare } from "./comparison.ts";
import type { Study } from "./study.ts";

/** A protocol with two selection rules. */
const transferProtocol: TransferProtocol = {
  ...protocol,
  encoder: { name: "cnn", values: { layers: 3 } },
  pretraining: 20,
  selections: ["last", "validation"],
};

/**
 * Plans runs of one method, and makes those that are to be made.
 *
 * @param method The method, or its name where it has no parameters.
 * @param fates What becomes of them, by problems like `A-B 10` and `B-B all`; the accuracy of the best checkpoint is
 * 0.02 higher.
 */
export function planTransfer(method: string | Named, fates: Fates): PlannedRun[] {
  return plan(method, fates).map(({ id, spec: { problem: { name }, ...common }, record }) => {
    const [pair, labels] = name.split(" ");
    const [source, target] = pair.split("-");
    const spec = {
      ...common,
      suite: { name: "example_transfer", version: 1 },
      problem: { name, source, target, labels: labels === "all" ? labels : Number(labels) },
      protocol: transferProtocol,
    } as TransferSpec;
    if (!record) return { id, spec };
    const accuracy = record.metrics[name]?.last?.accuracy;
    const metrics = accuracy === undefined
      ? {}
      : { [name]: { last: { accuracy }, validation: { accuracy: accuracy + 0.02 } } };
    return { id, spec, record: { ...record, spec, metrics } };
  });
}

/** A study of such runs, whose gains are over `from_scratch`. */
export function transferStudyOf(runs: readonly PlannedRun[]): Study {
  const options = { upperBounds: new Set<string>(), baseline: "from_scratch" };
  return studyOf(runs, { comparison: compare(runs, options) });
}

/**
 * A study of two depths, of 10, 100 and all labels from A to B and of all from B to B, over three seeds: each
 * accuracy is of the middle seed, the others have 0.01 less and more. L2-SP has two factors. Of fine-tuning two
 * layers, one seed of `A-B 10` has diverged, one of `A-B 100` has not been run and of `A-B all` none has; L2-SP
 * with factor 0.1 failed on `B-B all`.
 */
export function transferStudy(): Study {
  const around = (middle: number): Fate[] => [middle - 0.01, middle, middle + 0.01];
  const like = (values: readonly [number, number, number, number]): Fates => ({
    "A-B 10": around(values[0]),
    "A-B 100": around(values[1]),
    "A-B all": around(values[2]),
    "B-B all": around(values[3]),
  });
  return transferStudyOf([
    ...planTransfer("from_scratch", like([0.6, 0.8, 0.9, 0.9])),
    ...planTransfer({ name: "feature_extraction", values: { depth: 1 } }, {
      ...like([0.7, 0.82, 0.9, 0.91]),
    }),
    ...planTransfer({ name: "feature_extraction", values: { depth: 2 } }, {
      ...like([0.72, 0.78, 0.84, 0.9]),
    }),
    ...planTransfer({ name: "fine_tuning", values: { depth: 1 } }, {
      ...like([0.68, 0.83, 0.91, 0.91]),
    }),
    ...planTransfer({ name: "fine_tuning", values: { depth: 2 } }, {
      ...like([0.69, 0.84, 0.92, 0.92]),
      "A-B 10": [0.69, "diverged", 0.69],
      "A-B 100": [0.84, "not_run", 0.86],
      "A-B all": ["not_run", "not_run", "not_run"],
    }),
    ...[0.01, 0.1].flatMap((alpha) =>
      [1, 2].flatMap((depth) =>
        planTransfer({ name: "l2_sp", values: { depth, alpha } }, {
          ...like([0.7 + alpha, 0.8 + alpha / 10, 0.9 + depth / 100, 0.92]),
          ...alpha === 0.1 ? { "B-B all": ["failed", 0.9, 0.9] } : {},
        })
      )
    ),
  ]);
}
