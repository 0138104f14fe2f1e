import assert from "node:assert/strict";
import type { Dataset, Task } from "../datasets/dataset.ts";
import moons from "../suites/moons.ts";
import { pairArguments, pairProblems, pairsOf, type PairsSuite } from "./_pairs.ts";

/** A suite whose domains are some names. */
function suiteOf(...domains: string[]): PairsSuite {
  const dataset: Dataset = {
    ...moons.dataset,
    domains,
    has: (domain) => domains.includes(domain),
  };
  return {
    ...moons,
    dataset,
    pairs: (found) => found.slice(1).map((target) => [found[0], target]),
  };
}

const suite = suiteOf("books", "dvd", "dvd-r", "e-book");

Deno.test("pairsOf are by default the suite's pairs of the domains that were found", () => {
  assert.deepEqual(pairsOf(suite, {}, ["dvd", "books", "e-book"]), [
    ["dvd", "books"],
    ["dvd", "e-book"],
  ]);
});

Deno.test("pairsOf reads pairs of domains, found or not, also with a hyphen in their names", () => {
  const pairs = "books-dvd, e-book-books,books-dvd-r,,books-dvd,e-book-dvd-r,dvd-dvd";
  assert.deepEqual(pairsOf(suite, { pairs }, []), [
    ["books", "dvd"],
    ["e-book", "books"],
    ["books", "dvd-r"],
    ["e-book", "dvd-r"],
    ["dvd", "dvd"],
  ]);
});

const refused: [what: string, suite: PairsSuite, pairs: string, message: string | RegExp][] = [
  [
    "an unknown domain",
    suite,
    "books-cd",
    "Cannot run pair 'books-cd' of moons: a pair is source-target, of the domains books, dvd, dvd-r, e-book",
  ],
  ["one domain", suite, "books", /^Cannot run pair 'books' of moons/],
  ["three domains", suite, "books-dvd-books", /^Cannot run pair 'books-dvd-books'/],
  ["no pair", suite, ", ", "Cannot read --pairs: it is empty"],
  ["a pair that can be read in two ways", suiteOf("a", "b-a", "a-b"), "a-b-a", /^Cannot run pair/],
];

for (const [what, suite, pairs, message] of refused) {
  Deno.test(`pairsOf refuses ${what}`, () => {
    assert.throws(() => pairsOf(suite, { pairs }, []), { name: "RangeError", message });
  });
}

/** A task with two metrics. */
const task = (name: string): Task => ({
  name,
  kind: "classification",
  classes: ["negative", "positive"],
  metric: "error",
  furtherMetrics: ["auc"],
  level: 1,
});

Deno.test("pairProblems has the pair's roles, and the target's task with its metrics", () => {
  const dataset = { tasks: (domain: string) => [task(`${domain}'s`)] };
  const tasks = (name: string) => [{ name, task: "dvd-r's", metrics: ["error", "auc"] }];
  const roles = { sources: ["books"], target: "dvd-r" };
  assert.deepEqual(pairProblems(dataset, ["books", "dvd-r"]), [{
    name: "books-dvd-r",
    ...roles,
    tasks: tasks("books-dvd-r"),
  }]);
  assert.deepEqual(pairProblems(dataset, ["books", "dvd-r"], " 10"), [{
    name: "books-dvd-r 10",
    ...roles,
    tasks: tasks("books-dvd-r 10"),
  }]);
});

Deno.test("pairProblems has a problem for each of the target's tasks", () => {
  const dataset = {
    tasks: (domain: string) => domain === "one" ? [task("a")] : [task("b"), task("c")],
  };
  const problems = pairProblems(dataset, ["one", "two"], " all");
  assert.deepEqual(
    problems.map(({ name, tasks }) => [name, ...tasks.map(({ name, task }) => [name, task])]),
    [["one-two b all", ["one-two b all", "b"]], ["one-two c all", ["one-two c all", "c"]]],
  );
});

Deno.test("pairArguments are the option that gives the pair", () => {
  const pair = ["books", "dvd-r"] as const;
  const [problem] = pairProblems({ tasks: (domain) => [task(domain)] }, pair);
  const [option, pairs] = pairArguments(problem);
  assert.equal(option, "--pairs");
  assert.deepEqual(pairsOf(suite, { pairs }, []), [pair]);
});
