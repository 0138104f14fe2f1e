import type { Dataset } from "../datasets/dataset.ts";
import { defineEntry } from "../descriptors/kind.ts";
import type { Overrides } from "../descriptors/parameters.ts";
import type { Paper } from "../descriptors/paper.ts";
import type { PublishedTable } from "./published/paper.ts";

/** A suite's protocol. */
export interface SuiteProtocol {
  /** The encoder, with the values that differ from its defaults. */
  readonly encoder: { readonly name: string; readonly values: Overrides };
  /** Values that differ from the defaults, of the protocol, the optimizer and the schedule. */
  readonly values: Overrides;
  /** The selection rules, in the order of the reports. */
  readonly selections: readonly string[];
}

/** A dataset, a protocol and a grid of methods; its setting has a type with further fields. */
export interface Suite {
  readonly setting: string;
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  /** Version of the suite; raise it whenever the same spec would give other numbers. */
  readonly version: number;
  readonly paper: Paper;
  readonly dataset: Dataset;
  readonly protocol: SuiteProtocol;
  /** Changes of the protocol for `--quick`, which tries a suite and gives no results. */
  readonly quick: Overrides;
  /** Default number of seeds: the first that are not in `tunedOn`. */
  readonly seeds: number;
  /**
   * The seeds whose results were used to choose the settings: protocol, grid and parameters. They are run only if
   * a user names them, and a report says so.
   */
  readonly tunedOn: readonly number[];
  /** The methods that are run, with the parameters that differ from their defaults in this suite. */
  readonly methods: { readonly [method: string]: Overrides };
  /** Published numbers that are compared with ours. */
  readonly published: readonly PublishedTable[];
  /** Departures of the protocol from the paper's: one sentence each, with both values. */
  readonly departures: readonly string[];
}

/** Declares a suite; its setting's type has further fields. */
export function defineSuite<const S extends Suite>(suite: S): S {
  return defineEntry("suites", suite);
}
