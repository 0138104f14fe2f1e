/** Runs of inductive transfer for the tests of the reports: made up, not trained. */
import type { Named, PlannedRun } from "../records/record.ts";
import { type Fate, type Fates, planPairs } from "./_example_runs.ts";
import { studyOf } from "./_example_study.ts";
import { type ExampleSuite, pairsSuite } from "./_example_suites.ts";
import type { Study } from "./study.ts";

/** A suite of inductive transfer with two selection rules. */
const transferSuite: ExampleSuite = {
  spec: {
    ...pairsSuite.spec,
    setting: "inductive_transfer",
    suite: { name: "example_transfer", version: 1 },
    protocol: {
      ...pairsSuite.spec.protocol,
      encoder: { name: "cnn", values: { layers: 3 } },
      values: { ...pairsSuite.spec.protocol.values, pretraining: 20 },
      selections: ["last", "validation"],
    },
  },
  about: {
    ...pairsSuite.about,
    baseline: "from_scratch",
    words: { ...pairsSuite.about.words, held: "held-out labelled rows" },
    protocol: [
      ["encoder", "cnn (layers=3)"],
      ["optimizer", "adam at 0.001"],
      ["epochs", "30, a checkpoint every epoch"],
      ["batch", "64 rows of each domain"],
      ["epochs on the source", "20"],
      ["inputs", "log1p"],
      ["held out", "10 % of the labelled training rows"],
      ["selection rules", "last, validation"],
    ],
  },
};

/**
 * Plans runs of one method, and makes those that are to be made.
 *
 * @param method The method, or its name where it has no parameters.
 * @param fates Their ends, by problems like `A-B 10` and `B-B all`; the accuracy of the best checkpoint is
 * 0.02 higher.
 */
export function planTransfer(method: string | Named, fates: Fates): PlannedRun[] {
  return planPairs(transferSuite, method, fates, 0.02, (name) => {
    const [pair, number] = name.split(" ");
    const [source, target] = pair.split("-");
    const labels = number === "all" ? number : Number(number);
    return { name, sources: [source], target, labels };
  });
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
  return studyOf([
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
