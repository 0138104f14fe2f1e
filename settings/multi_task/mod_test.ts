import assert from "node:assert/strict";
import type { Dataset } from "../../datasets/dataset.ts";
import moons from "../../datasets/moons.ts";
import fudanReviews from "../../suites/fudan_reviews.ts";
import { tasksSpec } from "../../tests/conformance/task_runs.ts";
import multiTask from "./mod.ts";
import type { MultiTaskSuite } from "./suite.ts";

const suite: MultiTaskSuite = {
  ...(fudanReviews as MultiTaskSuite),
  groups: (sources) => sources.map((name) => ({ name, sources: [name] })),
};

Deno.test("several tasks: problems are groups of the domains that were found, or of those that are asked for", () => {
  const named = (options: { [option: string]: string }, found: readonly string[]) =>
    multiTask.problems(suite, options, found).map(({ name, sources, tasks }) => [
      name,
      sources,
      tasks.map(({ name, metrics }) => [name, metrics]),
    ]);
  const metrics = ["error", "accuracy"];
  assert.deepEqual(named({}, ["dvd"]), [["dvd", ["dvd"], [["dvd", metrics]]]]);
  assert.deepEqual(named({ tasks: "books, imdb" }, ["dvd"]), [
    ["books", ["books"], [["books", metrics]]],
    ["imdb", ["imdb"], [["imdb", metrics]]],
  ]);
  assert.deepEqual(named({}, []), []);
});

Deno.test("several tasks: unknown domains are refused", () => {
  assert.throws(() => multiTask.problems(suite, { tasks: "books,films" }, ["books"]), {
    name: "RangeError",
    message: /^Cannot run 'films' of fudan_reviews: there are books, electronics, /,
  });
  assert.throws(() => multiTask.problems(suite, { tasks: "," }, []), {
    message: "Cannot read --tasks: it is empty",
  });
});

Deno.test("several tasks: the temperature applies to the order sampled alone", () => {
  const names = (order: string) =>
    Object.keys(multiTask.applies!({ order, temperature: 1 }, suite.dataset));
  assert.deepEqual(names("sampled"), ["order", "transform", "temperature"]);
  for (const order of ["joint", "in_turn"]) {
    assert.deepEqual(names(order), ["order", "transform"]);
  }
});

Deno.test("several tasks: rows are held out of a dataset without validation rows alone", () => {
  const names = (dataset: Dataset) =>
    Object.keys(multiTask.applies!({ order: "joint", temperature: 1 }, dataset));
  assert.ok(names(moons).includes("validation"));
  assert.ok(!names(suite.dataset).includes("validation"));
});

Deno.test("several tasks: facts on the protocol", () => {
  const of = (values: { [name: string]: number | string }) =>
    multiTask.facts(tasksSpec("mmoe", { suite: "fudan_reviews", protocol: { values } }).protocol);
  assert.deepEqual(of({}), [["tasks", "all in every step"]]);
  assert.deepEqual(of({ order: "in_turn" }), [["tasks", "in turn"]]);
  assert.deepEqual(of({ order: "sampled", temperature: 3 }), [
    ["tasks", "sampled by size at temperature 3"],
  ]);
  const values = { transform: "log1p", validation: 0.25 };
  assert.deepEqual(
    multiTask.facts(tasksSpec("mmoe", { suite: "amazon_joint", protocol: { values } }).protocol),
    [["tasks", "all in every step"], ["inputs", "log1p"], [
      "held out",
      "25 % of the training rows",
    ]],
  );
});

Deno.test("several tasks: the arguments of a run choose its domains and the parts of its method", () => {
  const run = { suite: "fudan_reviews", sources: ["dvd", "books"] };
  assert.deepEqual(multiTask.argumentsOf(tasksSpec("mmoe", run)), ["--tasks", "dvd,books"]);
  const parts = { weighting: { name: "dwa" }, rule: { name: "pcgrad" }, fineTuning: 2 };
  assert.deepEqual(multiTask.argumentsOf(tasksSpec("mmoe", run, parts)), [
    ...["--tasks", "dvd,books", "--weightings", "dwa"],
    ...["--rules", "pcgrad", "--fine-tune", "2"],
  ]);
});
