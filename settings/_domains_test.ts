import assert from "node:assert/strict";
import type { Dataset, DomainData, LoadedDomains, Task } from "../datasets/dataset.ts";
import moons from "../datasets/moons.ts";
import type { Metric } from "../descriptors/metrics.ts";
import { openDevice } from "../engine/mod.ts";
import { builtIn } from "../runs/catalogue.ts";
import { expand } from "../runs/expand.ts";
import { run } from "../runs/run.ts";
import adaptation from "../suites/moons.ts";
import {
  DomainScript,
  followScript,
  idsOf,
  numbered,
  numberedDomains,
  testIds,
} from "../tests/conformance/domain_script.ts";
import { environment, moonsSpec } from "../tests/conformance/runs.ts";
import type { LabelledRows } from "../tests/one_task.ts";
import { sampleOf } from "./_data.ts";
import type { DomainsSpec } from "./_domains.ts";
import type { Catalogue } from "./catalogue.ts";
import type { AdaptationSuite } from "./unsupervised_adaptation/suite.ts";

// Tasks and rows that runs between domains learn, and datasets that they refuse.

const task = (name: string, changes: Partial<Task> = {}): Task => ({
  name,
  kind: "classification",
  classes: ["even", "odd"],
  metric: "error",
  furtherMetrics: ["auc", "accuracy"],
  level: 1,
  ...changes,
});

/** The moons with other tasks. */
const withTasks = (tasks: Dataset["tasks"], changes: Partial<Dataset> = {}): Dataset => ({
  ...moons,
  name: "own",
  tasks,
  ...changes,
});

const catalogueOf = (own: Dataset): Catalogue => ({
  ...builtIn,
  datasets: { ...builtIn.datasets, own },
});

/** Expands the suite of the moons on another dataset. */
function planned(own: Dataset, encoder?: string): DomainsSpec[] {
  const { validation: _, ...values } = adaptation.protocol.values;
  const suite: AdaptationSuite = {
    ...(adaptation as AdaptationSuite),
    protocol: { ...adaptation.protocol, values },
    dataset: own,
    methods: { source_only: {} },
  };
  const protocol = encoder ? { encoder: { name: encoder, values: {} } } : {};
  return expand(suite, { seeds: [0], protocol }, catalogueOf(own)) as DomainsSpec[];
}

for (
  const [what, dataset, message] of [
    [
      "a regression",
      withTasks((name) => [task(name, { kind: "regression", classes: [], metric: "rmse" })]),
      "Cannot learn 0 of own between domains: source_only classifies rows, and it is a regression",
    ],
    [
      "a tagging",
      withTasks((name) => [task(name, { kind: "tagging" })]),
      "Cannot learn 0 of own between domains: source_only classifies rows, and it is a tagging",
    ],
    [
      "domains with different classes in adaptation",
      withTasks((name) => [task(name, { classes: [name, "odd"] })]),
      "Cannot adapt 0 to 35: their classes must be the same, current values are 0, odd and 35, odd",
    ],
    [
      "a task that the source lacks",
      withTasks((name) => name === "0" ? [task("a")] : [task("a"), task("b")]),
      "Cannot learn b from 0: it has no task in the place of b",
    ],
    [
      "domains with different inputs",
      withTasks((name) => [task(name)], {
        sample(random) {
          const { "0": source, "35": target } = moons.sample(random);
          return { "0": source, "35": { ...target, input: { ...target.input, shape: [3] } } };
        },
      }),
      "Cannot encode 0 and 35 with one network: their inputs must be the same, current values are points [2] and points [3]",
    ],
  ] as const
) {
  Deno.test(`a plan between domains refuses ${what}`, () => {
    assert.throws(() => planned(dataset), { name: "RangeError", message });
  });
}

Deno.test("a plan between domains refuses an encoder of other inputs", () => {
  assert.throws(() => planned(withTasks((name) => [task(name)]), "text_cnn"), {
    message: "Cannot encode points with text_cnn: it takes words",
  });
});

Deno.test("a plan between domains has a problem for each pair of tasks, with the metrics of the target's", () => {
  const specs = planned(withTasks((name) => [
    task(`${name}'s first`),
    task(`${name}'s second`, { metric: "accuracy", furtherMetrics: [] }),
  ]));
  assert.deepEqual(specs.map(({ problem }) => problem), [
    {
      name: "0-35 35's first",
      sources: ["0"],
      target: "35",
      tasks: [{
        name: "0-35 35's first",
        task: "35's first",
        metrics: ["error", "auc", "accuracy"],
      }],
    },
    {
      name: "0-35 35's second",
      sources: ["0"],
      target: "35",
      tasks: [{ name: "0-35 35's second", task: "35's second", metrics: ["accuracy"] }],
    },
  ]);
});

