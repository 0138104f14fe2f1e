import assert from "node:assert/strict";
import type { Dataset, DomainData, InputShape, SourceFile } from "../datasets/dataset.ts";
import { datasets } from "../datasets/mod.ts";
import type { RunSpec } from "../records/record.ts";
import { builtIn } from "../runs/catalogue.ts";
import { moonsSpec } from "../tests/conformance/runs.ts";
import { tasksSpec } from "../tests/conformance/task_runs.ts";
import { halvesSpec } from "../tests/conformance/transfer_runs.ts";
import { assertClose } from "../tests/golden/close.ts";
import { oneTask } from "../tests/one_task.ts";
import {
  domainsOf,
  lacksValidation,
  loadData,
  loadedParts,
  loadRunData,
  sharedInput,
} from "./_data.ts";
import { toDense } from "../engine/array.ts";

const unread = () => assert.fail("this dataset reads no file");

Deno.test("loadRunData loads a pair's domains with the streams of the run's seed", async () => {
  const spec = moonsSpec("source_only", {}, {}, 3);
  const first = await loadRunData(spec, unread, builtIn);
  assert.deepEqual(Object.keys(first), ["0", "35"]);
  assert.deepEqual(first["35"].train[0].x.shape, [300, 2]);
  assert.deepEqual(await loadRunData(spec, unread, builtIn), first);
  assert.notDeepEqual(
    (await loadRunData({ ...spec, seed: 4 }, unread, builtIn))["35"],
    first["35"],
  );
});

Deno.test("loadRunData loads the domains of several tasks with the streams of the run's seed", async () => {
  const spec = tasksSpec("hard_sharing", {
    suite: "correlated_tasks",
    sources: ["p=1:n=50", "p=0:n=20"],
    seed: 3,
  });
  const data = await loadRunData(spec, unread, builtIn);
  assert.deepEqual(Object.keys(data), ["p=1:n=50", "p=0:n=20"]);
  assert.deepEqual(data["p=0:n=20"].train[0].x.shape, [20, 20]);
  assert.deepEqual(await loadRunData(spec, unread, builtIn), data);
  assert.notDeepEqual(await loadRunData({ ...spec, seed: 4 }, unread, builtIn), data);
});

Deno.test("domainsOf lists each domain of a run once", () => {
  assert.deepEqual(domainsOf(moonsSpec("source_only").problem), ["0", "35"]);
  assert.deepEqual(domainsOf(halvesSpec({ method: "fine_tuning", pair: ["B", "B"] }).problem), [
    "B",
  ]);
});

const reviews = ({ name }: SourceFile) =>
  Promise.resolve(
    new TextEncoder().encode(name.includes("train") ? "1 0:1 3:4\n-1 2:2\n" : "-1 1:9\n"),
  );

Deno.test("loadRunData applies log1p to the inputs if the protocol says so, in any setting", async () => {
  const ofReviews = (spec: RunSpec, transform: "none" | "log1p"): RunSpec => ({
    ...spec,
    dataset: { name: "amazon_reviews", version: 1, content: "" },
    problem: { ...spec.problem, sources: ["books"], target: undefined },
    protocol: { ...spec.protocol, values: { ...spec.protocol.values, transform } },
  });
  for (const spec of [moonsSpec("source_only"), tasksSpec("hard_sharing")]) {
    const { books } = await loadRunData(ofReviews(spec, "none"), reviews, builtIn);
    const plain = oneTask(books, "books");
    assert.deepEqual([...plain.train.x.data.slice(0, 4)], [1, 0, 0, 4]);
    const { books: changed } = await loadRunData(ofReviews(spec, "log1p"), reviews, builtIn);
    const logs = oneTask(changed, "books");
    assertClose(logs.train.x.data.slice(0, 4), [Math.log(2), 0, 0, Math.log(5)], 1e-7);
    assertClose(logs.train.x.data.slice(5000, 5004), [0, 0, Math.log(3), 0], 1e-7);
    assertClose(logs.test.x.data.slice(0, 3), [0, Math.log(10), 0], 1e-7);
    for (const split of ["train", "test"] as const) {
      assert.deepEqual(logs[split].y, plain[split].y);
      assert.deepEqual(logs[split].x.shape, plain[split].x.shape);
    }
    assert.deepEqual(changed.input, books.input);
  }
});

