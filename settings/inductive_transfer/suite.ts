import type { Parameters, Values } from "../../descriptors/parameters.ts";
import type { Labels, RunSpec } from "../../records/record.ts";
import { domainParameters, type DomainValues } from "../_domains_protocol.ts";
import type { PairProblem, PairsSuite } from "../_pairs.ts";

/** A suite of one domain's task after another's, from whose network layers are copied. */
export interface TransferSuite extends PairsSuite {
  readonly setting: "inductive_transfer";
  /** The numbers of labelled rows of each of the target's classes. */
  readonly labels: readonly Labels[];
  /** The numbers of the encoder's layers that are copied. */
  readonly depths: readonly number[];
}

/** The parameters of the protocol of inductive transfer. */
export const parameters = {
  ...domainParameters,
  pretraining: {
    kind: "number",
    default: 1,
    range: [1, 1e6],
    integer: true,
    grid: [],
    describe: "passes over the source's rows by the network that is transferred",
  },
} as const satisfies Parameters;

/** The values of the protocol of inductive transfer. */
export type TransferValues = DomainValues & Values<Pick<typeof parameters, "pretraining">>;

/** One domain's task, learned after that of another domain, whose classes may differ. */
export interface TransferProblem extends PairProblem {
  readonly labels: Labels;
}

/** A run of inductive transfer. */
export type TransferSpec = RunSpec<TransferProblem, TransferValues>;
