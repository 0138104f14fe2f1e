import type { Parameters, Values } from "../../descriptors/parameters.ts";
import type { RunSpec } from "../../records/record.ts";
import { domainParameters, type DomainValues } from "../_domains_protocol.ts";
import { mostRows } from "../_labelled_rows.ts";
import type { PairProblem, PairsSuite } from "../_pairs.ts";

/** A suite of adaptation from labelled domains to unlabelled ones. */
export interface AdaptationSuite extends PairsSuite {
  readonly setting: "unsupervised_adaptation";
}

/** The parameters of the protocol of adaptation. */
export const parameters = {
  ...domainParameters,
  rows: mostRows,
} as const satisfies Parameters;

/** The values of the protocol of adaptation. */
export type AdaptationValues = DomainValues & Values<Pick<typeof parameters, "rows">>;

/** A run of adaptation. */
export type AdaptationSpec = RunSpec<PairProblem, AdaptationValues>;
