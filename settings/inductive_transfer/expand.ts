import { bind } from "../../descriptors/parameters.ts";
import { encoders } from "../../encoders/mod.ts";
import type { TransferMethod } from "../../methods/method.ts";
import { methods } from "../../methods/mod.ts";
import { checkEncoder } from "../_encoder_fit.ts";
import { METRICS_VERSION } from "../_metrics.ts";
import type {
  Labels,
  RunSpec,
  TransferProblemSpec,
  TransferProtocol,
  TransferSpec,
} from "../../records/record.ts";
import { protocolOf, type Variant } from "../unsupervised_adaptation/expand.ts";
import type { Pair, TransferSuite } from "../../suites/suite.ts";

/** The part of a suite of inductive transfer that is run. */
export interface SelectedTransfers {
  readonly pairs: readonly Pair[];
  /** By default the suite's own numbers of labels. */
  readonly labels?: readonly Labels[];
  /** SHA-256 over the contents of the files of a pair; `generated` if there are none. */
  content(pair: Pair): string;
  /** Methods with their parameters; by default the suite's own, at all its depths. */
  readonly methods?: readonly Variant[];
  readonly seeds: readonly number[];
  /** Changes of the suite's protocol; by default none. */
  readonly protocol?: Partial<TransferProtocol>;
}

/**
 * Expands a suite of inductive transfer to its runs; nothing is run.
 *
 * If source and target are the same, the source's network has been trained with all labels of the target: such a pair
 * is run with all labels alone, and left out if these are not asked for.
 *
 * @param suite The suite.
 * @param selected The part of it that is run.
 * @returns The runs: by pair, then number of labels, then seed, then method, so that rivals lie close together.
 * @throws {RangeError} If a method is unknown, a parameter's value is not allowed, the encoder does not fit
 * the inputs or has fewer layers than are copied, or nothing is left to run.
 */
export function expandTransfers(
  suite: TransferSuite,
  selected: SelectedTransfers,
): TransferSpec[] {
  const { dataset } = suite;
  const protocol = protocolOf(suite, selected.protocol);
  const { encoder } = protocol;
  checkEncoder(encoder.name, dataset.input.kind, [{ name: dataset.name, kind: "classification" }]);
  const layers = encoders[encoder.name].create(encoder.values, dataset.input).layers.length;
  const variants = (selected.methods ?? suiteTransferVariants(suite)).map(({ name, values }) => {
    const bound = bind(transferMethod(name), { ...suite.methods[name], ...values });
    if (Number(bound.depth) > layers) {
      throw new RangeError(
        `Cannot copy ${bound.depth} layers of ${encoder.name} with ${name}: it has ${layers}`,
      );
    }
    return { name, values: bound };
  });
  const problems = selected.pairs.flatMap((pair) =>
    problemsOf(pair, selected.labels ?? suite.labels).map((problem) => ({ pair, problem }))
  );
  if (problems.length === 0) {
    throw new RangeError(
      `Cannot transfer from ${selected.pairs.map((pair) => pair.join(" to ")).join(", ")}: ` +
        "a network that was trained on the target itself is run with all labels alone",
    );
  }
  return problems.flatMap(({ pair, problem }) => {
    const content = selected.content(pair);
    return selected.seeds.flatMap((seed) =>
      variants.map((method): TransferSpec => ({
        suite: { name: suite.name, version: suite.version },
        dataset: { name: dataset.name, version: dataset.version, content },
        problem,
        method,
        protocol,
        seed,
        metrics: METRICS_VERSION,
      }))
    );
  });
}

/** The version of problems whose source is the target: in version 1, pretraining used the validation rows. */
const SELF_VERSION = 2;

function problemsOf([source, target]: Pair, labels: readonly Labels[]): TransferProblemSpec[] {
  return labels.filter((number) => source !== target || number === "all").map((labels) => ({
    name: `${source}-${target} ${labels}`,
    source,
    target,
    labels,
    ...(source === target ? { version: SELF_VERSION } : {}),
  }));
}

/** Returns the suite's own grid: methods that copy layers at each of its depths. */
export function suiteTransferVariants(suite: TransferSuite): Variant[] {
  return Object.keys(suite.methods).flatMap((name) => atDepths(suite, { name, values: {} }));
}

/** Returns a variant at each of the suite's depths, or unchanged if it has its own depth or copies no layers. */
export function atDepths({ depths }: TransferSuite, variant: Variant): Variant[] {
  const { name, values } = variant;
  if (!transferMethod(name).pretrained || "depth" in values) return [variant];
  return depths.map((depth) => ({ name, values: { depth, ...values } }));
}

/** Finds a method of inductive transfer by its name. */
export function transferMethod(name: string): TransferMethod {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method?.setting === "inductive_transfer") return method;
  const known = Object.values(methods).filter(({ setting }) => setting === "inductive_transfer");
  throw new RangeError(
    `Cannot run method '${name}': the methods of inductive transfer are ${
      known.map(({ name }) => name).join(", ")
    }`,
  );
}

/** True for a run of inductive transfer. */
export function isOfTransfer(spec: RunSpec): spec is TransferSpec {
  return "labels" in spec.problem;
}
