import type { Parameters, Values } from "../../descriptors/parameters.ts";
import type { RunSpec } from "../../records/record.ts";
import type { Suite } from "../../suites/suite.ts";
import type { DomainsProblem } from "../_domains.ts";
import { domainParameters, type DomainValues } from "../_domains_protocol.ts";
import { mostRows } from "../_labelled_rows.ts";

/** A suite of learning from several domains for one that is never seen. */
export interface GeneralisationSuite extends Suite {
  readonly setting: "domain_generalisation";
  /** The domains; each run learns from all of them but one. By default those whose data was found. */
  readonly domains?: readonly string[];
  /** The domains that are left out, a problem for each; by default every one. */
  readonly targets?: readonly string[];
}

/** The parameters of the protocol of domain generalisation. */
export const parameters = { ...domainParameters, rows: mostRows } as const satisfies Parameters;

/** The values of the protocol of domain generalisation. */
export type GeneralisationValues = DomainValues & Values<Pick<typeof parameters, "rows">>;

/** A run of domain generalisation. */
export type GeneralisationSpec = RunSpec<DomainsProblem, GeneralisationValues>;
