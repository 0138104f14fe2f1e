import assert from "node:assert/strict";
import * as ort from "onnxruntime-node";
import { cpuTarget } from "../fused/target.ts";
import type { Value } from "./graph.ts";
import { type Layout, places } from "./layouts.ts";
import { Lowering } from "./lower.ts";
import { encodeModel } from "./onnx.ts";
import { openSession } from "./sessions.ts";

const target = cpuTarget();
const { channelBlock } = target;

type Shape = readonly [batch: number, height: number, width: number, channels: number];

const layouts: readonly Layout[] = ["plain", "channelsFirst", "blocked", "batchLast"];

/** Position of an element in each order, written independently of the conversions. */
const placeOf: { [layout in Layout]: (at: Shape, shape: Shape) => number } = {
  plain: ([b, y, x, c], [, height, width, channels]) =>
    ((b * height + y) * width + x) * channels + c,
  channelsFirst: ([b, y, x, c], [, height, width, channels]) =>
    ((b * channels + c) * height + y) * width + x,
  blocked([b, y, x, c], [, height, width, channels]) {
    const blocks = b * channels / channelBlock + Math.floor(c / channelBlock);
    return ((blocks * height + y) * width + x) * channelBlock + c % channelBlock;
  },
  batchLast: ([b, y, x, c], [batch, height, width]) => ((c * height + y) * width + x) * batch + b,
};

/** Returns the shape of an array in an order. */
function shapeIn(layout: Layout, [batch, height, width, channels]: Shape): number[] {
  return {
    plain: [batch, height, width, channels],
    channelsFirst: [batch, channels, height, width],
    blocked: [batch, channels, height, width],
    batchLast: [channels, height, width, batch],
  }[layout];
}

/** Returns the elements 1, 2, 3, … of the plain order in another order. */
function arranged(layout: Layout, shape: Shape): Float32Array<ArrayBuffer> {
  const [batch, height, width, channels] = shape;
  const data = new Float32Array(batch * height * width * channels);
  let element = 0;
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < channels; c++) data[placeOf[layout]([b, y, x, c], shape)] = ++element;
      }
    }
  }
  return data;
}

const valueOf = (shape: Shape): Value => ({
  id: 0,
  shape,
  dtype: "float32",
  origin: { kind: "input", name: "x" },
});

const SHAPES: readonly Shape[] = [
  [3, 5, 7, 2],
  [1, 5, 7, 3],
  [4, 1, 6, 5],
  [2, 3, 1, 1],
  [3, 5, 7, 2 * channelBlock],
  [1, 2, 3, channelBlock],
];

for (const from of layouts) {
  for (const to of layouts) {
    const blocks = [from, to].includes("blocked");

    Deno.test({
      name: `arrange: ${from} to ${to} moves every element to its place`,
      ignore: blocks && channelBlock === 1,
      async fn() {
        for (const shape of SHAPES) {
          if (blocks && shape[3] % channelBlock !== 0) continue;
          const value = valueOf(shape);
          const onnx = new Lowering([], target);
          onnx.define(value, "x", from);
          onnx.result(onnx.name(value, to), "y");
          const session = await openSession(
            encodeModel(onnx.finish(
              "conversion",
              [{ name: "x", type: "float32", shape: shapeIn(from, shape) }],
              [{ name: "y", type: "float32", shape: shapeIn(to, shape) }],
            )),
            "cpu",
          );
          const x = new ort.Tensor("float32", arranged(from, shape), shapeIn(from, shape));
          const { y } = await session.run({ x });
          assert.deepEqual([...y.dims], shapeIn(to, shape));
          assert.deepEqual(y.data, arranged(to, shape), `[${shape}]`);
        }
      },
    });
  }
}

Deno.test("arrange: an order and its intermediate orders are made once", () => {
  const shape: Shape = [2, 3, 4, 2 * channelBlock];
  const value = valueOf(shape);
  const onnx = new Lowering([], target);
  onnx.define(value, "x", "blocked");
  assert.equal(onnx.layoutOf(value), "blocked");
  const names = layouts.map((layout) => onnx.name(value, layout));
  assert.equal(new Set(names).size, layouts.length);
  const { nodes } = onnx.finish("test", [], []);
  assert.deepEqual(layouts.map((layout) => onnx.name(value, layout)), names);
  assert.deepEqual(onnx.finish("test", [], []).nodes.length, nodes.length);
  assert.equal(onnx.layoutOf(value), "blocked");
  // Blocks are converted back once, for all other orders.
  assert.equal(nodes.filter(({ op }) => op === "ReorderOutput").length, 1);
});

Deno.test("arrange: a constant starts in the plain order", () => {
  const shape: Shape = [1, 2, 2, 2];
  const data = arranged("plain", shape);
  const value: Value = { ...valueOf(shape), origin: { kind: "constant", data } };
  const onnx = new Lowering([], target);
  assert.equal(onnx.layoutOf(value), "plain");
  onnx.name(value, "channelsFirst");
  const { nodes, initializers } = onnx.finish("test", [], []);
  assert.deepEqual(nodes.map(({ op }) => op), ["Transpose"]);
  assert.deepEqual(initializers.map(({ data }) => data), [data]);
});

Deno.test("places: each axis of the plain order is where the array's shape has its length", () => {
  const shape: Shape = [2, 3, 5, 7];
  for (const [layout, axes] of Object.entries(places)) {
    const held = shapeIn(layout as Layout, shape);
    assert.deepEqual(axes.map((place) => held[place]), shape, layout);
  }
});
