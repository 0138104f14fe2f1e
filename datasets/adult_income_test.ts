import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { assertClose } from "../tests/golden/close.ts";
import { noOfficialFiles, officialFiles } from "../tests/official_files.ts";
import adultIncome from "./adult_income.ts";
import type { Rows, SourceFile } from "./dataset.ts";
import { toDense } from "../engine/array.ts";

const WIDTH = 78;

/** Returns a row of the training file with the given fields replaced. */
function person(fields: { [index: number]: string } = {}): string {
  const row = (
    "39, State-gov, 77516, Bachelors, 13, Never-married, Adm-clerical, Not-in-family, White, " +
    "Male, 2174, 0, 40, United-States, <=50K"
  ).split(", ");
  return row.map((field, i) => fields[i] ?? field).join(", ");
}

/** Twenty rows that differ in age, 20 to 39. */
const train = Array.from({ length: 20 }, (_, i) => person({ 0: String(20 + i) }));

const reader =
  (test: readonly string[], rows: readonly string[] = train) => ({ name }: SourceFile) => {
    const lines = name === "adult.data" ? rows : ["|1x3 Cross validator", ...test];
    return Promise.resolve(
      new TextEncoder().encode(lines.map((line) => `${line}\n`).join("") + "\n"),
    );
  };

async function load(test: readonly string[], rows = train, seed = 0) {
  const { adult } = await adultIncome.load(["adult"], reader(test, rows), randomStreams(seed));
  const { input, validation, ...others } = adult;
  assert.deepEqual(input, { kind: "numbers", shape: [WIDTH] });
  return { ...others, validation: validation! };
}

const inputs = ({ x }: Rows) =>
  Array.from(
    { length: x.shape[0] },
    (_, row) => [...toDense(x).data.slice(row * WIDTH, (row + 1) * WIDTH)],
  );

/** Returns the indices, after the numbers, that are 1 in a row. */
const ones = (row: readonly number[]) =>
  row.flatMap((value, place) => {
    if (place < 5) return [];
    assert.ok(value === 0 || value === 1);
    return value === 1 ? [place] : [];
  });

Deno.test("adult_income has one domain with two tasks", () => {
  assert.deepEqual(adultIncome.domains, ["adult"]);
  assert.ok(adultIncome.has("adult") && !adultIncome.has("census"));
  assert.deepEqual(adultIncome.tasks("adult").map(({ name, metric }) => [name, metric]), [
    ["income", "auc"],
    ["marital", "auc"],
  ]);
  assert.deepEqual(adultIncome.files("adult").map(({ name }) => name), [
    "adult.data",
    "adult.test",
  ]);
});

Deno.test("adult_income reads both tasks' labels, with the test file's full stops", async () => {
  const { test } = await load([
    person({ 14: ">50K." }),
    person({ 5: "Divorced", 14: "<=50K." }),
    person({ 5: "Married-AF-spouse", 14: ">50K." }),
  ]);
  assert.deepEqual(test[0].y, {
    income: { shape: [3], data: Int32Array.of(1, 0, 1) },
    marital: { shape: [3], data: Int32Array.of(1, 0, 0) },
  });
});

Deno.test("adult_income has one input per category, including the missing value", async () => {
  const { test } = await load([
    person(),
    person({ 1: "?", 6: "?", 8: "Black", 9: "Female", 13: "?" }),
    person({ 1: "Private", 13: "Holand-Netherlands" }),
  ]);
  const [first, missing, other] = inputs(test[0]).map(ones);
  // Indices: workclass 5–13, occupation 14–28, race 29–33, sex 34–35, native country 36–77.
  assert.deepEqual(first, [10, 22, 29, 35, 36]);
  assert.deepEqual(missing, [13, 28, 33, 34, 77]);
  assert.deepEqual(other, [5, 22, 29, 35, 76]);
});

Deno.test("adult_income leaves marital status, relationship, weight and education in words out of the inputs", async () => {
  const variants = [
    person(),
    person({ 5: "Widowed" }),
    person({ 7: "Husband" }),
    person({ 2: "1" }),
    person({ 3: "Doctorate" }),
    person({ 14: ">50K" }),
  ];
  const [first, ...others] = inputs((await load(variants)).test[0]);
  for (const other of others) assert.deepEqual(other, first);
});

