import assert from "node:assert/strict";
import type { Metric } from "../descriptors/metrics.ts";
import type { NdArray } from "../engine/mod.ts";
import { selections } from "../selection/mod.ts";
import { defineSelection, type Selection } from "../selection/selection.ts";
import { Checkpoints, resultsOf, type ScoredTask, type TaskScores } from "./_checkpoints.ts";

const { last, validation, source_validation: sourceValidation, oracle } = selections;

const task = (name: string, metric: Metric): ScoredTask => ({ name, metric });

/** Scores by task of one metric, for validation rows and for test rows. */
const scores = (
  held: { readonly [task: string]: number },
  test: number | { readonly [task: string]: number } = 0.5,
  metric: Metric = "accuracy",
): { scores: Map<string, TaskScores> } => ({
  scores: new Map(
    Object.entries(held).map(([name, score]) => {
      const onTest = typeof test === "number" ? test : test[name];
      return [name, {
        ...(Number.isNaN(score) ? {} : { validation: score }),
        test: { [metric]: onTest, other: -onTest },
        predicted: [onTest],
      }];
    }),
  ),
});

const both = [last, validation];

Deno.test("Checkpoints: last selects the last, validation the first of the best", () => {
  const checkpoints = new Checkpoints([task("a", "accuracy")], both);
  [0.25, 0.75, 0.5, 0.75, 0.25].forEach((a, i) =>
    checkpoints.add(10 * (i + 1), scores({ a }, i / 10))
  );
  assert.deepEqual(checkpoints.of("a"), {
    metrics: { last: { accuracy: 0.4, other: -0.4 }, validation: { accuracy: 0.1, other: -0.1 } },
    selected: { last: 50, validation: 20 },
  });
  assert.deepEqual(checkpoints.predictedOf("a"), { last: [0.4], validation: [0.1] });
});

Deno.test("Checkpoints: six digits of the outputs are recorded", () => {
  const checkpoints = new Checkpoints([task("a", "rmse")], [last]);
  const predicted = Float64Array.of(1.23456789, -98765432, 999_999, 1e-20, -3, 0);
  checkpoints.add(1, { scores: new Map([["a", { test: { rmse: 1 }, predicted }]]) });
  assert.deepEqual(checkpoints.predictedOf("a"), {
    last: [1.23457, -98765400, 999_999, 1e-20, -3, 0],
  });
});

Deno.test("Checkpoints: oracle selects the first of the best on test rows, source_validation does not read them", () => {
  const checkpoints = new Checkpoints([task("a", "accuracy")], [sourceValidation, oracle]);
  [[0.2, 0.9], [0.3, 0.1], [0.1, 0.95], [0.3, 0.95]].forEach(([a, test], i) =>
    checkpoints.add(i, scores({ a }, test))
  );
  assert.deepEqual(checkpoints.of("a").selected, { source_validation: 1, oracle: 2 });
});

for (const metric of ["error", "rmse", "mae"] as const) {
  Deno.test(`Checkpoints: lower ${metric} is better`, () => {
    const checkpoints = new Checkpoints([task("a", metric)], [...both, oracle]);
    const tested = [0.5, 0.25, 0.75, 0.5];
    [0.5, 0.75, 0.25, 0.25].forEach((a, i) => checkpoints.add(i, scores({ a }, tested[i], metric)));
    assert.deepEqual(checkpoints.of("a").selected, { last: 3, validation: 2, oracle: 1 });
  });
}

Deno.test("Checkpoints: selects one step for all tasks of a network, by the mean of their scores", () => {
  const tasks = [task("right", "accuracy"), task("off", "rmse")];
  const checkpoints = new Checkpoints(tasks, both);
  // Each task has another best step; the means are −0.35, −0.2, −1.15, with errors relative to the first.
  checkpoints.add(1, scores({ right: 0.3, off: 0.5 }, 0.1));
  checkpoints.add(2, scores({ right: 0.8, off: 0.6 }, 0.2));
  checkpoints.add(3, scores({ right: 0.9, off: 1.6 }, 0.3));
  for (const { name } of tasks) {
    const { selected, metrics } = checkpoints.of(name);
    assert.deepEqual(selected, { last: 3, validation: 2 });
    assert.equal(metrics.validation.accuracy, 0.2);
  }
});

