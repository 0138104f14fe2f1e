import type { Metric } from "../../descriptors/metrics.ts";
import type { Paper } from "../../descriptors/paper.ts";
import type { Selection } from "../record.ts";

/** How a published number was read. */
export interface Column {
  /** `primary`: in the paper's own text; `secondary`: quoted elsewhere; `unverified`: recalled. */
  readonly status: "primary" | "secondary" | "unverified";
  readonly source: string;
  /** How many runs each of its numbers is the mean of, where that is known to be one number for all. */
  readonly runs?: number;
}

/** A published table, copied as data. */
export interface PublishedTable {
  readonly id: string;
  readonly paper: Paper;
  /** Which table of the paper. */
  readonly table: string;
  /** What the numbers are. */
  readonly metric: string;
  /** In percent unless given; none of constants. */
  readonly unit?: "%" | "fraction";
  /** None of constants. */
  readonly higherIsBetter?: boolean;
  readonly protocol: string;
  /** What a reproduction must know besides. */
  readonly notes: string;
  /** Where each column was read. */
  readonly columns: { readonly [column: string]: Column };
  /** Values by problem and column; `null` where the paper has none. */
  readonly rows: PublishedValues;
  /** Standard deviations over the runs behind each value. */
  readonly rowsStd?: PublishedValues;
  /** The means over the rows that the paper prints. */
  readonly paperAverages?: { readonly [column: string]: number };
  /** What other sources say that the values are. */
  readonly alternatives?: PublishedValues;
  /** Which column stands for which of our methods. */
  readonly methods: { readonly [column: string]: string };
}

/** Numbers by row and column. */
interface PublishedValues {
  readonly [row: string]: { readonly [column: string]: number | null };
}

/** A paper, and what of it may stand beside our runs. */
export interface PublishedPaper {
  /** The id on the command line: `ganin2016`. */
  readonly id: string;
  readonly paper: Paper;
  readonly tables: readonly (ComparedTable | UncomparedTable)[];
  readonly claims: readonly (ComparedClaim | UncomparedClaim)[];
  /** What its experiments are made of: settings and sizes, not results. */
  readonly constants: readonly PublishedTable[];
}

/** Runs of ours that stand beside published numbers. */
export interface Experiment {
  /** Arguments of `deno task bench`, without seeds: one list for each call. */
  readonly bench: readonly (readonly string[])[];
  /** As `--seeds` takes them: `5`, `5-9`. */
  readonly seeds: string;
  /** A guess at what one run takes on one core, for want of records. */
  readonly secondsPerRun: number;
  /** Where its protocol departs from the paper's. */
  readonly differences: readonly ProtocolDifference[];
}

/** One way in which runs differ from a paper's. */
export interface ProtocolDifference {
  readonly what: string;
  readonly paper: string;
  readonly ours: string;
}

/** A method of ours within an experiment. */
export interface Arm {
  readonly method: string;
  /** The parameters that tell it from other variants of the method. */
  readonly values?: { readonly [parameter: string]: number | string };
  /** `equal` unless given. */
  readonly weighting?: string;
  /** `sum` unless given. */
  readonly rule?: string;
}

/** What the test rows of a published number are. */
export interface TestSet {
  /** Rows that have it in common are tested on the same examples. */
  readonly name: string;
  /** How many examples; taken to be ours where the paper does not say. */
  readonly size?: number;
}

/** A published table that stands beside an experiment; its rows have the names of our pairs or tasks. */
export interface ComparedTable {
  readonly table: PublishedTable;
  readonly experiment: Experiment;
  /** What the published numbers are. */
  readonly quantity: Metric;
  /** What of our records they are put beside, converted where it is another metric. */
  readonly recorded: Metric;
  readonly selection: Selection;
  /** Which column stands for what of ours. */
  readonly arms: { readonly [column: string]: Arm };
  /** Why the other columns stand for nothing of ours. */
  readonly others: { readonly [column: string]: string };
  readonly testSets: { readonly [row: string]: TestSet };
}

/** Something published that Graft cannot run. */
export interface Uncompared {
  /** What is missing. */
  readonly lacks: string;
  /** The data that it would need. */
  readonly data: string;
}

/** A published table that Graft cannot run. */
export interface UncomparedTable extends Uncompared {
  readonly table: PublishedTable;
}

/** What a paper says of its results without a table. */
interface PublishedClaim extends Column {
  /** Where it is said. */
  readonly where: string;
  readonly text: string;
}

/** A claim that stands beside an experiment: it holds where `greater` sums up to more than `less`. */
export interface ComparedClaim extends PublishedClaim {
  readonly experiment: Experiment;
  /** What of the claim is tested, and how. */
  readonly tested: string;
  readonly recorded: Metric;
  /** Whether the recorded metric's square is meant: the mean squared error where an RMSE is recorded. */
  readonly squared: boolean;
  readonly selection: Selection;
  readonly greater: readonly ClaimTerm[];
  readonly less: readonly ClaimTerm[];
}

/** A claim that Graft cannot test. */
export interface UncomparedClaim extends PublishedClaim, Uncompared {}

/** The mean of an arm's metric over some pairs or tasks. */
export interface ClaimTerm {
  /** As a table calls it. */
  readonly label: string;
  readonly arm: Arm;
  readonly problems: readonly string[];
}
