import assert from "node:assert/strict";
import { randomStreams } from "../engine/mod.ts";
import { assertClose } from "../tests/golden/close.ts";
import golden from "../tests/golden/metrics.json" with { type: "json" };
import { accuracy, argMax, errorRate, macroF1, mae, r2, rmse, score } from "./_metrics.ts";

// Expected values: scikit-learn 1.9, by tests/golden/metrics.py.

Deno.test("argMax returns the most probable class of each row", () => {
  const logits = {
    shape: [4, 3],
    data: Float32Array.of(1, 2, 3, 9, -1, 0, -5, -3, -4, -1, -1, 0),
  };
  assert.deepEqual([...argMax(logits)], [2, 0, 1, 2]);
  assert.deepEqual([...argMax({ ...logits, shape: [2, 2, 3] })], [2, 0, 1, 2]);
});

Deno.test("argMax returns the first of equal values", () => {
  const logits = { shape: [3, 3], data: Float32Array.of(1, 1, 1, 0, 2, 2, 2, 0, 2) };
  assert.deepEqual([...argMax(logits)], [0, 1, 0]);
});

Deno.test("argMax of no rows is empty", () => {
  assert.equal(argMax({ shape: [0, 2], data: new Float32Array(0) }).length, 0);
});

Deno.test("accuracy is the fraction of correct rows", () => {
  assert.equal(accuracy([0, 1, 2, 1], [0, 1, 1, 1]), 0.75);
  assert.equal(accuracy([1], Int32Array.of(1)), 1);
  assert.equal(accuracy([1, 0], [0, 1]), 0);
});

Deno.test("errorRate is the fraction of wrong rows", () => {
  assert.equal(errorRate([0, 1, 2, 1], [0, 1, 1, 1]), 0.25);
  assert.equal(errorRate([1], Int32Array.of(1)), 0);
});

Deno.test("accuracy, errorRate and macroF1 agree with scikit-learn", () => {
  for (const expected of golden.classes) {
    const { predicted, labels, classes } = expected;
    assertClose([accuracy(predicted, labels)], [expected.accuracy], 1e-15);
    assertClose([errorRate(predicted, labels)], [1 - expected.accuracy], 1e-14);
    assertClose([macroF1(predicted, labels, classes)], [expected.macroF1], 1e-14);
  }
});

Deno.test("macroF1 counts an absent class as 0", () => {
  // F1 of class 0: 2·2/(2 + 3); of class 1: 2·1/(2 + 1).
  const [predicted, labels] = [[0, 0, 1, 1], [0, 0, 1, 0]];
  assertClose([macroF1(predicted, labels, 2)], [(4 / 5 + 2 / 3) / 2], 1e-15);
  assertClose([macroF1(predicted, labels, 4)], [(4 / 5 + 2 / 3) / 4], 1e-15);
});

Deno.test("macroF1 is 1 if all rows are right, and does not depend on the order of the classes", () => {
  assert.equal(macroF1([2, 0, 1], [2, 0, 1], 3), 1);
  for (const { predicted, labels, classes, macroF1: expected } of golden.classes) {
    const [p, l] = [predicted, labels].map((rows) => rows.map((c) => classes - 1 - c));
    assertClose([macroF1(p, l, classes)], [expected], 1e-14);
  }
});

Deno.test("macroF1 rejects a class index out of range", () => {
  for (const [predicted, labels, shown] of [[[0], [2], 2], [[-1], [0], -1]] as const) {
    assert.throws(() => macroF1(predicted, labels, 2), {
      name: "RangeError",
      message: `Cannot compute macro F1: class indices must be below 2, current value is ${shown}`,
    });
  }
});

Deno.test("rmse, mae and r2 agree with scikit-learn", () => {
  for (const expected of golden.numbers) {
    const { predicted, labels } = expected;
    assertClose([rmse(predicted, labels)], [expected.rmse], 1e-13);
    assertClose([mae(predicted, labels)], [expected.mae], 1e-13);
    assertClose([r2(predicted, labels)], [expected.r2], 1e-12);
  }
});

Deno.test("rmse, mae and r2 of known numbers", () => {
  // Errors 3, −1, 0, 0 around labels of mean 2 and squared deviations 4 + 0 + 0 + 4.
  const [predicted, labels] = [[3, 1, 2, 4], Float32Array.of(0, 2, 2, 4)];
  assert.equal(rmse(predicted, labels), Math.sqrt(10 / 4));
  assert.equal(mae(predicted, labels), 1);
  assert.equal(r2(predicted, labels), 1 - 10 / 8);
  assert.equal(r2(labels, labels), 1);
  assert.equal(r2([2, 2, 2, 2], labels), 0);
});

Deno.test("r2 rejects equal labels, for which it is undefined", () => {
  assert.throws(() => r2([1, 2], [3, 3]), {
    name: "RangeError",
    message: "Cannot compute R²: labels must differ, current value is 3 in all 2 rows",
  });
});

