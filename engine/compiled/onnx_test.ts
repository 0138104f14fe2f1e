import assert from "node:assert/strict";
import { PbfReader } from "pbf";
import { encodeModel, type OnnxGraph, type OnnxNode } from "./onnx.ts";

/** The fields of an encoded message, with all occurrences, by their numbers in onnx.proto. */
type Fields = { readonly [number: number]: readonly unknown[] };

function fieldsOf(message: unknown): Fields {
  const VARINT = 0, BYTES = 2;
  return new PbfReader(message as Uint8Array).readFields(
    (field, fields: { [number: number]: unknown[] }, pbf) => {
      const value = pbf.type === VARINT
        ? pbf.readVarint(true)
        : pbf.type === BYTES
        ? pbf.readBytes()
        : pbf.readFloat();
      (fields[field] ??= []).push(value);
    },
    {},
  );
}

const text = (bytes: unknown): string => new TextDecoder().decode(bytes as Uint8Array);
const texts = (all: readonly unknown[] = []): string[] => all.map(text);

const EMPTY: OnnxGraph = { name: "empty", nodes: [], initializers: [], inputs: [], outputs: [] };

/** Returns the fields of a model's graph. */
function encoded(graph: Partial<OnnxGraph>): Fields {
  return fieldsOf(fieldsOf(encodeModel({ ...EMPTY, ...graph }))[7][0]);
}

function nodeWith(node: Partial<OnnxNode>): Fields {
  const whole = { op: "Op", domain: "", inputs: [], outputs: [], attributes: {}, ...node };
  return fieldsOf(encoded({ nodes: [whole] })[1][0]);
}

Deno.test("encodeModel: the version and the operator sets", () => {
  const model = fieldsOf(encodeModel(EMPTY));
  assert.deepEqual(model[1], [10]);
  assert.deepEqual(texts(model[2]), ["graft"]);
  const sets = model[8].map(fieldsOf).map((set) => [texts(set[1])[0], set[2][0]]);
  assert.deepEqual(sets.slice(0, 2), [["", 21], ["com.microsoft", 1]]);
});

Deno.test("encodeModel: a node's inputs, outputs, names and domain", () => {
  const node = nodeWith({
    op: "FusedGemm",
    domain: "com.microsoft",
    inputs: ["a", "", "c"],
    outputs: ["y", "z"],
  });
  assert.deepEqual(texts(node[1]), ["a", "", "c"]);
  assert.deepEqual(texts(node[2]), ["y", "z"]);
  assert.deepEqual(texts(node[3]), ["FusedGemm_0"]);
  assert.deepEqual(texts(node[4]), ["FusedGemm"]);
  assert.deepEqual(texts(node[7]), ["com.microsoft"]);
  assert.equal(nodeWith({})[7], undefined);
});

Deno.test("encodeModel: attributes of every type", () => {
  const attributes = {
    axis: -3,
    large: 2 ** 40,
    mode: "größer",
    pads: [0, 1, -2, 2 ** 31],
    none: [],
    alpha: { float: -0.5 },
    body: { graph: { ...EMPTY, name: "inner" } },
  };
  const encodings = nodeWith({ attributes })[5].map(fieldsOf);
  assert.deepEqual(encodings.map((fields) => text(fields[1][0])), Object.keys(attributes));
  const [axis, large, mode, pads, none, alpha, body] = encodings;
  assert.deepEqual([axis[3], axis[20]], [[-3], [2]]);
  assert.deepEqual([large[3], large[20]], [[2 ** 40], [2]]);
  assert.deepEqual([texts(mode[4]), mode[20]], [["größer"], [3]]);
  assert.deepEqual([pads[8], pads[20]], [[0, 1, -2, 2 ** 31], [7]]);
  assert.deepEqual([none[8], none[20]], [undefined, [7]]);
  assert.deepEqual([alpha[2], alpha[20]], [[-0.5], [1]]);
  assert.deepEqual([texts(fieldsOf(body[6][0])[2]), body[20]], [["inner"], [5]]);
});

Deno.test("encodeModel: constants of every type, a view of an array, and a large constant", () => {
  const large = Float32Array.from({ length: 1 << 18 }, (_, i) => i);
  const constants = [
    { name: "floats", type: "float32", shape: [2], data: Float32Array.of(-1.5, 2) },
    { name: "ints", type: "int32", shape: [2, 1], data: Int32Array.of(-7, 7) },
    { name: "longs", type: "int64", shape: [1], data: BigInt64Array.of(-1n) },
    { name: "bools", type: "bool", shape: [], data: Uint8Array.of(1) },
    { name: "bytes", type: "uint8", shape: [2], data: Uint8Array.of(0, 255) },
    { name: "part", type: "int32", shape: [2], data: Int32Array.of(1, 2, 3, 4).subarray(1, 3) },
    { name: "nothing", type: "float32", shape: [0, 3], data: new Float32Array(0) },
    { name: "large", type: "float32", shape: [1 << 18], data: large },
  ] as const;
  const encodings = encoded({ initializers: constants })[5].map(fieldsOf);
  encodings.forEach((fields, i) => {
    const { name, shape, data } = constants[i];
    assert.equal(text(fields[8][0]), name);
    assert.deepEqual(fields[1] ?? [], shape);
    const { buffer, byteOffset, byteLength } = data;
    assert.deepEqual(fields[9][0], new Uint8Array(buffer, byteOffset, byteLength));
  });
  assert.deepEqual(encodings.flatMap((fields) => fields[2]), [1, 6, 7, 9, 2, 6, 1, 1]);
});

Deno.test("encodeModel: inputs and outputs, with lengths that are numbers and names", () => {
  const graph = encoded({
    name: "step",
    inputs: [{ name: "rows", type: "int32", shape: ["steps", 64] }],
    outputs: [{ name: "loss", type: "float32", shape: [] }],
  });
  assert.deepEqual(texts(graph[2]), ["step"]);
  const [rows, loss] = [graph[11][0], graph[12][0]].map(fieldsOf);
  assert.deepEqual(texts([rows[1][0], loss[1][0]]), ["rows", "loss"]);
  const [rowsType, lossType] = [rows, loss].map((info) => fieldsOf(fieldsOf(info[2][0])[1][0]));
  assert.deepEqual([rowsType[1], lossType[1]], [[6], [1]]);
  const lengths = fieldsOf(rowsType[2][0])[1].map(fieldsOf);
  assert.deepEqual([texts(lengths[0][2]), lengths[1][1]], [["steps"], [64]]);
  assert.deepEqual(fieldsOf(lossType[2][0]), {});
});