Deno.test("loadData transforms validation and unlabelled rows too", async () => {
  const rows = (value: number) => ({
    x: { shape: [1, 1], data: Float32Array.of(value) },
    y: { a: { shape: [1], data: Int32Array.of(0) } },
  });
  const data: DomainData = {
    input: { kind: "counts", shape: [1] },
    train: [rows(1)],
    validation: [rows(2), rows(3)],
    test: [rows(4)],
    unlabelled: rows(5).x,
  };
  const dataset: Dataset = { ...datasets.moons, load: () => Promise.resolve({ a: data }) };
  const { a } = await loadData(dataset, ["a"], { read: unread, seed: 0, transform: "log1p" });
  const parts = [...a.train, ...a.validation!, ...a.test].map(({ x }) => toDense(x).data[0]);
  assertClose([...parts, toDense(a.unlabelled!).data[0]], [2, 3, 4, 5, 6].map(Math.log), 1e-6);
  const plain = await loadData(dataset, ["a"], { read: unread, seed: 0 });
  assert.equal(plain.a, data);
});

Deno.test("loadedParts has a part for each domain, or one part if a vocabulary is shared", () => {
  const [first, second, ...none] = loadedParts(moonsSpec("source_only"), builtIn);
  assert.deepEqual([first.domains, second.domains, none], [["0"], ["35"], []]);
  assert.notEqual(first.key, second.key);
  const [texts, ...others] = loadedParts(
    tasksSpec("hard_sharing", { suite: "fudan_reviews" }),
    builtIn,
  );
  assert.deepEqual([texts.domains, others], [["books", "electronics"], []]);
});

Deno.test("loadedParts' keys depend on the seed only if the dataset is drawn", () => {
  const keyOf = (suite: string, seed: number) =>
    loadedParts(tasksSpec("hard_sharing", { suite, seed }), builtIn)[0].key;
  assert.notEqual(keyOf("adult_income", 0), keyOf("adult_income", 1));
  assert.equal(keyOf("adult_income", 1), keyOf("adult_income", 1));
  const ofDigits = (seed: number) =>
    loadedParts({
      ...moonsSpec("source_only", {}, {}, seed),
      dataset: { name: "digits", version: 1, content: "" },
    }, builtIn)[0].key;
  assert.equal(ofDigits(0), ofDigits(1));
});

const domain = (input: InputShape): DomainData => ({ input, train: [], test: [] });
const words = (...words: string[]): InputShape => ({
  kind: "words",
  shape: [3],
  vocabulary: words.length,
  words,
});

Deno.test("lacksValidation is true if one domain has no validation rows", () => {
  const bare = domain({ kind: "points", shape: [2] });
  const whole = { ...bare, validation: [] };
  const lacks = (...domains: DomainData[]) =>
    lacksValidation({ ...datasets.moons, sample: () => Object.fromEntries(domains.entries()) });
  assert.deepEqual([lacks(whole, whole), lacks(whole, bare), lacks(bare)], [false, true, true]);
});

Deno.test("sharedInput returns the input of all domains", () => {
  const input: InputShape = { kind: "numbers", shape: [3] };
  assert.equal(sharedInput({ a: domain(input) }), input);
  assert.equal(sharedInput({ a: domain(input), b: domain({ ...input, shape: [3] }) }), input);
});

for (
  const [what, first, second, message] of [
    [
      "shapes",
      { kind: "numbers", shape: [3] },
      { kind: "numbers", shape: [4] },
      "current values are numbers [3] and numbers [4]",
    ],
    [
      "kinds",
      { kind: "numbers", shape: [2] },
      { kind: "points", shape: [2] },
      "current values are numbers [2] and points [2]",
    ],
    [
      "vocabularies",
      words("", "", "a"),
      words("", "", "a", "b"),
      "current values are words [3] of 3 and words [3] of 4",
    ],
    ["words", words("", "", "a"), words("", "", "b"), "and their words differ"],
  ] as const
) {
  Deno.test(`sharedInput refuses domains with different ${what}`, () => {
    assert.throws(() => sharedInput({ x: domain(first), y: domain(second) }), {
      name: "RangeError",
      message: `Cannot encode x and y with one network: their inputs must be the same, ${message}`,
    });
  });
}
