import * as v from "valibot";
import { converted } from "../descriptors/conversion.ts";
import {
  byName,
  finite,
  list,
  metric,
  name,
  object,
  oneOf,
  overrides,
  paper,
  parse,
  positive,
  text,
  wholeFrom,
} from "../records/schema.ts";
import type { ComparedTable, PublishedPaper, PublishedTable } from "../suites/published/paper.ts";

const boolean = v.boolean("true or false");
const numbers = byName(byName(v.nullable(finite)));
const provenance = { status: oneOf("primary", "secondary", "unverified"), source: name };

const table = object({
  id: name,
  paper,
  table: name,
  metric: name,
  unit: v.optional(oneOf("%", "fraction")),
  higherIsBetter: v.optional(boolean),
  protocol: text,
  notes: text,
  columns: byName(object({ ...provenance, runs: v.optional(wholeFrom(1)) })),
  rows: numbers,
  rowsStd: v.optional(numbers),
  paperAverages: v.optional(byName(finite)),
  alternatives: v.optional(numbers),
  methods: byName(name),
});

const experiment = object({
  bench: list(list(name, 1), 1),
  seeds: name,
  secondsPerRun: positive,
  differences: list(object({ what: name, paper: name, ours: name })),
});
const arm = object({
  method: name,
  values: v.optional(overrides),
  weighting: v.optional(name),
  rule: v.optional(name),
});
const terms = list(object({ label: name, arm, problems: list(name, 1) }), 1);
const lacking = { lacks: name, data: name };
const claim = { ...provenance, where: name, text: name };

/** The schema of a part that is compared with an experiment, or of one that is not. */
const either = <C extends v.GenericSchema, U extends v.GenericSchema>(compared: C, not: U) =>
  v.lazy((part): C | U =>
    typeof part === "object" && part !== null && "experiment" in part ? compared : not
  );

const published = object({
  name,
  paper,
  tables: list(either(
    object({
      table,
      experiment,
      quantity: metric,
      recorded: metric,
      selection: name,
      arms: byName(arm),
      others: byName(name),
      testSets: byName(object({ name, size: v.optional(wholeFrom(1)) })),
    }),
    object({ table, ...lacking }),
  )),
  claims: list(either(
    object({
      ...claim,
      experiment,
      tested: name,
      recorded: metric,
      squared: boolean,
      selection: name,
      greater: terms,
      less: terms,
    }),
    object({ ...claim, ...lacking }),
  )),
  constants: list(table),
});

/**
 * Checks a paper: its fields, that each number has a provenance, and that each column and row of a compared table has what
 * the comparison reads.
 *
 * @throws {SyntaxError} If a field is missing or wrong; the message is a clause.
 * @throws {RangeError} If a table names a column or a row that is not described, or compares metrics that cannot be
 * converted; the message is a clause.
 */
export function checkPaper(value: unknown): void {
  const { tables, constants }: PublishedPaper = parse(published, value);
  for (const part of tables) {
    checkNumbers(part.table);
    if ("experiment" in part) checkComparison(part);
  }
  for (const constant of constants) checkNumbers(constant);
}

/** Refuses numbers of columns without provenance, and of rows that the table does not have. */
function checkNumbers(table: PublishedTable): void {
  const { columns, rows, rowsStd = {}, alternatives = {}, paperAverages = {} } = table;
  for (const values of [rows, rowsStd, alternatives]) {
    checkNames(table, "row", values, rows, "rows");
    for (const row of Object.values(values)) checkNames(table, "column", row, columns, PROVENANCE);
  }
  checkNames(table, "column", paperAverages, columns, PROVENANCE);
}

function checkComparison(compared: ComparedTable): void {
  const { table, arms, others, testSets, quantity, recorded } = compared;
  const described = { ...arms, ...others };
  checkNames(table, "column", described, table.columns, PROVENANCE);
  checkNames(table, "column", table.columns, described, "arms or, with a reason, in others");
  checkNames(table, "row", table.rows, testSets, "testSets");
  converted(0, recorded, quantity);
}

const PROVENANCE = "columns, with its provenance";

function checkNames(
  { id }: PublishedTable,
  what: "row" | "column",
  names: object,
  known: object,
  place: string,
): void {
  const name = Object.keys(names).find((name) => !Object.hasOwn(known, name));
  if (name === undefined) return;
  throw new RangeError(`the ${what} '${name}' of table '${id}' must be in ${place}`);
}