const byRows = {
  accuracy,
  error: errorRate,
  "macro F1": (p: number[], l: number[]) => macroF1(p, l, 2),
  RMSE: rmse,
  MAE: mae,
  "R²": r2,
};

for (const [name, metric] of Object.entries(byRows)) {
  Deno.test(`${name} rejects numbers of rows that differ or are zero`, () => {
    for (const [predicted, labels] of [[[0], [0, 1]], [[0, 1], [0]], [[], []]]) {
      assert.throws(() => metric(predicted, labels), {
        name: "RangeError",
        message:
          `Cannot compute ${name} of ${predicted.length} predictions for ${labels.length} labels`,
      });
    }
  });
}

const floats = (shape: number[], ...data: number[]) => ({ shape, data: Float32Array.from(data) });
const ints = (shape: number[], ...data: number[]) => ({ shape, data: Int32Array.from(data) });

Deno.test("score of a classification combines all parts, and scores auc by the margin of class 1", () => {
  const task = {
    kind: "classification",
    classes: ["no", "yes"],
    metric: "accuracy",
    furtherMetrics: ["error", "macro_f1", "auc"],
  } as const;
  // Margins −1, 2, 1 and 3 of labels 0, 1, 0 and 1: the third row is wrong, all pairs are in order.
  const found = score(
    task,
    [floats([3, 2], 1, 0, 5, 7, 0, 1), floats([1, 2], -4, -1)],
    [ints([3], 0, 1, 0), ints([1], 1)],
  );
  // F1 of class 0: 2·1/(1 + 2); of class 1: 2·2/(3 + 2).
  assert.deepEqual(found, {
    accuracy: 0.75,
    error: 0.25,
    macro_f1: (2 / 3 + 4 / 5) / 2,
    auc: 1,
  });
});

Deno.test("score of a regression combines all parts", () => {
  const task = {
    kind: "regression",
    classes: [],
    metric: "rmse",
    furtherMetrics: ["r2", "mae"],
  } as const;
  const found = score(
    task,
    [floats([3, 1], 3, 1, 2), floats([1, 1], 4)],
    [floats([3], 0, 2, 2), floats([1], 4)],
  );
  assert.deepEqual(found, { rmse: Math.sqrt(10 / 4), r2: 1 - 10 / 8, mae: 1 });
});

/** Inserts a row without a label before every second row, as its own prediction. */
function withAbsent<T>(rows: readonly T[], absent: T): T[] {
  return rows.flatMap((row, i) => i % 2 === 0 ? [absent, row] : [row]);
}

Deno.test("score leaves out rows without a label: scikit-learn's metrics of the others", () => {
  for (const { classes, labels, predicted, accuracy, macroF1 } of golden.classes) {
    const task = {
      kind: "classification",
      classes: Array.from({ length: classes }, String),
      metric: "accuracy",
      furtherMetrics: ["error", "macro_f1"],
    } as const;
    const truth = withAbsent(labels, -1);
    const logits = withAbsent(predicted, 0)
      .flatMap((right) => task.classes.map((_, c) => c === right ? 1 : 0));
    const found = score(
      task,
      [floats([truth.length, classes], ...logits)],
      [ints([truth.length], ...truth)],
    );
    const { error, macro_f1 } = found;
    assertClose([found.accuracy!, error!, macro_f1!], [accuracy, 1 - accuracy, macroF1], 1e-14);
  }
  for (const { labels, scores, auc } of golden.scores) {
    const task = {
      kind: "classification",
      classes: ["no", "yes"],
      metric: "auc",
      furtherMetrics: [],
    } as const;
    const truth = withAbsent(labels, -1);
    const logits = withAbsent(scores, 0).flatMap((margin) => [0, margin]);
    const found = score(
      task,
      [floats([truth.length, 2], ...logits)],
      [ints([truth.length], ...truth)],
    );
    assertClose([found.auc!], [auc], 1e-14);
  }
  for (const { labels, predicted, rmse, mae, r2 } of golden.numbers) {
    const task = {
      kind: "regression",
      classes: [],
      metric: "rmse",
      furtherMetrics: ["mae", "r2"],
    } as const;
    const truth = withAbsent(labels, NaN);
    const found = score(
      task,
      [floats([truth.length, 1], ...withAbsent(predicted, 100))],
      [floats([truth.length], ...truth)],
    );
    assertClose([found.rmse!, found.mae!, found.r2!], [rmse, mae, r2], 1e-12);
  }
});

Deno.test("score rejects rows of which none has a label", () => {
  const number = { kind: "regression", classes: [], metric: "rmse", furtherMetrics: [] } as const;
  assert.throws(() => score(number, [floats([2, 1], 1, 2)], [floats([2], NaN, NaN)]), {
    name: "RangeError",
    message: "Cannot compute RMSE of 0 predictions for 0 labels",
  });
});