const metrics: readonly Metric[] = ["error", "auc", "accuracy"];

/** Returns the spec of a run on the domains of {@linkcode loaded}, whose second task is learned. */
function specOf(method: string, values = {}): DomainsSpec {
  const spec = moonsSpec(method, {}, values);
  return {
    ...spec,
    dataset: { ...spec.dataset, name: "own" },
    problem: { ...spec.problem, tasks: [{ name: "0-35", task: "35 b", metrics }] },
  };
}

const twoTasks = withTasks((name) => [task(`${name} a`), task(`${name} b`)]);

/** Numbered rows with two tasks each: every row of the first is of one class, the second is that of the rows. */
function loaded(changes: { readonly [domain: string]: Partial<DomainData> } = {}): LoadedDomains {
  return Object.fromEntries(
    Object.entries(numberedDomains).map(([domain, { train, test }]) => [domain, {
      input: { kind: "points", shape: [3] },
      train: [partOf(domain, train)],
      test: [partOf(domain, test)],
      ...changes[domain],
    }]),
  );
}

const partOf = (domain: string, { x, y }: LabelledRows) => ({
  x,
  y: {
    [`${domain} a`]: { shape: y.shape, data: new Int32Array(y.data.length) },
    [`${domain} b`]: y,
  },
});

const follow = (
  spec: DomainsSpec,
  script: DomainScript,
  data = loaded(),
  dataset = twoTasks,
) =>
  followScript(spec, script, numberedDomains, {
    catalogue: catalogueOf(dataset),
    load: () => Promise.resolve(data),
  });

Deno.test("run between domains measures the task's own metrics and selects by the first", async () => {
  // Of the 8 test rows so many are right at each checkpoint, the first rows; the lowest error is chosen.
  const right = [4, 2, 7, 7, 3, 5];
  const script = new DomainScript(
    undefined,
    (id, step) => id < 300 || id - 300 < right[step / 3 - 1] ? id % 2 : 1 - id % 2,
  );
  const { record, predictions } = await follow(specOf("source_only"), script);
  assert.equal(record.status, "ok", record.error?.message ?? "");
  assert.deepEqual(
    record.curve.map(({ tasks }) => tasks["0-35"]),
    right.map((count) => ({ validation: 0, test: (8 - count) / 8 })),
  );
  assert.deepEqual(record.selected, {
    last: { "0-35": 18 },
    // All are right on the validation rows: the first.
    source_validation: { "0-35": 3 },
    oracle: { "0-35": 9 },
  });
  // Of 4 even and 4 odd rows one odd row is wrong: AUC = (4·3 + 4·½) / 16, where it ties with the even ones.
  assert.deepEqual(record.metrics["0-35"].oracle, {
    error: 1 / 8,
    auc: (4 * 3 + 4 / 2) / 16,
    accuracy: 7 / 8,
  });
  // With an AUC the margins of the logits are kept.
  const margins = testIds.map((id, row) => (row < 7 ? id % 2 : 1 - id % 2) ? 1 : -1);
  assert.deepEqual(predictions!.tasks["0-35"], {
    labels: testIds.map((id) => id % 2),
    predicted: {
      ...predictions!.tasks["0-35"].predicted,
      oracle: margins,
    },
  });
});

Deno.test("run between domains trains on the source's task in the place of the target's", async () => {
  const { script } = await follow(specOf("dann"), new DomainScript());
  const { x, y } = script.tables.source as unknown as LabelledRows;
  assert.deepEqual([...y.data], idsOf(x).map((id) => id % 2));
  assert.deepEqual(Object.keys(script.tables.target), ["x"]);
});

Deno.test("run between domains uses the validation rows that a domain has, and holds none out", async () => {
  const own = numbered(500, 6);
  const data = loaded({
    "0": { validation: [partOf("0", own)] },
    "35": { validation: [partOf("35", numbered(600, 6))] },
  });
  for (
    const [method, domain, first] of [
      ["source_only", "0", 500],
      ["target_only", "35", 600],
    ] as const
  ) {
    const right = new DomainScript(
      undefined,
      (id) => Number(id >= first && id < first + 6) * id % 2,
    );
    const { script, record } = await follow(specOf(method), right, data);
    const [labelled] = Object.values(script.tables) as unknown as LabelledRows[];
    assert.deepEqual(labelled.x, numberedDomains[domain].train.x);
    assert.ok(record.curve.every(({ tasks }) => tasks["0-35"].validation === 0));
    const ids = script.predicted.filter(([id]) => id === first);
    assert.deepEqual(ids, Array(6).fill(Array.from({ length: 6 }, (_, i) => first + i)));
  }
  // They are not used either if the protocol holds no part out.
  const none = { validation: 0 };
  const { script, record } = await follow(specOf("source_only", none), new DomainScript(), data);
  assert.ok(record.curve.every(({ tasks }) => tasks["0-35"].validation === undefined));
  assert.ok(script.predicted.every(([id]) => id < 500));
});

