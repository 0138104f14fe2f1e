import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import { encoders } from "../../encoders/mod.ts";
import type { AdaptationMethod } from "../../methods/method.ts";
import { methods } from "../../methods/mod.ts";
import { checkEncoder } from "../_encoder_fit.ts";
import { METRICS_VERSION } from "../_metrics.ts";
import type {
  AdaptationProtocol,
  AdaptationSpec,
  DomainsProtocol,
  RunSpec,
} from "../../records/record.ts";
import type { AdaptationSuite, Pair } from "../../suites/suite.ts";

/**
 * Computes a run's id.
 *
 * @param spec The run.
 * @returns SHA-256 of the spec's canonical JSON (RFC 8785), 64 hexadecimal digits.
 */
export function runId(spec: RunSpec): string {
  return createHash("sha256").update(canonicalize(spec)!).digest("hex");
}

/** The part of a suite of adaptation that is run. */
export interface Selected {
  readonly pairs: readonly Pair[];
  /** SHA-256 over the contents of the files of a pair; `generated` if there are none. */
  content(pair: Pair): string;
  /** Methods with their parameters; by default the suite's own. */
  readonly methods?: readonly Variant[];
  readonly seeds: readonly number[];
  /** Changes of the suite's protocol; by default none. */
  readonly protocol?: Partial<AdaptationProtocol>;
}

/** A method with the parameters that differ from the suite's. */
export interface Variant {
  readonly name: string;
  readonly values: Overrides;
}

/**
 * Expands a suite of adaptation to its runs; nothing is run.
 *
 * @param suite The suite.
 * @param selected The part of it that is run.
 * @returns The runs: by pair, then seed, then method, so that rivals lie close together.
 * @throws {RangeError} If a method is unknown, a parameter's value is not allowed, or the encoder does not fit
 * the inputs.
 */
export function expand(suite: AdaptationSuite, selected: Selected): AdaptationSpec[] {
  const { dataset } = suite;
  const protocol = protocolOf(suite, selected.protocol);
  checkEncoder(protocol.encoder.name, dataset.input.kind, [
    { name: dataset.name, kind: "classification" },
  ]);
  const variants = (selected.methods ?? suiteVariants(suite)).map((variant) => {
    return {
      name: variant.name,
      values: bind(adaptationMethod(variant.name), {
        ...suite.methods[variant.name],
        ...variant.values,
      }),
    };
  });
  return selected.pairs.flatMap((pair) => {
    const [source, target] = pair;
    const content = selected.content(pair);
    return selected.seeds.flatMap((seed) =>
      variants.map((method): AdaptationSpec => ({
        suite: { name: suite.name, version: suite.version },
        dataset: { name: dataset.name, version: dataset.version, content },
        problem: { name: `${source}-${target}`, source, target },
        method,
        protocol,
        seed,
        metrics: METRICS_VERSION,
      }))
    );
  });
}

/** Finds a method of adaptation by its name. */
export function adaptationMethod(name: string): AdaptationMethod {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method?.setting === "unsupervised_adaptation") return method;
  const known = Object.values(methods)
    .filter(({ setting }) => setting === "unsupervised_adaptation");
  throw new RangeError(
    `Cannot run method '${name}': the methods of adaptation are ${
      known.map(({ name }) => name).join(", ")
    }`,
  );
}

/** Returns the suite's own grid of methods. */
export function suiteVariants(suite: AdaptationSuite): Variant[] {
  return Object.keys(suite.methods).map((name) => ({ name, values: {} }));
}

/**
 * Returns the complete protocol of a suite between domains.
 *
 * @param suite The suite.
 * @param changes Changes of the suite's protocol.
 * @returns The protocol with every value of the encoder, without selection rules that would have no
 * rows to evaluate.
 */
export function protocolOf<P extends DomainsProtocol>(
  suite: { readonly protocol: P },
  changes: Partial<P> = {},
): P {
  const protocol = { ...suite.protocol, ...changes };
  const { name, values } = protocol.encoder;
  return {
    ...protocol,
    encoder: { name, values: bind(encoders[name], values) },
    selections: protocol.selections.filter((rule) =>
      (rule !== "source_validation" && rule !== "validation") || protocol.validation > 0
    ),
  };
}
