import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { checkDomain, checkTasks, fileOf } from "./_checks.ts";
import type { DomainFamily, TaskFamily, TaskRows } from "./dataset.ts";
import { datasets } from "./mod.ts";

const { amazon_reviews, digits, moons } = datasets as { [name: string]: DomainFamily };
const { adult_income, correlated_tasks, english_tagging, fudan_reviews } = datasets as {
  [name: string]: TaskFamily;
};

const EMPTY = { shape: [0], data: new Int32Array() };

for (const family of Object.values(datasets)) {
  Deno.test(`${family.name}'s sample passes the checks of any data`, () => {
    const random = randomStreams(0);
    if (family.kind === "tasks") checkTasks(family, family.sample(random));
    else checkDomain(family, family.domains[0], family.sample(random), "none");
  });
}

for (
  const [family, what, split, column, value, message] of [
    [amazon_reviews, "a negative count", "train", "x", -7, "counts must be whole numbers from 0"],
    [amazon_reviews, "half a count", "test", "x", 0.5, "counts must be whole numbers from 0"],
    [digits, "a pixel above 1", "train", "x", 1.5, "pixels must be in [0, 1]"],
    [digits, "a pixel that is not a number", "test", "x", NaN, "pixels must be in [0, 1]"],
    [moons, "an infinite coordinate", "train", "x", Infinity, "numbers must be finite"],
    [digits, "a label past the classes", "test", "y", 10, "labels must be classes, from 0 to 9"],
    [moons, "a label below the classes", "train", "y", -1, "labels must be classes, from 0 to 1"],
  ] as const
) {
  Deno.test(`checkDomain rejects ${what}, with the file of its split`, () => {
    const [domain] = family.domains;
    const data = family.sample(randomStreams(0));
    data[split][column].data[5] = value;
    assert.throws(() => checkDomain(family, domain, data, "none"), {
      name: "SyntaxError",
      message: `Cannot read ${
        fileOf(family, domain, split)
      }: ${message}, current value is ${value}`,
    });
  });
}

Deno.test("checkDomain rejects an empty split", () => {
  const { test } = amazon_reviews.sample(randomStreams(0));
  const data = { train: { x: EMPTY, y: EMPTY }, test };
  assert.throws(() => checkDomain(amazon_reviews, "books", data, "none"), {
    message: "Cannot read books_train.svmlight: it must have at least one row",
  });
});

Deno.test("checkDomain rejects negative numbers if their logarithm is taken", () => {
  const data = moons.sample(randomStreams(0));
  data.test.x.data[0] = -0.25;
  data.train.x.data.fill(0);
  checkDomain(moons, "0", data, "none");
  assert.throws(() => checkDomain(moons, "0", data, "log1p"), {
    message: /^Cannot read moons 0: numbers of which the logarithm .*, current value is -\d/,
  });
});

for (
  const [family, what, split, column, value, message] of [
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
  Deno.test(`checkTasks rejects ${what}, with the file of its split`, () => {
    const data = family.sample(randomStreams(0));
    const [source] = Object.keys(data.sources);
    const [{ x, y }] = data.sources[source][split];
    (column === "x" ? x : Object.values(y)[0]).data[0] = value;
    assert.throws(() => checkTasks(family, data), {
      name: "SyntaxError",
      message: `Cannot read ${
        fileOf(family, source, split)
      }: ${message}, current value is ${value}`,
    });
  });
}

Deno.test("checkTasks rejects a split without labelled words", () => {
  const data = english_tagging.sample(randomStreams(0));
  for (const { y } of data.sources.ewt.test) y.deprel.data.fill(-1);
  assert.throws(() => checkTasks(english_tagging, data), {
    message: "Cannot read en_ewt-ud-test.conllu: it must have at least one labelled word",
  });
});

Deno.test("checkTasks rejects a split without rows, also the unlabelled one", () => {
  const { input, sources } = fudan_reviews.sample(randomStreams(0));
  const none: TaskRows[] = [{ x: EMPTY, y: { books: EMPTY } }];
  for (
    const [change, file] of [
      [{ validation: none }, "books.task.train"],
      [{ test: [] }, "books.task.test"],
      [{ unlabelled: EMPTY }, "books.task.unlabel"],
    ] as const
  ) {
    const data = { input, sources: { books: { ...sources.books, ...change } } };
    assert.throws(() => checkTasks(fudan_reviews, data), {
      message: `Cannot read ${file}: it must have at least one row`,
    });
  }
});
