import assert from "node:assert/strict";
import type { DomainData, Rows } from "../datasets/dataset.ts";
import {
  type HiddenView,
  hiddenView,
  labelledView,
  partAt,
  rowsAt,
  trainingRows,
} from "./_views.ts";
import { toDense } from "../engine/array.ts";

/** Three rows of two numbers with labels of a partial classification and a partial regression. */
const part: Rows = {
  x: { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  y: {
    kind: { shape: [3], data: Int32Array.of(1, -1, 0) },
    size: { shape: [3], data: Float32Array.of(-1, 0.5, NaN) },
  },
};
const data: DomainData = {
  input: { kind: "numbers", shape: [2] },
  train: [part],
  test: [part, part],
  unlabelled: { shape: [1, 2], data: Float32Array.of(7, 8) },
};
const kind = { name: "kind", kind: "classification" } as const;
const size = { name: "size", kind: "regression" } as const;

Deno.test("labelledView shows the rows with the labels of one task, without copies", () => {
  const view = labelledView(data, "train", kind);
  assert.deepEqual(Object.keys(view), ["x", "y"]);
  assert.equal(view.x, part.x);
  assert.equal(view.y, part.y.kind);
});

Deno.test("labelledView of a partial task shows the rows that have a label", () => {
  const view = (task: typeof kind | typeof size) => {
    const { x, y } = labelledView(data, "train", { ...task, partial: true });
    return [[...toDense(x).data], [...y.data], x.shape, y.shape];
  };
  assert.deepEqual(view(kind), [[1, 2, 5, 6], [1, 0], [2, 2], [2]]);
  // A number may be −1.
  assert.deepEqual(view(size), [[1, 2, 3, 4], [-1, 0.5], [2, 2], [2]]);
});

Deno.test("hiddenView shows the rows without labels, also those that have none", () => {
  const view = hiddenView(data, "train");
  assert.deepEqual(Object.keys(view), ["x"]);
  assert.equal(view.x, part.x);
  // @ts-expect-error A view with labels is no view with hidden ones.
  const _: HiddenView = labelledView(data, "train", kind);
});

Deno.test("a view of rows of several shapes, or of none, is refused", () => {
  for (const view of [() => labelledView(data, "test", kind), () => hiddenView(data, "test")]) {
    assert.throws(view, {
      name: "RangeError",
      message:
        "Cannot learn from rows of several lengths: the test split must have one part, current number is 2",
    });
  }
  assert.throws(
    () => labelledView(data, "validation", kind),
    /validation split .* number is 0$/,
  );
});

Deno.test("trainingRows show the labels of some tasks, and no other split", () => {
  const shown = trainingRows(data, ["size"]);
  assert.deepEqual(Object.keys(shown), ["rows", "unlabelled"]);
  assert.deepEqual(shown.rows, [{ x: part.x, y: { size: part.y.size } }]);
  assert.equal(shown.unlabelled, data.unlabelled);
  const { unlabelled: _, ...without } = data;
  assert.deepEqual(Object.keys(trainingRows(without, ["size"])), ["rows"]);
});

Deno.test("rowsAt and partAt take rows with their own labels, in the given order", () => {
  const { x, y } = partAt(part, [2, 0]);
  assert.deepEqual([...toDense(x).data], [5, 6, 1, 2]);
  assert.deepEqual([[...y.kind.data], [...y.size.data]], [[0, 1], [NaN, -1]]);
  const view = rowsAt(labelledView(data, "train", kind), Int32Array.of(2));
  assert.deepEqual([[...toDense(view.x).data], [...view.y.data]], [[5, 6], [0]]);
});
