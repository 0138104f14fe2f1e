import { defineEntry } from "../../descriptors/kind.ts";
import type { Metric } from "../../descriptors/metrics.ts";
import type { Paper } from "../../descriptors/paper.ts";

/** The provenance of a column's numbers. */
export interface Column {
  /** `primary`: in the paper's own text; `secondary`: quoted elsewhere; `unverified`: recalled. */
  readonly status: "primary" | "secondary" | "unverified";
  readonly source: string;
  /** Number of runs that each of its numbers is the mean of, if known and the same for all. */
  readonly runs?: number;
}

/** A published table, copied as data. */
export interface PublishedTable {
  readonly id: string;
  readonly paper: Paper;
  /** The table's name in the paper. */
  readonly table: string;
  /** The quantity of the numbers. */
  readonly metric: string;
  /** By default percent; absent for constants. */
  readonly unit?: "%" | "fraction";
  /** Absent for constants. */
  readonly higherIsBetter?: boolean;
  readonly protocol: string;
  /** Further facts that a reproduction needs. */
  readonly notes: string;
  /** The provenance of each column. */
  readonly columns: { readonly [column: string]: Column };
  /** Values by problem and column; `null` where the paper has none. */
  readonly rows: PublishedValues;
  /** Standard deviations over the runs behind each value. */
  readonly rowsStd?: PublishedValues;
  /** The means over the rows that the paper prints. */
  readonly paperAverages?: { readonly [column: string]: number };
  /** Deviating values in other sources. */
  readonly alternatives?: PublishedValues;
  /** Our method for each column. */
  readonly methods: { readonly [column: string]: string };
}

/** Numbers by row and column. */
interface PublishedValues {
  readonly [row: string]: { readonly [column: string]: number | null };
}

/** A paper, and those of its results that can be compared with our runs. */
export interface PublishedPaper {
  /** The file's stem and the id on the command line: `ganin2016`. */
  readonly name: string;
  readonly paper: Paper;
  readonly tables: readonly (ComparedTable | UncomparedTable)[];
  readonly claims: readonly (ComparedClaim | UncomparedClaim)[];
  /** Settings and sizes of its experiments, not results. */
  readonly constants: readonly PublishedTable[];
}

/** Declares a paper whose results are compared with runs. */
export function definePaper(paper: PublishedPaper): PublishedPaper {
  return defineEntry("papers", paper);
}

/** Runs of ours that are compared with published numbers. */
export interface Experiment {
  /** Arguments of `deno task bench`, without seeds: one list for each call. */
  readonly bench: readonly (readonly string[])[];
  /** In the syntax of `--seeds`: `5`, `5-9`. */
  readonly seeds: string;
  /** Estimated seconds of one run on one core, used if there are no records. */
  readonly secondsPerRun: number;
  /** Differences of its protocol from the paper's. */
  readonly differences: readonly ProtocolDifference[];
}

/** One difference of our protocol from a paper's. */
export interface ProtocolDifference {
  readonly what: string;
  readonly paper: string;
  readonly ours: string;
}

/** A method of ours within an experiment. */
export interface Arm {
  readonly method: string;
  /** The parameters that distinguish it from other variants of the method. */
  readonly values?: { readonly [parameter: string]: number | string };
  /** By default `equal`. */
  readonly weighting?: string;
  /** By default `sum`. */
  readonly rule?: string;
}

/** The test rows of a published number. */
export interface TestSet {
  /** Rows of a table with the same name are tested on the same examples. */
  readonly name: string;
  /** Number of examples; assumed to be ours if the paper does not state it. */
  readonly size?: number;
}

/** A published table that is compared with an experiment; its rows have the names of our pairs or tasks. */
export interface ComparedTable {
  readonly table: PublishedTable;
  readonly experiment: Experiment;
  /** The metric of the published numbers. */
  readonly quantity: Metric;
  /** The metric of our records that is compared, converted if it is another one. */
  readonly recorded: Metric;
  readonly selection: string;
  /** The arm of ours for each column. */
  readonly arms: { readonly [column: string]: Arm };
  /** Reasons why the other columns are compared with no arm of ours. */
  readonly others: { readonly [column: string]: string };
  readonly testSets: { readonly [row: string]: TestSet };
}

/** A published result that Graft cannot reproduce. */
export interface Uncompared {
  /** The missing feature. */
  readonly lacks: string;
  /** The data that it would need. */
  readonly data: string;
}

/** A published table that Graft cannot reproduce. */
export interface UncomparedTable extends Uncompared {
  readonly table: PublishedTable;
}

/** A claim of a paper about its results, without a table. */
interface PublishedClaim extends Column {
  /** Place of the claim in the paper. */
  readonly where: string;
  readonly text: string;
}

/** A claim that is compared with an experiment: it holds if the sum of `greater` exceeds the sum of `less`. */
export interface ComparedClaim extends PublishedClaim {
  readonly experiment: Experiment;
  /** The tested part of the claim, and the test. */
  readonly tested: string;
  readonly recorded: Metric;
  /** True if the recorded metric is squared: the mean squared error, if an RMSE is recorded. */
  readonly squared: boolean;
  readonly selection: string;
  readonly greater: readonly ClaimTerm[];
  readonly less: readonly ClaimTerm[];
}

/** A claim that Graft cannot test. */
export interface UncomparedClaim extends PublishedClaim, Uncompared {}

/** The mean of an arm's metric over some pairs or tasks. */
export interface ClaimTerm {
  /** Name of the term in tables. */
  readonly label: string;
  readonly arm: Arm;
  readonly problems: readonly string[];
}