Deno.test("a protocol between domains holds nothing out of domains with validation rows of their own", () => {
  const validated = withTasks((name) => [task(name)], {
    sample: (random) =>
      Object.fromEntries(
        Object.entries(moons.sample(random)).map((
          [name, data],
        ) => [name, { ...data, validation: data.test }]),
      ),
  });
  const [{ protocol }] = planned(validated);
  assert.ok(!("validation" in protocol.values));
  assert.deepEqual(protocol.selections, ["last", "source_validation", "oracle"]);
  assert.equal(planned(twoTasks)[0].protocol.values.validation, 0.1);
});

Deno.test("a plan refuses the logarithm of words, between domains and for several tasks", () => {
  for (const suite of [builtIn.suites.fudan_adaptation, builtIn.suites.fudan_reviews]) {
    const protocol = { values: { transform: "log1p" } };
    assert.throws(() => expand(suite, { protocol }, builtIn), {
      name: "RangeError",
      message: "Cannot take the logarithm of words: the transform of fudan_reviews must be none",
    });
  }
});

Deno.test("run between domains leaves rows of a partial task without a label out, but as rows without labels", async () => {
  const partial = withTasks((name) => [task(`${name} a`), task(`${name} b`, { partial: true })]);
  const absent = ({ x, y: { shape, data } }: LabelledRows): LabelledRows => ({
    x,
    y: { shape, data: data.map((label, row) => row % 4 === 3 ? -1 : label) },
  });
  const of = (domain: string) => {
    const { train, test } = numberedDomains[domain];
    return { train: [partOf(domain, absent(train))], test: [partOf(domain, absent(test))] };
  };
  const data = loaded({ "0": of("0"), "35": of("35") });
  const script = new DomainScript(undefined, (id) => id % 2);
  const { record, predictions } = await follow(specOf("dann"), script, data, partial);
  assert.equal(record.status, "ok", record.error?.message ?? "");
  const { source, target } = script.tables as unknown as { [table: string]: LabelledRows };
  // 33 of 43 rows have a label, of which 3 are held out.
  assert.equal(source.y.data.length, 30);
  assert.ok(source.y.data.every((label) => label >= 0));
  assert.deepEqual([...source.y.data], idsOf(source.x).map((id) => id % 2));
  assert.deepEqual(target.x, numberedDomains["35"].train.x);
  assert.deepEqual(predictions!.tasks["0-35"].labels, [0, 1, 0, 0, 1, 0]);
  assert.deepEqual(record.metrics["0-35"].last, { error: 0, auc: 1, accuracy: 1 });
});

Deno.test("run between domains with rows of several lengths has failed, with the reason", async () => {
  const { "35": { test } } = loaded();
  const { record } = await follow(
    specOf("source_only"),
    new DomainScript(),
    loaded({ "35": { test: [...test, ...test] } }),
  );
  assert.equal(record.status, "failed");
  assert.match(record.error!.message, /^Cannot learn from rows of several lengths: the test split/);
});

Deno.test("run between domains learns from texts, with words that the domains share", async () => {
  const suite = builtIn.suites.fudan_adaptation;
  const [spec] = expand(suite, {
    options: { pairs: "books-electronics" },
    methods: ["dann"],
    seeds: [0],
    protocol: {
      encoder: { name: "bag_of_embeddings", values: { embedding: 8 } },
      values: { learningRate: 0.05, epochs: 10, batch: 10 },
    },
  }, builtIn);
  const { record } = await run(spec, {
    catalogue: builtIn,
    executor: await openDevice("cpu"),
    environment,
    load: () => Promise.resolve(sampleOf(suite.dataset)),
  });
  assert.equal(record.status, "ok", record.error?.message ?? "");
  // The first words of both domains' texts determine the class.
  const { last } = record.metrics["books-electronics"];
  assert.deepEqual(Object.keys(last), ["error", "accuracy"]);
  assert.ok(last.error <= 0.1, `${last.error}`);
});