Deno.test("Checkpoints: the units of validation and test errors are separate", () => {
  const checkpoints = new Checkpoints(
    [task("a", "accuracy"), task("b", "rmse")],
    [validation, oracle],
  );
  const at = (a: number, b: number) => ({ a: { accuracy: a }, b: { rmse: b } });
  const held = [at(0.5, 1), at(0.6, 1.3), at(0.7, 1.1)];
  const test = [at(0.5, 100), at(0.7, 110), at(0.6, 130)];
  held.forEach((ofHeld, i) =>
    checkpoints.add(i, {
      scores: new Map<string, TaskScores>([
        ["a", { validation: ofHeld.a.accuracy, test: test[i].a, predicted: [] }],
        ["b", { validation: ofHeld.b.rmse, test: test[i].b, predicted: [] }],
      ]),
    })
  );
  // Means relative to the first: (0.5−1, 0.6−1.3, 0.7−1.1)/2, and on test rows (0.5−1, 0.7−1.1, 0.6−1.3)/2.
  assert.deepEqual(checkpoints.of("a").selected, { validation: 2, oracle: 1 });
});

const mixed = [
  ["accuracy", "rmse"],
  ["auc", "mae"],
  ["error", "rmse"],
  ["r2", "mae"],
] as const;

for (const [one, other] of mixed) {
  Deno.test(`Checkpoints: beside ${one}, the unit of ${other} has no effect`, () => {
    const better = one === "error" ? [0.5, 0.4, 0.1] : [0.5, 0.6, 0.9];
    const worse = [2, 2.1, 2.5];
    for (const unit of [1e-6, 1, 1000]) {
      const checkpoints = new Checkpoints([task("a", one), task("b", other)], both);
      better.forEach((a, i) => checkpoints.add(i, scores({ a, b: unit * worse[i] })));
      // A change of 0.4 in one outweighs a quarter in the other.
      assert.equal(checkpoints.of("a").selected.validation, 2, `${unit}`);
    }
  });
}

Deno.test("Checkpoints: metrics of one unit are averaged unscaled", () => {
  const cases = [["accuracy", "span_f1", 0], ["rmse", "rmse", 1], ["rmse", "mae", 1]] as const;
  for (const [one, other, best] of cases) {
    const checkpoints = new Checkpoints([task("a", one), task("b", other)], both);
    // Relative to the first checkpoint's values, the first task's change would decide.
    checkpoints.add(0, scores({ a: 0.1, b: 10 }));
    checkpoints.add(1, scores({ a: 1.5, b: 8.5 }));
    assert.equal(checkpoints.of("a").selected.validation, best, `${one}, ${other}`);
  }
});

Deno.test("Checkpoints: an error of zero at the first checkpoint is not used as a divisor", () => {
  const checkpoints = new Checkpoints([task("a", "accuracy"), task("b", "rmse")], both);
  checkpoints.add(0, scores({ a: 0.5, b: 0 }));
  checkpoints.add(1, scores({ a: 0.9, b: 0.1 }));
  checkpoints.add(2, scores({ a: 0.9, b: 2 }));
  assert.equal(checkpoints.of("a").selected.validation, 1);
});

Deno.test("Checkpoints: the score is the mean of the network's own tasks", () => {
  const checkpoints = new Checkpoints([task("a", "accuracy")], both);
  checkpoints.add(1, scores({ a: 0.6, b: 0 }));
  checkpoints.add(2, scores({ a: 0.5, b: 1 }));
  assert.equal(checkpoints.of("a").selected.validation, 1);
});

Deno.test("Checkpoints: the first checkpoint is selected at any score", () => {
  for (const [metric, score] of [["accuracy", 0], ["rmse", 1e30], ["r2", -Infinity]] as const) {
    const checkpoints = new Checkpoints([task("a", metric)], both);
    checkpoints.add(7, scores({ a: score }));
    assert.deepEqual(checkpoints.of("a").selected, { last: 7, validation: 7 });
  }
});

Deno.test("Checkpoints: reports only the rules of the protocol, in their order", () => {
  const of = (...rules: Selection[]) => {
    const checkpoints = new Checkpoints([task("a", "accuracy")], rules);
    checkpoints.add(1, scores({ a: 1 }));
    checkpoints.add(2, scores({ a: 0 }));
    const { metrics, selected } = checkpoints.of("a");
    return [metrics, selected, checkpoints.predictedOf("a")].map((by) => Object.keys(by));
  };
  assert.deepEqual(of(validation), Array(3).fill(["validation"]));
  assert.deepEqual(of(oracle, validation, last), Array(3).fill(["oracle", "validation", "last"]));
});

