import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { checkDomain, fileOf } from "./_checks.ts";
import type { Dataset, DomainData, Rows } from "./dataset.ts";
import { datasets } from "./mod.ts";
import { type SparseArray, toDense } from "../engine/array.ts";

const { adult_income, amazon_reviews, correlated_tasks, digits, english_tagging, fudan_reviews } =
  datasets;
const { moons } = datasets;

const EMPTY = { shape: [0], data: new Int32Array() };

/** Returns the first domain of a dataset's sample, with its name. */
function sampled(dataset: Dataset): [domain: string, data: DomainData] {
  return Object.entries(dataset.sample(randomStreams(0)))[0];
}

for (const dataset of Object.values(datasets)) {
  Deno.test(`${dataset.name}'s sample passes the checks of any data`, () => {
    const sample = dataset.sample(randomStreams(0));
    for (const [domain, data] of Object.entries(sample)) checkDomain(dataset, domain, data);
  });
}

for (
  const [dataset, what, split, column, value, message] of [
    [amazon_reviews, "a negative count", "train", "x", -7, "counts must be whole numbers from 0"],
    [amazon_reviews, "half a count", "test", "x", 0.5, "counts must be whole numbers from 0"],
    [digits, "a pixel above 1", "train", "x", 1.5, "pixels must be in [0, 1]"],
    [digits, "a pixel that is not a number", "test", "x", NaN, "pixels must be in [0, 1]"],
    [moons, "an infinite coordinate", "train", "x", Infinity, "numbers must be finite"],
    [digits, "a label past the classes", "test", "y", 10, "labels must be classes, from 0 to 9"],
    [moons, "a label below the classes", "train", "y", -1, "labels must be classes, from 0 to 1"],
    [
      fudan_reviews,
      "a word past the vocabulary",
      "test",
      "x",
      30,
      "words must be whole numbers below 30",
    ],
    [adult_income, "a number that is none", "validation", "x", NaN, "numbers must be finite"],
    [adult_income, "a third class", "train", "y", 2, "labels must be classes, from 0 to 1"],
    [correlated_tasks, "an infinite label", "test", "y", Infinity, "labels must be finite"],
    [
      english_tagging,
      "a tag past the classes",
      "train",
      "y",
      17,
      "labels must be classes, from 0 to 16",
    ],
  ] as const
) {
  Deno.test(`checkDomain rejects ${what}, with the file of its split`, () => {
    const [domain, data] = sampled(dataset);
    const [{ x, y }] = data[split]!;
    const inputs = "values" in x ? x.values : x.data;
    (column === "x" ? inputs : Object.values(y)[0].data)[5] = value;
    assert.throws(() => checkDomain(dataset, domain, data), {
      name: "SyntaxError",
      message: `Cannot read ${
        fileOf(dataset, domain, split)
      }: ${message}, current value is ${value}`,
    });
  });
}

Deno.test("checkDomain rejects negative numbers if their logarithm is taken", () => {
  const [domain, data] = sampled(moons);
  toDense(data.test[0].x).data[0] = -0.25;
  toDense(data.train[0].x).data.fill(0);
  checkDomain(moons, domain, data);
  assert.throws(() => checkDomain(moons, domain, data, "log1p"), {
    message: /^Cannot read moons 0: numbers of which the logarithm .*, current value is -\d/,
  });
});

Deno.test("checkDomain rejects a split without labelled words", () => {
  const { ewt } = english_tagging.sample(randomStreams(0));
  for (const { y } of ewt.test) y.deprel.data.fill(-1);
  assert.throws(() => checkDomain(english_tagging, "ewt", ewt), {
    message: "Cannot read en_ewt-ud-test.conllu: it must have at least one labelled word",
  });
});

for (
  const [dataset, absent, message] of [
    [moons, -1, "labels must be classes, from 0 to 1, current value is -1"],
    [correlated_tasks, NaN, "labels must be finite, current value is NaN"],
  ] as const
) {
  Deno.test(`checkDomain accepts absent labels of ${dataset.name} only if its tasks are partial`, () => {
    const partial: Dataset = {
      ...dataset,
      tasks: (domain) => dataset.tasks(domain).map((task) => ({ ...task, partial: true })),
    };
    const [domain, data] = sampled(dataset);
    const [{ y }] = data.train;
    const [labels] = Object.values(y);
    labels.data[3] = absent;
    checkDomain(partial, domain, data);
    assert.throws(() => checkDomain(dataset, domain, data), {
      name: "SyntaxError",
      message: `Cannot read ${fileOf(dataset, domain, "train")}: ${message}`,
    });
    labels.data.fill(absent);
    assert.throws(() => checkDomain(partial, domain, data), {
      message: `Cannot read ${
        fileOf(dataset, domain, "train")
      }: it must have at least one labelled row`,
    });
  });
}

