import assert from "node:assert/strict";
import type { NdArray } from "./array.ts";
import { type Arrays, leaves, mapPlaces, mapTree, partOf } from "./tree.ts";

const tree = {
  encoder: { layer1: { kernel: numbers(1, 2), bias: numbers(3) }, layer2: { kernel: numbers(4) } },
  scale: numbers(5),
};

Deno.test("leaves lists paths in the order of insertion", () => {
  assert.deepEqual(leaves(tree).map(([path, { data }]) => [path, ...data]), [
    ["encoder/layer1/kernel", 1, 2],
    ["encoder/layer1/bias", 3],
    ["encoder/layer2/kernel", 4],
    ["scale", 5],
  ]);
  assert.deepEqual(leaves({}), []);
});

Deno.test("leaves treats a tree with a leaf named shape as a tree", () => {
  assert.deepEqual(leaves({ input: { shape: numbers(1) } }).map(([path]) => path), ["input/shape"]);
});

Deno.test("mapTree keeps the structure and combines the leaves of the same place", () => {
  const doubled = mapTree(({ data }: NdArray) => numbers(...[...data].map((v) => 2 * v)), tree);
  // The same names in another order: places are matched by name.
  const other = { scale: doubled.scale, encoder: doubled.encoder };
  const sums = mapTree(
    (a: NdArray, b: NdArray) => numbers(...[...a.data].map((v, i) => v + b.data[i])),
    tree,
    other as Arrays,
  );
  assert.deepEqual(sums, {
    encoder: {
      layer1: { kernel: numbers(3, 6), bias: numbers(9) },
      layer2: { kernel: numbers(12) },
    },
    scale: numbers(15),
  });
  assert.deepEqual(Object.keys(sums), ["encoder", "scale"]);
});

Deno.test("mapTree visits the leaves in the order of leaves", () => {
  const seen: number[] = [];
  mapTree((leaf: NdArray) => {
    seen.push(leaf.data[0]);
    return leaf;
  }, tree);
  assert.deepEqual(seen, leaves(tree).map(([, leaf]) => leaf.data[0]));
});

Deno.test("mapTree rejects a tree that lacks a place, and names it", () => {
  const lacking: [Arrays, string][] = [
    [{ encoder: tree.encoder }, "scale"],
    [{ ...tree, encoder: { layer1: tree.encoder.layer1 } }, "layer2"],
    [{ ...tree, encoder: numbers(1) as unknown as Arrays }, "encoder"],
    [{ ...tree, scale: { nested: numbers(1) } }, "scale"],
  ];
  for (const [other, name] of lacking) {
    assert.throws(() => mapTree((leaf: NdArray) => leaf, tree, other), {
      name: "TypeError",
      message: `Cannot map trees of different structure: they differ at '${name}'`,
    });
  }
});

Deno.test("mapPlaces passes each leaf with its path, in the order of leaves, and keeps empty branches", () => {
  const withEmpty = { ...tree, own: { a: {}, b: { head: numbers(6) } }, none: {} };
  const seen: string[] = [];
  const named = mapPlaces((path, leaf: NdArray) => {
    seen.push(path);
    return numbers(...leaf.data, path.length);
  }, withEmpty);
  assert.deepEqual(seen, leaves(withEmpty).map(([path]) => path));
  assert.deepEqual(named, {
    encoder: {
      layer1: { kernel: numbers(1, 2, 21), bias: numbers(3, 19) },
      layer2: { kernel: numbers(4, 21) },
    },
    scale: numbers(5, 5),
    own: { a: {}, b: { head: numbers(6, 10) } },
    none: {},
  });
  assert.deepEqual(mapPlaces((_, leaf) => leaf, {}), {});
});

Deno.test("partOf makes a tree of the places with a new leaf, without empty branches", () => {
  const part = partOf(
    { ...tree, empty: {} },
    (path, leaf: NdArray) => path.endsWith("kernel") ? numbers(leaf.data.length) : undefined,
  );
  assert.deepEqual(part, {
    encoder: { layer1: { kernel: numbers(2) }, layer2: { kernel: numbers(1) } },
  });
  assert.deepEqual(
    partOf(tree, (path, leaf: NdArray) => path === "scale" ? leaf : undefined),
    { scale: tree.scale },
  );
  assert.deepEqual(partOf(tree, () => undefined), {});
  assert.deepEqual(partOf(tree, (_, leaf: NdArray) => leaf), tree);
});

function numbers(...values: number[]): NdArray {
  return { shape: [values.length], data: Float32Array.from(values) };
}
