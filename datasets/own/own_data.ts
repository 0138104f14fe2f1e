import type { Metric } from "../../descriptors/metrics.ts";
import type { Paper } from "../../descriptors/paper.ts";
import type { Split } from "../dataset.ts";

/** Splits that rows of a user's can have; those without one are drawn by the seed. */
export type OwnSplit = Exclude<Split, "unlabelled">;

/** The splits in the order of their numbers. */
export const splits: readonly OwnSplit[] = ["train", "validation", "test"];

/** A file of a user's. */
export interface OwnFile {
  /** The name as the user wrote it, for errors. */
  readonly name: string;
  readonly path: string;
  /** The domain of all of its rows; `undefined` if a column says it. */
  readonly domain?: string;
  /** The split of all of its rows; `undefined` if a column says it, or the seed draws it. */
  readonly split?: OwnSplit;
}

/** A column with labels. */
export interface OwnLabel {
  readonly column: string;
  /** By default a regression if the numbers are many or not whole. */
  readonly kind?: "classification" | "regression";
  /** By default accuracy, or RMSE. */
  readonly metric?: Metric;
  readonly furtherMetrics?: readonly Metric[];
}

/** A column of texts, whose words are the input. */
export interface OwnText {
  readonly column: string;
  /** Length in words that texts are truncated or padded to. */
  readonly length: number;
  /** Number of occurrences in the reference rows that a word needs to be known. */
  readonly atLeast: number;
}

/** A table of a user's as a dataset: the files, and the role of each column. */
export interface OwnData {
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly licence: string;
  readonly files: readonly OwnFile[];
  /** The column that says the domain, if files do not. */
  readonly domainColumn?: string;
  readonly labels: readonly OwnLabel[];
  /** The input columns: all others, those that all files have, or those of a list. */
  readonly columns: "all" | "shared" | readonly string[];
  /** Columns that are no inputs. */
  readonly drop: readonly string[];
  /** Kinds of columns that the values do not show, such as numbers that are names. */
  readonly kinds: { readonly [column: string]: ColumnKind };
  readonly text?: OwnText;
  /** Height and width of folders' images, and 1 channel for grey or 3 for colours. */
  readonly images: { readonly size: number; readonly channels: 1 | 3 };
  /** The column of groups that no split straddles. */
  readonly group?: string;
  /** The column of the rows' names in predictions; by default file and line. */
  readonly id?: string;
  /** The column that says the split. */
  readonly splitColumn?: string;
  /** Parts of a domain's rows that the seed draws where no split is given; validation is a part of the rest. */
  readonly shares: { readonly validation: number; readonly test: number };
  /** Texts that stand for a missing value. */
  readonly missing: readonly string[];
  /** The decimal sign. */
  readonly decimal: "." | ",";
  /** True if a problem's last domain is its target, whose rows do not determine the scale of the inputs. */
  readonly targeted: boolean;
}

/** The kind of an input column: numbers are standardised, categories one-hot. */
export type ColumnKind = "number" | "category";
