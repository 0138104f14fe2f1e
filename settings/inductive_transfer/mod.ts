import type { Dataset } from "../../datasets/dataset.ts";
import type { TransferMethod } from "../../methods/inductive_transfer/_method.ts";
import type { Labels } from "../../records/record.ts";
import { applyingTo, domainFacts } from "../_domains_protocol.ts";
import { checkClassifier, sampleEncoder } from "../_domains.ts";
import { type Pair, pairArguments, pairProblems, pairsOf, pairsOption } from "../_pairs.ts";
import { countIn, methodSpecOf, namesIn, type Variant, variantsOf } from "../_variants.ts";
import { findMethod } from "../catalogue.ts";
import type { Setting } from "../setting.ts";
import { checkData } from "./data_checks.ts";
import { run } from "./run.ts";
import {
  parameters,
  type TransferProblem,
  type TransferSpec,
  type TransferSuite,
} from "./suite.ts";

/** The version of problems whose source is the target: in version 1, pretraining used the validation rows. */
const SELF_VERSION = 2;

/** A network learns a task after that of another domain, whose classes may differ. */
const inductiveTransfer: Setting<TransferSuite, TransferSpec> = {
  name: "inductive_transfer",
  title: "inductive transfer",
  question: "Does a network learn a task better after another one, from few labels or many?",
  baseline: "from_scratch",
  words: {
    problem: "problem",
    problems: "problems",
    tested: "target's test rows",
    held: "held-out labelled rows",
  },
  relativeGains: false,
  protocol: parameters,
  options: {
    pairs: pairsOption,
    labels: {
      value: "N,all",
      describe: "number of labelled rows in each of the target's classes",
    },
  },
  picks: "pairs",
  tables: { chosenFor: "few_labels", targeted: true },
  swept: ["depth"],
  applies: (_values, dataset) => applyingTo(dataset, parameters),
  isBound: () => false,
  problems(suite, options, found) {
    const labels = options.labels === undefined ? suite.labels : parseLabels(options.labels);
    const pairs = pairsOf(suite, options, found);
    const problems = pairs.flatMap((pair) => problemsOf(suite.dataset, pair, labels));
    if (problems.length > 0 || pairs.length === 0) return problems;
    throw new RangeError(
      `Cannot transfer from ${pairs.map((pair) => pair.join(" to ")).join(", ")}: ` +
        "a network that was trained on the target itself is run with all labels alone",
    );
  },
  methods(suite, asked, _problem, catalogue) {
    const atDepths = (variant: Variant): Variant[] => {
      const { name, values } = variant;
      const { pretrained } = findMethod<TransferMethod>(catalogue, this, name);
      if (!pretrained || "depth" in values) return [variant];
      return suite.depths.map((depth) => ({ name, values: { depth, ...values } }));
    };
    return variantsOf(suite, asked).flatMap(atDepths)
      .map((variant) => methodSpecOf(suite, variant, this, catalogue).spec);
  },
  check(spec, catalogue) {
    checkClassifier(spec, catalogue);
    const { protocol, method: { name, values } } = spec;
    const layers = sampleEncoder(spec, catalogue).layers.length;
    if (Number(values.depth ?? 0) <= layers) return;
    throw new RangeError(
      `Cannot copy ${values.depth} layers of ${protocol.encoder.name} with ${name}: it has ${layers}`,
    );
  },
  checkData,
  facts: ({ values }) => [
    ["epochs on the source", `${values.pretraining}`],
    ...domainFacts(values),
  ],
  argumentsOf: ({ problem }) => [...pairArguments(problem), "--labels", `${problem.labels}`],
  run,
};

/**
 * Returns the problems of a pair. If source and target are the same, the source's network has been trained with all
 * labels of the target: such a pair has a problem with all labels alone.
 */
function problemsOf(dataset: Dataset, pair: Pair, labels: readonly Labels[]): TransferProblem[] {
  const [source, target] = pair;
  return labels.filter((number) => source !== target || number === "all").flatMap((labels) =>
    pairProblems(dataset, pair, ` ${labels}`).map((problem) => ({
      ...problem,
      labels,
      ...(source === target ? { version: SELF_VERSION } : {}),
    }))
  );
}

function parseLabels(text: string): Labels[] {
  const labels = namesIn("--labels", text).map((number): Labels =>
    number === "all" ? number : countIn("--labels", number, "all")
  );
  return [...new Set(labels)];
}

export default inductiveTransfer;