Deno.test("Checkpoints: a rule without its measurement selects nothing, the others do", () => {
  const reader = defineSelection({
    name: "reader",
    title: "by unlabelled rows",
    reads: "unlabelled",
    score: () => assert.fail("there are no unlabelled rows"),
  });
  const rules = [last, validation, reader, oracle];
  const checkpoints = new Checkpoints([task("a", "accuracy"), task("b", "accuracy")], rules);
  // One of the tasks has no validation rows.
  checkpoints.add(4, scores({ a: 0.5, b: NaN }));
  assert.deepEqual(checkpoints.of("a").selected, { last: 4, oracle: 4 });
});

Deno.test("Checkpoints: a rule receives the step and what it reads, and nothing else", () => {
  const received: { readonly [rule: string]: unknown[] } = { none: [], validation: [], test: [] };
  const unlabelled: NdArray = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
  const seen: unknown[] = [];
  const rules = [
    defineSelection({
      name: "none",
      title: "",
      score: (checkpoint) => received.none.push(checkpoint),
    }),
    defineSelection({
      name: "validation",
      title: "",
      reads: "validation",
      score: (checkpoint) => received.validation.push(checkpoint),
    }),
    defineSelection({
      name: "unlabelled",
      title: "",
      reads: "unlabelled",
      score: (checkpoint) => seen.push(checkpoint),
    }),
    defineSelection({
      name: "test",
      title: "",
      reads: "test",
      score: (checkpoint) => received.test.push(checkpoint),
    }),
  ];
  const checkpoints = new Checkpoints([task("a", "accuracy")], rules);
  checkpoints.add(3, { ...scores({ a: 0.25 }, 0.75), unlabelled });
  assert.deepEqual(received, {
    none: [{ step: 3 }],
    validation: [{ step: 3, validation: 0.25 }],
    test: [{ step: 3, test: 0.75 }],
  });
  assert.deepEqual(seen, [{ step: 3, unlabelled }]);
});

/** Minus the mean entropy of the outputs' softmax, in nats. */
const certainty = defineSelection({
  name: "certainty",
  title: "the checkpoint of the most certain outputs on the target's rows",
  reads: "unlabelled",
  score({ unlabelled: { shape: [rows, classes], data } }) {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const exps = Array.from(data.subarray(row * classes, (row + 1) * classes), Math.exp);
      const total = exps.reduce((a, b) => a + b);
      for (const exp of exps) sum += (exp / total) * Math.log(exp / total);
    }
    return sum / rows;
  },
});

Deno.test("Checkpoints: a foreign rule selects by outputs on unlabelled rows", () => {
  const checkpoints = new Checkpoints([task("a", "accuracy")], [certainty, validation]);
  // Certain, uncertain and most certain outputs; the scores of labelled rows say the opposite.
  for (const [step, logit, score] of [[1, 2, 0.5], [2, 0, 0.75], [3, -4, 0.25]]) {
    const data = Float32Array.of(logit, 0, logit, 0, logit, 0);
    checkpoints.add(step, {
      ...scores({ a: score }, score),
      unlabelled: { shape: [3, 2], data },
    });
  }
  assert.deepEqual(checkpoints.of("a").selected, { certainty: 3, validation: 2 });
});

Deno.test("Checkpoints: a rule whose name every object inherits is a rule like others", () => {
  const first = { name: "constructor", title: "", score: ({ step }: { step: number }) => -step };
  const checkpoints = new Checkpoints([task("a", "accuracy")], [first]);
  for (const step of [1, 2, 3]) checkpoints.add(step, scores({ a: 0 }));
  assert.deepEqual(Object.entries(checkpoints.of("a").selected), [["constructor", 1]]);
});

Deno.test("Checkpoints refuses a score that is not a number", () => {
  const rule = { name: "broken", title: "", score: () => 0 / 0 };
  const checkpoints = new Checkpoints([task("a", "accuracy")], [last, rule]);
  assert.throws(() => checkpoints.add(20, scores({ a: 1 })), {
    name: "RangeError",
    message: "Cannot choose a checkpoint by broken: its score at step 20 is NaN",
  });
});

Deno.test("resultsOf joins the results of networks of one task each", () => {
  const of = (name: string, held: readonly number[]) => {
    const checkpoints = new Checkpoints([task(name, "accuracy")], both);
    held.forEach((score, i) => checkpoints.add(i, scores({ [name]: score }, i / 4)));
    return { name, checkpoints };
  };
  const results = resultsOf([of("a", [0, 1, 0]), of("b", [1, 0])]);
  const metrics = (test: number) => ({ accuracy: test, other: -test });
  assert.deepEqual(results, {
    metrics: {
      a: { last: metrics(0.5), validation: metrics(0.25) },
      b: { last: metrics(0.25), validation: metrics(0) },
    },
    selected: { last: { a: 2, b: 1 }, validation: { a: 1, b: 0 } },
  });
});