Deno.test("adult_income standardises by the remaining training rows", async () => {
  const test = [person({ 0: "90", 4: "1", 10: "99999" })];
  const data = await load(test);
  const ages = inputs(data.train[0]).map(([age]) => age);
  const mean = ages.reduce((sum, age) => sum + age, 0) / ages.length;
  const square = ages.reduce((sum, age) => sum + age ** 2, 0) / ages.length;
  assert.equal(ages.length, 18);
  assertClose([mean, square], [0, 1], 1e-6, 1);
  // The two held-out ages are missing from the training rows; their scale is the same.
  const step = ages[1] - ages[0];
  const all = [...ages, ...inputs(data.validation[0]).map(([age]) => age)].sort((a, b) => a - b);
  assert.equal(all.length, 20);
  const unit = (all[19] - all[0]) / 19;
  assertClose(all, all.map((_, i) => all[0] + i * unit), 1e-5, 1);
  assert.ok(step >= unit - 1e-6);
  // Other test rows do not change the training rows.
  assert.deepEqual((await load([person()])).train, data.train);
  // Constant columns become 0 and stay finite; the amounts are on a logarithmic scale.
  const [age, education, gain, loss] = inputs(data.test[0])[0];
  assertClose([age], [all[0] + 70 * unit], 1e-5);
  assertClose([education, gain, loss], [1 - 13, Math.log(100_000 / 2175), 0], 1e-5, 1);
});

Deno.test("adult_income draws a tenth of the training rows for validation, by the seed", async () => {
  const ages = async (seed: number) => {
    const { validation } = await load([person()], train, seed);
    assert.deepEqual(validation[0].x.shape, [2, WIDTH]);
    return inputs(validation[0]).map(([age]) => age);
  };
  assert.deepEqual(await ages(1), await ages(1));
  const drawn = new Set<string>();
  for (let seed = 0; seed < 5; seed++) drawn.add((await ages(seed)).join());
  assert.ok(drawn.size > 1);
});

for (
  const [what, fields, message] of [
    [
      "an unknown category",
      { 1: "Pirate" },
      "workclass must be a documented value, current value is 'Pirate'",
    ],
    [
      "a missing marital status",
      { 5: "?" },
      "marital-status must be a documented value, current value is '?'",
    ],
    ["another label", { 14: "50K" }, "income must be a documented value, current value is '50K'"],
    [
      "a missing age",
      { 0: "?" },
      "age must be a whole number below 2^53, current value is '?'",
    ],
    [
      "a negative amount",
      { 11: "-1" },
      "capital-loss must be a whole number below 2^53, current value is '-1'",
    ],
    [
      "a number of 400 digits",
      { 10: "9".repeat(400) },
      `capital-gain must be a whole number below 2^53, current value is '${"9".repeat(40)}'`,
    ],
  ] as const
) {
  Deno.test(`adult_income rejects ${what}`, async () => {
    await assert.rejects(load([person(), person(fields)]), {
      name: "SyntaxError",
      message: `Cannot read adult.test, line 3: ${message}`,
    });
  });
}

Deno.test("adult_income rejects a truncated row", async () => {
  await assert.rejects(load([person()], [...train, "39, State-gov"]), {
    message: "Cannot read adult.data, line 21: a row must have 15 fields, " +
      "current value is '39, State-gov'",
  });
});

Deno.test("adult_income's sample has a few rows whose age determines the marital status", () => {
  const { adult: { train, validation = [], test } } = adultIncome.sample(randomStreams(0));
  for (const [[part], rows] of [[train, 40], [validation, 20], [test, 20]] as const) {
    assert.deepEqual(part.x.shape, [rows, WIDTH]);
    inputs(part).forEach((row, i) => {
      assert.equal(part.y.marital.data[i], row[0] < 0 ? 1 : 0);
      assert.equal(part.y.income.data[i], row[0] + row[1] > 0 ? 1 : 0);
      assert.equal(ones(row).length, 5);
    });
  }
});

Deno.test({
  name: "adult_income has the published rows if GRAFT_DATA has the files",
  ignore: noOfficialFiles,
  async fn() {
    const read = await officialFiles(adultIncome, adultIncome.files("adult"));
    if (read === undefined) return;
    const { adult } = await adultIncome.load(["adult"], read, randomStreams(0));
    const above = ({ y }: Rows) => y.income.data.filter((label) => label === 1).length;
    const [train, validation, test] = [adult.train[0], adult.validation![0], adult.test[0]];
    assert.deepEqual([train, validation, test].map(({ x }) => x.shape[0]), [29_305, 3256, 16_281]);
    assert.deepEqual([above(train) + above(validation), above(test)], [7841, 3846]);
  },
});
