import { datasetOf } from "../_data.ts";
import type { DomainsProblem } from "../_domains.ts";
import { checkClassifier, checkSameClasses } from "../_domains.ts";
import { applyingTo, domainFacts } from "../_domains_protocol.ts";
import { rowsFacts } from "../_labelled_rows.ts";
import { methodSpecOf, namesIn, variantsOf } from "../_variants.ts";
import type { OptionValues, Setting } from "../setting.ts";
import { checkData } from "./data_checks.ts";
import { methodOf, run } from "./run.ts";
import { type GeneralisationSpec, type GeneralisationSuite, parameters } from "./suite.ts";

/** Several domains have labels; the one that counts is never seen, not even its inputs. */
const domainGeneralisation: Setting<GeneralisationSuite, GeneralisationSpec> = {
  name: "domain_generalisation",
  title: "domain generalisation",
  question: "Does a method learn from several domains what holds in one that it never sees?",
  baseline: "erm",
  words: {
    problem: "unseen domain",
    problems: "unseen domains",
    tested: "unseen domain's test rows",
    held: "held-out rows of the training domains",
  },
  relativeGains: false,
  protocol: parameters,
  options: {
    targets: {
      value: "A,B",
      describe: "evaluate on these domains, each after training on all others of the suite",
    },
  },
  picks: "targets",
  applies: (_values, dataset) => applyingTo(dataset, parameters),
  isBound: () => false,
  problems: (suite, options, found) =>
    targetsOf(suite, options, found).flatMap((target) => problemsOf(suite, target, found)),
  methods(suite, asked, _problem, catalogue) {
    return variantsOf(suite, asked)
      .map((variant) => methodSpecOf(suite, variant, this, catalogue).spec);
  },
  check(spec, catalogue) {
    const { sources, target } = spec.problem;
    if (sources.length < 2) {
      throw new RangeError(
        `Cannot generalise to ${target}: there must be two or more domains to learn from, ` +
          `current number is ${sources.length}`,
      );
    }
    const { mixesInputs } = methodOf(spec, catalogue);
    if (mixesInputs && datasetOf(spec, catalogue).inputKind === "words") {
      throw new RangeError(
        `Cannot run ${spec.method.name} on ${spec.dataset.name}: it mixes the inputs of domains, which cannot be words`,
      );
    }
    checkClassifier(spec, catalogue);
    checkSameClasses(spec, "generalise", catalogue);
  },
  checkData,
  facts: ({ values }) => [...domainFacts(values), ...rowsFacts(values)],
  argumentsOf: ({ problem }) => ["--targets", problem.target],
  run,
};

/** Returns the domains of a suite whose data was found. */
function domainsOf(
  { domains, dataset }: GeneralisationSuite,
  found: readonly string[],
): readonly string[] {
  // A generated domain is always found.
  const isThere = (domain: string) => found.includes(domain) || dataset.files(domain).length === 0;
  return (domains ?? dataset.domains).filter(isThere);
}

/**
 * Returns the domains that a user asks for; by default those of the suite that leave two or more to learn from.
 *
 * @throws {RangeError} If an option names a domain that does not exist.
 */
function targetsOf(
  suite: GeneralisationSuite,
  { targets }: OptionValues,
  found: readonly string[],
): readonly string[] {
  const domains = domainsOf(suite, found);
  if (targets === undefined) {
    const left = suite.targets?.filter((target) => domains.includes(target)) ?? domains;
    return domains.length < 3 ? [] : left;
  }
  const names = namesIn("--targets", targets);
  const unknown = names.find((name) => !suite.dataset.has(name));
  if (unknown === undefined) return names;
  throw new RangeError(
    `Cannot leave out '${unknown}' of ${suite.name}: it is none of the domains ${
      suite.dataset.domains.join(", ")
    }`,
  );
}

/** Returns the problems of a domain that is left out, one for each of its tasks. */
function problemsOf(
  suite: GeneralisationSuite,
  target: string,
  found: readonly string[],
): DomainsProblem[] {
  const sources = domainsOf(suite, found).filter((domain) => domain !== target);
  const tasks = suite.dataset.tasks(target);
  return tasks.map(({ name: task, metric, furtherMetrics }) => {
    const name = tasks.length > 1 ? `${target} ${task}` : target;
    const metrics = [metric, ...furtherMetrics];
    return { name, sources, target, tasks: [{ name, task, metrics }] };
  });
}

export default domainGeneralisation;
