import type { DomainFamily } from "../datasets/dataset.ts";
import type { Overrides } from "../descriptors/parameters.ts";
import type { Paper } from "../descriptors/paper.ts";
import type { Protocol, PublishedTable } from "./record.ts";

/** A source and a target domain. */
export type Pair = readonly [source: string, target: string];

/** A dataset family, a protocol and a grid of methods. */
export interface Suite {
  /** The file's stem and the id on the command line. */
  readonly name: string;
  readonly title: string;
  /** Raised whenever the same spec would give other numbers. */
  readonly version: number;
  readonly paper: Paper;
  readonly dataset: DomainFamily;
  /** The pairs that are run unless others are asked for, of the domains that were found. */
  pairs(found: readonly string[]): readonly Pair[];
  readonly protocol: Protocol;
  /** What `--quick` changes in the protocol: for a look, not for a result. */
  readonly quick: Partial<Protocol>;
  /** How many seeds are run unless another number is asked for. */
  readonly seeds: number;
  /** The methods that are run, with the parameters in which this suite departs from their defaults. */
  readonly methods: { readonly [method: string]: Overrides };
  /** Published numbers that stand beside ours. */
  readonly published: readonly PublishedTable[];
  /** Where the protocol departs from the paper's: one sentence each, both values. */
  readonly departures: readonly string[];
}
