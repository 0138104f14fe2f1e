import type { AdaptationMethod } from "../../methods/unsupervised_adaptation/_method.ts";
import { applyingTo, domainFacts } from "../_domains_protocol.ts";
import { isBound } from "../../selection/selection.ts";
import { checkClassifier, checkSameClasses, pairTasks } from "../_domains.ts";
import { rowsFacts } from "../_labelled_rows.ts";
import { pairArguments, pairProblems, pairsOf, pairsOption } from "../_pairs.ts";
import { methodSpecOf, variantsOf } from "../_variants.ts";
import { type Catalogue, find } from "../catalogue.ts";
import type { Setting } from "../setting.ts";
import { checkData } from "./data_checks.ts";
import { labelledDomain, methodOf, run } from "./run.ts";
import { type AdaptationSpec, type AdaptationSuite, parameters } from "./suite.ts";

/** One domain has labels, the other has none: both have the same task. */
const unsupervisedAdaptation: Setting<AdaptationSuite, AdaptationSpec> = {
  name: "unsupervised_adaptation",
  title: "unsupervised adaptation",
  question: "Does a method carry a task from a labelled domain to one without labels?",
  baseline: "source_only",
  words: {
    problem: "problem",
    problems: "problems",
    tested: "target's test rows",
    held: "held-out source rows",
  },
  relativeGains: false,
  protocol: parameters,
  options: { pairs: pairsOption },
  picks: "pairs",
  tables: { chosenFor: "several", targeted: true, unlabelledTarget: true },
  measurements: ["validation", "unlabelled", "test"],
  applies: (_values, dataset) => applyingTo(dataset, parameters),
  isBound: (method) => (method as AdaptationMethod).reads.target === "labelled",
  problems: (suite, options, found) =>
    pairsOf(suite, options, found).flatMap((pair) => pairProblems(suite.dataset, pair)),
  methods(suite, asked, _problem, catalogue) {
    return variantsOf(suite, asked)
      .map((variant) => methodSpecOf(suite, variant, this, catalogue).spec);
  },
  check(spec, catalogue) {
    checkClassifier(spec, catalogue);
    checkUnlabelled(spec, catalogue);
    checkSameClasses(spec, "adapt", catalogue);
  },
  checkData,
  facts({ values }) {
    return [...domainFacts(values), ...rowsFacts(values)];
  },
  argumentsOf: ({ problem }) => pairArguments(problem),
  run,
};

/**
 * Refuses to read labels that a domain does not have.
 *
 * @throws {RangeError} With the reason.
 */
function checkUnlabelled(spec: AdaptationSpec, catalogue: Catalogue): void {
  const { source, target } = pairTasks(spec, catalogue);
  const { method, problem, protocol } = spec;
  const [from] = problem.sources;
  if (source.unlabelled) throw new RangeError(`Cannot learn from ${from}: it has no labels`);
  if (!target.unlabelled) return;
  if (labelledDomain(methodOf(spec, catalogue)) === "target") {
    throw new RangeError(`Cannot run ${method.name} on ${problem.target}: it has no labels`);
  }
  const bound = protocol.selections.find((name) => isBound(find(catalogue, "selections", name)));
  if (bound === undefined) return;
  throw new RangeError(
    `Cannot choose checkpoints by ${bound} on ${problem.target}: it reads labels, and there are none`,
  );
}

export default unsupervisedAdaptation;