Deno.test("score of a tagging combines the words of all parts, and counts chunks by sentence", () => {
  const classes = ["O", "B-NP", "I-NP"];
  const task = {
    kind: "tagging",
    classes,
    metric: "span_f1",
    furtherMetrics: ["accuracy", "error", "macro_f1"],
  } as const;
  const logits = (shape: number[], ...tags: number[]) =>
    floats([...shape, 3], ...tags.flatMap((tag) => classes.map((_, c) => c === tag ? 2 : 0.5)));
  const found = score(task, [
    logits([2, 3], 1, 2, 2, 2, 0, 1),
    logits([1, 1], 1),
  ], [
    // The last place of the first row is padding: its prediction, I-NP, is not counted.
    ints([2, 3], 1, 2, -1, 1, 0, 1),
    ints([1, 1], 0),
  ]);
  // Words: B I | I O B | B for B I | B O B | O. Chunks: 4 predicted and 3 labelled, of which 3 agree,
  // since an I that begins a sentence begins a chunk.
  assertClose([found.span_f1!], [6 / 7], 1e-15);
  assertClose([found.accuracy!, found.error!], [4 / 6, 2 / 6], 1e-15);
  // F1 of O: 2·1/(1 + 2); of B-NP: 2·2/(3 + 3); of I-NP: 2·1/(2 + 1).
  assertClose([found.macro_f1!], [2 / 3], 1e-15);
});

Deno.test("score rejects a metric that the task's kind does not have", () => {
  const ofAny = "accuracy, error, macro_f1, mutual_information, entropy";
  const [two, three] = [["a", "b"], ["a", "b", "c"]];
  const labels = [ints([1], 0)];
  const cases = [
    ["auc", "classification", three, floats([1, 3], 0, 0, 0), `${ofAny}`],
    ["rmse", "classification", two, floats([1, 2], 0, 0), `${ofAny}, auc`],
    ["span_f1", "classification", two, floats([1, 2], 0, 0), `${ofAny}, auc`],
    ["accuracy", "regression", [], floats([1, 1], 0), "rmse, r2, mae"],
  ] as const;
  for (const [metric, kind, classes, output, known] of cases) {
    assert.throws(() => score({ kind, classes, metric, furtherMetrics: [] }, [output], labels), {
      name: "RangeError",
      message:
        `Cannot score a ${kind} with ${classes.length} classes: its metrics are ${known}, current value is '${metric}'`,
    });
  }
  const tagging = {
    kind: "tagging",
    classes: two,
    metric: "accuracy",
    furtherMetrics: ["auc"],
  } as const;
  assert.throws(() => score(tagging, [floats([1, 1, 2], 0, 0)], [ints([1, 1], 0)]), {
    name: "RangeError",
    message: /its metrics are accuracy, error, macro_f1, span_f1, current value is 'auc'/,
  });
});

Deno.test("score rejects outputs whose shape does not fit the labels", () => {
  const task = {
    kind: "classification",
    classes: ["a", "b"],
    metric: "accuracy",
    furtherMetrics: [],
  } as const;
  assert.throws(() => score(task, [floats([2, 2], 0, 0, 0, 0)], [ints([1], 0)]), {
    name: "RangeError",
    message: "Cannot score part 0: for labels [1] outputs must be [1,2], current shape is [2,2]",
  });
  assert.throws(() => score(task, [], [ints([1], 0)]), {
    name: "RangeError",
    message: "Cannot score 0 parts of outputs for 1 parts of labels",
  });
});

Deno.test("score does not depend on the division into parts", () => {
  const random = randomStreams(3)("cuts");
  const task = {
    kind: "classification",
    classes: ["a", "b"],
    metric: "auc",
    furtherMetrics: ["macro_f1"],
  } as const;
  const data = Float32Array.from({ length: 40 }, () => random.normal());
  const labels = Int32Array.from({ length: 20 }, (_, row) => row % 2);
  const whole = score(task, [{ shape: [20, 2], data }], [{ shape: [20], data: labels }]);
  const cut = score(
    task,
    [{ shape: [7, 2], data: data.slice(0, 14) }, { shape: [13, 2], data: data.slice(14) }],
    [{ shape: [7], data: labels.slice(0, 7) }, { shape: [13], data: labels.slice(7) }],
  );
  assert.deepEqual(cut, whole);
});

Deno.test("score: entropy and mutual information are of all rows, labelled or not", () => {
  const task = {
    kind: "classification",
    classes: ["a", "b"],
    metric: "mutual_information",
    furtherMetrics: ["entropy"],
  } as const;
  // Probabilities 3/4 and 1/4, then 1/4 and 3/4, in two parts.
  const outputs = [[Math.log(3), 0], [0, Math.log(3)]].map((row) => ({
    shape: [1, 2],
    data: Float32Array.from(row),
  }));
  const labels = [-1, -1].map((label) => ({ shape: [1], data: Int32Array.of(label) }));
  const found = score(task, outputs, labels);
  const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
  assert.ok(Math.abs(found.entropy! - entropy) < 1e-6);
  assert.ok(Math.abs(found.mutual_information! - (Math.log(2) - entropy)) < 1e-6);
});
