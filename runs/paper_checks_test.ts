import assert from "node:assert/strict";
import { papers } from "../suites/published/mod.ts";
import type { ComparedTable } from "../suites/published/paper.ts";
import { compared, paper } from "../tests/fixtures/reproductions.ts";
import { checkPaper } from "./paper_checks.ts";

Deno.test("checkPaper accepts all built-in papers", () => {
  for (const paper of Object.values(papers)) checkPaper(paper);
});

/** Returns the fixture's paper with a table in which some fields differ. */
const withTable = (changes: object, ofPart: Partial<ComparedTable> = {}) => ({
  ...paper,
  tables: [{ ...compared, ...ofPart, table: { ...compared.table, ...changes } }],
});

const { nn, dann, svm } = compared.table.columns;
const [claim] = paper.claims;

const refused: { readonly [what: string]: readonly [paper: object, message: string] } = {
  "a column without provenance": [
    withTable({ columns: { nn, svm } }),
    "the column 'dann' of table 'example' must be in columns, with its provenance",
  ],
  "a provenance without a source": [
    withTable({ columns: { nn, dann, svm: { status: "secondary" } } }),
    "tables.0.table.columns.svm.source is missing",
  ],
  "a provenance of another kind": [
    withTable({ columns: { nn, dann, svm: { ...svm, status: "good" } } }),
    'tables.0.table.columns.svm.status must be one of primary, secondary, unverified, current value is "good"',
  ],
  "no run behind a number": [
    withTable({ columns: { nn, dann, svm: { ...svm, runs: 0 } } }),
    "tables.0.table.columns.svm.runs must be a whole number from 1 to 2147483647, current value is 0",
  ],
  "a deviation of a row that the table lacks": [
    withTable({ rowsStd: { "z-a": { nn: 1 } } }),
    "the row 'z-a' of table 'example' must be in rows",
  ],
  "an average of a column that the table lacks": [
    withTable({ paperAverages: { cmd: 1 } }),
    "the column 'cmd' of table 'example' must be in columns, with its provenance",
  ],
  "a number that is a text": [
    withTable({ rows: { "a-b": { nn: "79.0" } } }),
    'tables.0.table.rows.a-b.nn must be a number, current value is "79.0"',
  ],
  "a column with neither an arm nor a reason": [
    withTable({}, { others: {} }),
    "the column 'svm' of table 'example' must be in arms or, with a reason, in others",
  ],
  "an arm without its column": [
    withTable({}, { arms: { ...compared.arms, cmd: { method: "cmd" } } }),
    "the column 'cmd' of table 'example' must be in columns, with its provenance",
  ],
  "a row without a test set": [
    withTable({}, { testSets: { "b-a": { name: "a" } } }),
    "the row 'a-b' of table 'example' must be in testSets",
  ],
  "metrics that cannot be converted": [
    withTable({}, { recorded: "rmse" }),
    "Cannot convert rmse into accuracy: only accuracy and error can be converted",
  ],
  "an unknown metric": [
    withTable({}, { quantity: "precision" as "accuracy" }),
    "tables.0.quantity must be one of accuracy, error, ",
  ],
  "an experiment without a bench": [
    withTable({}, { experiment: { ...compared.experiment, bench: [] } }),
    "tables.0.experiment.bench must be a list of 1 or more",
  ],
  "a claim of nothing": [
    { ...paper, claims: [{ ...claim, greater: [] }] },
    "claims.0.greater must be a list of 1 or more",
  ],
  "a claim that is neither tested nor said to be untestable": [
    { ...paper, claims: [{ ...claim, experiment: undefined }] },
    "claims.0.experiment is missing",
  ],
  "a part that is not described": [
    { ...paper, tables: [{ table: compared.table }] },
    "tables.0.lacks is missing",
  ],
  "a table of constants without numbers": [
    { ...paper, constants: [{ ...compared.table, rows: undefined }] },
    "constants.0.rows is missing",
  ],
};

for (const [what, [value, message]] of Object.entries(refused)) {
  Deno.test(`checkPaper refuses ${what}`, () => {
    assert.throws(() => checkPaper(value), (error: Error) => {
      assert.ok(error.message.startsWith(message), error.message);
      return true;
    });
  });
}