Deno.test("checkDomain takes −1 for a number like any other, also of a partial task", () => {
  const partial: Dataset = {
    ...correlated_tasks,
    tasks: (domain) => correlated_tasks.tasks(domain).map((task) => ({ ...task, partial: true })),
  };
  const [domain, data] = sampled(correlated_tasks);
  for (const labels of Object.values(data.train[0].y)) labels.data.fill(-1);
  checkDomain(partial, domain, data);
});

Deno.test("checkDomain rejects labels that are missing, or not one for each row or word", () => {
  const { books } = fudan_reviews.sample(randomStreams(0));
  const [{ x, y }] = books.test;
  for (
    const [labels, shape] of [
      [{}, "none"],
      [{ books: { shape: [19], data: y.books.data.subarray(1) } }, "[19]"],
      [{ books: { shape: [20, 1], data: y.books.data } }, "[20,1]"],
    ] as const
  ) {
    const data: DomainData = { ...books, test: [{ x, y: labels as Rows["y"] }] };
    assert.throws(() => checkDomain(fudan_reviews, "books", data), {
      name: "SyntaxError",
      message:
        `Cannot read books.task.test: the labels of books must be of shape [20], current value is ${shape}`,
    });
  }
});

Deno.test("checkDomain rejects a split without rows, also the unlabelled one", () => {
  const { books } = fudan_reviews.sample(randomStreams(0));
  const none: Rows[] = [{ x: EMPTY, y: { books: EMPTY } }];
  for (
    const [change, file] of [
      [{ train: none }, "books.task.train"],
      [{ validation: none }, "books.task.train"],
      [{ test: [] }, "books.task.test"],
      [{ unlabelled: EMPTY }, "books.task.unlabel"],
    ] as const
  ) {
    assert.throws(() => checkDomain(fudan_reviews, "books", { ...books, ...change }), {
      message: `Cannot read ${file}: it must have at least one row`,
    });
  }
});

for (
  const [what, changes, message] of [
    ["a row without a start", { starts: Int32Array.of(0, 1) }, "each row must have a start"],
    ["a start past the entries", { starts: Int32Array.of(0, 1, 3) }, "each row must have a start"],
    ["a first start past zero", { starts: Int32Array.of(1, 1, 2) }, "each row must have a start"],
    ["an entry without a value", { values: Float32Array.of(1) }, "each row must have a start"],
    [
      "a start that decreases",
      {
        shape: [3, 5000],
        starts: Int32Array.of(0, 2, 1, 2),
        columns: Int32Array.of(3, 4),
      },
      "starts must not decrease",
    ],
    ["a column past the width", { columns: Int32Array.of(3, 5000) }, "columns must increase"],
    ["a negative column", { columns: Int32Array.of(-1, 3) }, "columns must increase"],
    ["a repeated column", { starts: Int32Array.of(0, 0, 2) }, "columns must increase"],
  ] as const
) {
  Deno.test(`checkDomain rejects sparse rows with ${what}`, () => {
    const [domain, data] = sampled(amazon_reviews);
    const rows = (changes: Partial<SparseArray>): Rows => ({
      x: {
        shape: [2, 5000],
        starts: Int32Array.of(0, 1, 2),
        columns: Int32Array.of(3, 3),
        values: Float32Array.of(1, 1),
        ...changes,
      },
      y: { [domain]: { shape: [2], data: Int32Array.of(0, 1) } },
    });
    checkDomain(amazon_reviews, domain, { ...data, train: [rows({})] });
    assert.throws(
      () => checkDomain(amazon_reviews, domain, { ...data, train: [rows(changes)] }),
      new RegExp(`^SyntaxError: Cannot read books_train\\.svmlight: in sparse rows, ${message}`),
    );
  });
}
