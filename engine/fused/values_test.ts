import assert from "node:assert/strict";
import {
  accessOf,
  Block,
  contiguous,
  everyIndex,
  expandOf,
  type Held,
  heldIn,
  type Lazy,
  loopsOver,
  reshapeView,
  sliceView,
  transposeOf,
} from "./values.ts";

const SHAPE = [4, 6, 1, 5];

/** An array in memory, and a value of the same shape that is in none. */
const array = heldIn(new Block(4 * 120), "float32", SHAPE);
const lazy: Lazy = {
  kind: "mapped",
  type: "float32",
  shape: SHAPE,
  operands: [array],
  make: ([x]) => x,
  cost: 1,
};

/** Returns the elements of the array that a view takes, in order. */
function elementsOf(view: Lazy): number[] {
  const lengths = loopsOver(view.shape);
  let index = everyIndex(view.shape);
  let value = view;
  while (value.kind === "view") {
    index = value.place(index);
    value = value.of;
  }
  const held = value.kind === "held" ? value : array;
  const { offset, strides } = accessOf(held, index, lengths.length);
  const elements: number[] = [];
  const visit = (loop: number, at: number) => {
    if (loop === lengths.length) return void elements.push(at);
    for (let i = 0; i < lengths[loop]; i++) visit(loop + 1, at + strides[loop] * i);
  };
  visit(0, offset);
  return elements;
}

/** The elements of the array that views take, by plain loops. */
const at = (i: number, j: number, k: number) => (i * 6 + j) * 5 + k;

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Views of views, and the elements that they take, in order. */
const VIEWS: { readonly [what: string]: readonly [(x: Lazy) => Lazy, number[]] } = {
  "a transpose": [
    (x) => transposeOf(x, [3, 0, 2, 1]),
    range(5).flatMap((k) => range(4).flatMap((i) => range(6).map((j) => at(i, j, k)))),
  ],
  "a slice backwards": [
    (x) => sliceView(x, [3, 4, 0, 1], [-2, -2, 1, 3], [2, 3, 1, 2]),
    [3, 1].flatMap((i) => [4, 2, 0].flatMap((j) => [1, 4].map((k) => at(i, j, k)))),
  ],
  "a slice of a transpose of a reshape": [
    (x) => {
      const split = reshapeView(x, [2, 2, 3, 2, 5])!;
      const turned = transposeOf(split, [2, 4, 0, 3, 1]);
      return sliceView(turned, [1, 3, 1, 0, 0], [1, -3, 1, 1, 1], [2, 2, 1, 2, 2]);
    },
    [1, 2].flatMap((j) =>
      [3, 0].flatMap((k) => [0, 1].flatMap((half) => [0, 1].map((i) => at(2 + i, 2 * j + half, k))))
    ),
  ],
  "a broadcast of a slice": [
    (x) =>
      expandOf(reshapeView(sliceView(x, [1, 2, 0, 0], [1, 1, 1, 1], [1, 1, 1, 5]), [5])!, [3, 5]),
    range(3).flatMap(() => range(5).map((k) => at(1, 2, k))),
  ],
  "a slice of a broadcast": [
    (x) =>
      sliceView(expandOf(x, [2, 4, 6, 3, 5]), [1, 0, 5, 1, 0], [1, 3, 1, 1, 4], [1, 2, 1, 2, 2]),
    [0, 3].flatMap((i) => range(2).flatMap(() => [0, 4].map((k) => at(i, 5, k)))),
  ],
  "an axis of length 1 added and removed": [
    (x) => reshapeView(reshapeView(x, [1, 4, 6, 5])!, [4, 1, 1, 6, 5])!,
    range(120),
  ],
  "no elements": [(x) => sliceView(x, [0, 6, 0, 0], [1, 1, 1, 1], [4, 0, 1, 5]), []],
};

for (const [what, [view, elements]] of Object.entries(VIEWS)) {
  Deno.test(`views of an array and of what is in no memory: ${what}`, () => {
    assert.equal(view(array).kind, "held");
    assert.deepEqual(elementsOf(view(array)), elements);
    assert.deepEqual(elementsOf(view(lazy)), elements);
  });
}

Deno.test("reshapeView: axes of what is not in order are split, and cannot be merged", () => {
  const turned = transposeOf(array, [1, 0, 2, 3]);
  assert.deepEqual((reshapeView(turned, [2, 3, 4, 5]) as Held).strides, [15, 5, 30, 1]);
  for (const shape of [[24, 5], [120], [6, 20], [3, 8, 5]]) {
    assert.equal(reshapeView(turned, shape), undefined, `${shape}`);
    assert.equal(reshapeView(lazy, shape), undefined, `${shape}`);
    assert.deepEqual((reshapeView(array, shape) as Held).strides, contiguous(shape));
  }
});
