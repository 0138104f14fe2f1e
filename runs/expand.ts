import type { Kind } from "../descriptors/kind.ts";
import type { ProblemSpec, RunSpec } from "../records/record.ts";
import { domainsOf } from "../settings/_data.ts";
import { METRICS_VERSION } from "../settings/_metrics.ts";
import { type ProtocolChanges, protocolOf } from "../settings/_protocol.ts";
import { type Catalogue, find } from "../settings/catalogue.ts";
import type { Asked, OptionValues, Sweeps } from "../settings/setting.ts";
import type { Suite } from "../suites/suite.ts";
import { type AskedSeeds, seedsOf } from "./seeds.ts";

/** The part of a suite that is run; by default what the suite itself lists. */
export interface Selected {
  /** Methods, of the suite's setting. */
  readonly methods?: readonly string[];
  /** Values of the setting's options: `{ pairs: "books-dvd" }`. */
  readonly options?: OptionValues;
  /** Values of swept parameters. */
  readonly sweeps?: Sweeps;
  readonly seeds?: AskedSeeds;
  /** Changes of the suite's protocol. */
  readonly protocol?: ProtocolChanges;
  /** Applies the changes for a smoke test, and one seed. */
  readonly quick?: boolean;
  /** The domains whose data was found; by default all that the dataset lists. */
  readonly found?: readonly string[];
}

/** Chosen problems of a suite. */
export interface Chosen {
  readonly problems: readonly ProblemSpec[];
  /** The domains to read. */
  readonly domains: readonly string[];
  /** True if an option names them. */
  readonly asked: boolean;
}

/**
 * Chooses the problems of a suite.
 *
 * @throws {RangeError} If an option names a domain that does not exist.
 */
export function choose(suite: Suite, selected: Selected, catalogue: Catalogue): Chosen {
  const setting = find(catalogue, "settings", suite.setting);
  const { options = {}, found = suite.dataset.domains } = selected;
  const problems = setting.problems(suite, options, found);
  return {
    problems,
    domains: [...new Set(problems.flatMap(domainsOf))],
    asked: options[setting.picks] !== undefined,
  };
}

/**
 * Expands a suite to its runs; nothing is run.
 *
 * @param suite The suite.
 * @param selected The part of it that is run.
 * @param catalogue The suite's setting and all that it names.
 * @param content Returns the SHA-256 over the contents of the files of some domains; `generated` if there are none, which
 * is the default.
 * @returns The runs: by problem, then seed, then method, so that rivals lie close together.
 * @throws {RangeError} If a name is unknown, a value is not allowed, or a combination is not meaningful.
 */
export function expand(
  suite: Suite,
  selected: Selected,
  catalogue: Catalogue,
  content: (domains: readonly string[]) => string = () => "generated",
): RunSpec[] {
  const setting = find(catalogue, "settings", suite.setting);
  const { methods, options = {}, sweeps = new Map(), quick = false } = selected;
  const asked: Asked = { methods, options, sweeps };
  const protocol = protocolOf(
    suite,
    catalogue,
    quick ? { values: suite.quick } : {},
    selected.protocol ?? {},
  );
  const seeds = seedsOf(suite, selected.seeds ?? (quick ? 1 : suite.seeds));
  return choose(suite, selected, catalogue).problems.flatMap((problem) => {
    const common = {
      setting: suite.setting,
      suite: { name: suite.name, version: suite.version },
      dataset: {
        name: suite.dataset.name,
        version: suite.dataset.version,
        content: content(domainsOf(problem)),
      },
      problem,
      protocol,
      metrics: METRICS_VERSION,
    };
    const variants = setting.methods(suite, asked, problem, catalogue).map((method) => {
      const spec = { ...common, method, seed: seeds[0] };
      setting.check(spec, catalogue);
      return withCode(spec, catalogue);
    });
    return seeds.flatMap((seed) => variants.map((spec): RunSpec => ({ ...spec, seed })));
  });
}

/** Adds to a run the hashes of its parts that are not built in. */
function withCode<R extends RunSpec>(spec: R, { code }: Catalogue): R {
  const coded = <P extends { readonly name: string }>(kind: Kind, part: P): P =>
    Object.hasOwn(code, `${kind}/${part.name}`)
      ? { ...part, code: code[`${kind}/${part.name}`] }
      : part;
  const { setting, dataset, method, protocol } = spec;
  const { weighting, rule } = method;
  const named = [
    `settings/${setting}`,
    ...protocol.selections.map((name) => `selections/${name}`),
  ].filter((part) => Object.hasOwn(code, part));
  return {
    ...spec,
    dataset: coded("datasets", dataset),
    method: {
      ...coded("methods", method),
      ...(weighting ? { weighting: coded("weightings", weighting) } : {}),
      ...(rule ? { rule: coded("gradientRules", rule) } : {}),
    },
    protocol: { ...protocol, encoder: coded("encoders", protocol.encoder) },
    ...(named.length ? { code: Object.fromEntries(named.map((part) => [part, code[part]])) } : {}),
  };
}
