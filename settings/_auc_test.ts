import assert from "node:assert/strict";
import { assertClose } from "../tests/golden/close.ts";
import golden from "../tests/golden/metrics.json" with { type: "json" };
import { auc } from "./_auc.ts";

// Expected values: scikit-learn 1.9, by tests/golden/metrics.py.

Deno.test("auc agrees with scikit-learn, with and without ties", () => {
  for (const { scores, labels, auc: expected } of golden.scores) {
    assertClose([auc(scores, labels)], [expected], 1e-14);
  }
});

Deno.test("auc is the fraction of the pairs that are in order, with ties counted half", () => {
  for (const { scores, labels } of golden.scores) {
    let [inOrder, pairs] = [0, 0];
    labels.forEach((one, i) =>
      labels.forEach((other, j) => {
        if (one !== 1 || other !== 0) return;
        pairs++;
        inOrder += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
      })
    );
    assertClose([auc(scores, labels)], [inOrder / pairs], 1e-14);
  }
});

Deno.test("auc is 1 in order, 0 in reverse order and 1/2 if all scores are equal", () => {
  const labels = Int32Array.of(0, 0, 1, 1);
  assert.equal(auc([1, 2, 3, 4], labels), 1);
  assert.equal(auc([4, 3, 2, 1], labels), 0);
  assert.equal(auc([7, 7, 7, 7], labels), 0.5);
  assert.equal(auc([-Infinity, 0, 0, Infinity], labels), 3.5 / 4);
});

Deno.test("auc does not change under an increasing function of the scores", () => {
  for (const { scores, labels, auc: expected } of golden.scores) {
    const risen = scores.map((score) => Math.exp(score / 2) - 5);
    assertClose([auc(risen, labels)], [expected], 1e-14);
  }
});

Deno.test("auc of swapped classes, and of negated scores, is 1 − auc", () => {
  for (const { scores, labels, auc: expected } of golden.scores) {
    assertClose([auc(scores, labels.map((label) => 1 - label))], [1 - expected], 1e-14);
    assertClose([auc(scores.map((score) => -score), labels)], [1 - expected], 1e-14);
  }
});

Deno.test("auc rejects rows of one class, other labels, NaN scores, and different numbers of rows", () => {
  const cases: [number[], number[], string][] = [
    [
      [1, 2],
      [1, 1],
      "Cannot compute AUC of one class: it needs rows of both, current numbers are 0 of class 0 and 2 of class 1",
    ],
    [
      [],
      [],
      "Cannot compute AUC of one class: it needs rows of both, current numbers are 0 of class 0 and 0 of class 1",
    ],
    [[1, 2], [0, 2], "Cannot compute AUC: labels must be 0 or 1, current value is 2"],
    [[NaN, 2], [0, 1], "Cannot compute AUC: scores must be numbers, current value is NaN"],
    [[1], [0, 1], "Cannot compute AUC of 1 scores for 2 labels"],
  ];
  for (const [scores, labels, message] of cases) {
    assert.throws(() => auc(scores, labels), { name: "RangeError", message });
  }
});
