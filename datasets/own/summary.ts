import type { DomainData, LoadedDomains } from "../dataset.ts";
import { layoutOf } from "./encoding.ts";
import { type OwnData, splits } from "./own_data.ts";
import type { Column, OwnTable } from "./table.ts";

/** One domain's rows in numbers. */
export interface DomainSummary {
  readonly rows: number;
  /** Rows of each split, drawn by the first seed. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** One column in numbers. */
export interface ColumnSummary {
  readonly name: string;
  readonly role: "input" | "label" | "text" | "group";
  readonly kind: "number" | "category";
  /** Rows without a value, by domain. */
  readonly missing: { readonly [domain: string]: number };
  /** By domain, of numbers: least, mean and greatest; `null` if all are missing. */
  readonly numbers?: {
    readonly [domain: string]: readonly [least: number, mean: number, greatest: number] | null;
  };
  /** By level, then by domain: rows. Of texts and groups, the number of different ones alone. */
  readonly levels?: { readonly [level: string]: { readonly [domain: string]: number } };
  /** Number of different values of a category. */
  readonly different?: number;
}

/** A user's data in numbers. */
export interface DataSummary {
  readonly name: string;
  readonly domains: { readonly [domain: string]: DomainSummary };
  readonly columns: readonly ColumnSummary[];
  /** Shape of the input, and what it is of. */
  readonly input: {
    readonly shape: readonly number[];
    readonly of: "numbers" | "words" | "pixels";
  };
  /** The treatment of the columns: one sentence each. */
  readonly treatment: readonly string[];
  readonly unused: readonly string[];
}

/**
 * Summarises a user's data.
 *
 * @param data The description.
 * @param table The rows.
 * @param loaded The domains as a run of the first seed loads them.
 */
export function summaryOf(data: OwnData, table: OwnTable, loaded: LoadedDomains): DataSummary {
  const { domains, domainOf, inputs, labels, text, groups, unused } = table;
  const counts = new Int32Array(domains.length);
  domainOf.forEach((domain) => counts[domain]++);
  const rowsIn = (parts: DomainData["train"] = []) =>
    parts.reduce((sum, { x: { shape: [rows] } }) => sum + rows, 0);
  const [{ input }] = Object.values(loaded);
  const columns = [
    ...labels.map((column, label) =>
      columnSummary("label", column, table, table.sentences?.tags[label])
    ),
    ...inputs.map((column) => columnSummary("input", column, table)),
    ...(text ? [columnSummary("text", text, table)] : []),
    ...(groups ? [columnSummary("group", groups, table)] : []),
  ];
  return {
    name: data.name,
    domains: Object.fromEntries(domains.map((domain, i): [string, DomainSummary] => {
      const { train, validation, test } = loaded[domain];
      return [domain, {
        rows: counts[i],
        train: rowsIn(train),
        validation: rowsIn(validation),
        test: rowsIn(test),
      }];
    })),
    columns,
    input: {
      shape: input.shape,
      of: text || table.sentences ? "words" : table.images ? "pixels" : "numbers",
    },
    treatment: treatmentOf(data, table),
    unused,
  };
}

function columnSummary(
  role: ColumnSummary["role"],
  column: Column,
  { domains, domainOf }: OwnTable,
  tags?: readonly Int32Array[],
): ColumnSummary {
  const { kind, name } = column;
  const missing = domains.map(() => 0);
  const byDomain = <T>(of: (i: number) => T) =>
    Object.fromEntries(domains.map((domain, i): [string, T] => [domain, of(i)]));
  if (kind === "number") {
    const ranges = domains.map(() => ({ count: 0, least: Infinity, sum: 0, greatest: -Infinity }));
    column.values.forEach((value, row) => {
      const domain = domainOf[row];
      const range = ranges[domain];
      if (Number.isNaN(value)) return missing[domain]++;
      range.count++;
      range.sum += value;
      range.least = Math.min(range.least, value);
      range.greatest = Math.max(range.greatest, value);
    });
    const numbers = byDomain((i) => {
      const { count, least, sum, greatest } = ranges[i];
      return count === 0 ? null : [least, sum / count, greatest] as const;
    });
    return { name, role, kind, missing: byDomain((i) => missing[i]), numbers };
  }
  const counts = domains.map(() => new Int32Array(column.levels.length));
  column.codes.forEach((code, row) => {
    if (tags) { for (const tag of tags[row]) counts[domainOf[row]][tag]++; }
    else if (code < 0) missing[domainOf[row]]++;
    else counts[domainOf[row]][code]++;
  });
  const levels = role === "input" || role === "label"
    ? {
      levels: Object.fromEntries(
        column.levels.map((level, place) => [level, byDomain((i) => counts[i][place])]),
      ),
    }
    : {};
  return {
    name,
    role,
    kind,
    missing: byDomain((i) => missing[i]),
    different: column.levels.length,
    ...levels,
  };
}

/** Returns the treatment of the columns, one sentence each. */
export function treatmentOf(
  { text, targeted, shares, splitColumn, group }: OwnData,
  table: OwnTable,
): string[] {
  const { inputs, splitOf } = table;
  const reference = targeted && table.domains.length > 1
    ? "the source's training rows"
    : "the training rows";
  const { slots } = layoutOf(inputs);
  const names = (kind: Column["kind"]) =>
    slots.flatMap(({ column }) => column.kind === kind ? [column.name] : []);
  const [numbers, categories] = [names("number"), names("category")];
  const missing = slots.flatMap(({ column, indicator }) =>
    indicator === undefined ? [] : [column.name]
  );
  const percent = (part: number) => `${Number((100 * part).toFixed(2))} %`;
  const isDrawn = splitOf.some((split) => split < 0);
  return [
    ...table.sentences
      ? [
        "sentences: words in small letters; one that occurs once in the training rows becomes its class of spelling",
      ]
      : [],
    ...table.images
      ? [
        `images: ${table.images.shape.join("×")} each, pixels from 0 to 1`,
      ]
      : [],
    ...text
      ? [
        `${text.column}: small letters, the first ${text.length} words; a word is known if it occurs ` +
        `${text.atLeast} times or more in ${reference}`,
      ]
      : [],
    ...numbers.length
      ? [`${shown(numbers)}: standardised to mean 0 and deviation 1 over ${reference}`]
      : [],
    ...categories.length
      ? [`${shown(categories)}: one-hot, with one place for what does not occur in ${reference}`]
      : [],
    ...missing.length
      ? [`${shown(missing)}: missing values become the mean, or no category, and have an indicator`]
      : [],
    ...isDrawn
      ? [
        `splits: ${percent(shares.test)} of the rows for the test and ${
          percent(shares.validation)
        } of the others for ` +
        `validation, drawn by the seed, ${
          group === undefined ? "stratified by class" : `whole groups of ${group}`
        }`,
      ]
      : [
        `splits: as ${
          splitColumn === undefined ? "the files say" : `the column ${splitColumn} says`
        }` +
        (splitOf.includes(splits.indexOf("validation")) || shares.validation === 0
          ? ""
          : `; ${
            percent(shares.validation)
          } of the training rows for validation, drawn by the seed`),
      ],
  ];
}

function shown(names: readonly string[]): string {
  const few = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${few} and ${names.length - 8} more columns` : few;
}
