import { PbfWriter } from "pbf";

/**
 * ONNX models as plain data, and their encoding (the used part of onnx.proto of ONNX 1.17).
 *
 * @module
 * @see {@link https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto}
 */

/** ONNX's numbers of the element types. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
} as const;

/** An element type. */
export type ElementType = keyof typeof elementTypes;

/** A constant of a graph. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array | BigInt64Array;
}

/** An input or output of a graph; a length that varies between calls is a name. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** An attribute; plain numbers are integers, floats are wrapped. */
export type Attribute = number | string | readonly number[] | { readonly float: number } | {
  readonly graph: OnnxGraph;
};

/** One operator call. */
export interface OnnxNode {
  readonly op: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  /** An empty name is an omitted optional input. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: { readonly [name: string]: Attribute };
}

/** A graph: nodes in an order of execution. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/** The operator sets that models use, by domain. */
export const OPSETS = { "": 21, "com.microsoft": 1, "com.microsoft.nchwc": 1 } as const;

const IR_VERSION = 10;

/**
 * Encodes a model.
 *
 * @param graph The model's graph.
 * @returns The content of an `.onnx` file.
 */
export function encodeModel(graph: OnnxGraph): Uint8Array<ArrayBuffer> {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, "graft");
  pbf.writeMessage(7, writeGraph, graph);
  for (const opset of Object.entries(OPSETS)) {
    pbf.writeMessage(8, ([domain, version]: [string, number], pbf) => {
      pbf.writeStringField(1, domain);
      pbf.writeVarintField(2, version);
    }, opset);
  }
  return pbf.finish() as Uint8Array<ArrayBuffer>;
}

function writeGraph(graph: OnnxGraph, pbf: PbfWriter): void {
  graph.nodes.forEach((node, i) =>
    pbf.writeMessage(1, writeNode, { node, name: `${node.op}_${i}` })
  );
  pbf.writeStringField(2, graph.name);
  for (const initializer of graph.initializers) pbf.writeMessage(5, writeInitializer, initializer);
  for (const input of graph.inputs) pbf.writeMessage(11, writeValueInfo, input);
  for (const output of graph.outputs) pbf.writeMessage(12, writeValueInfo, output);
}

function writeNode({ node, name }: { node: OnnxNode; name: string }, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, name);
  pbf.writeStringField(4, node.op);
  for (const attribute of Object.entries(node.attributes)) {
    pbf.writeMessage(5, writeAttribute, attribute);
  }
  if (node.domain) pbf.writeStringField(7, node.domain);
}

function writeAttribute([name, value]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === "number") {
    pbf.writeVarintField(3, value);
    pbf.writeVarintField(20, 2);
  } else if (typeof value === "string") {
    pbf.writeBytesField(4, new TextEncoder().encode(value));
    pbf.writeVarintField(20, 3);
  } else if ("float" in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, 1);
  } else if ("graph" in value) {
    pbf.writeMessage(6, writeGraph, value.graph);
    pbf.writeVarintField(20, 5);
  } else {
    for (const integer of value) pbf.writeVarintField(8, integer);
    pbf.writeVarintField(20, 7);
  }
}

function writeInitializer({ name, type, shape, data }: Initializer, pbf: PbfWriter): void {
  for (const length of shape) pbf.writeVarintField(1, length);
  pbf.writeVarintField(2, elementTypes[type]);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo({ name, type, shape }: ValueInfo, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (info: Pick<ValueInfo, "type" | "shape">, pbf) => {
    pbf.writeMessage(1, writeTensorType, info);
  }, { type, shape });
}

function writeTensorType({ type, shape }: Pick<ValueInfo, "type" | "shape">, pbf: PbfWriter): void {
  pbf.writeVarintField(1, elementTypes[type]);
  pbf.writeMessage(2, (lengths: ValueInfo["shape"], pbf) => {
    for (const length of lengths) {
      pbf.writeMessage(1, (length: number | string, pbf) => {
        if (typeof length === "number") pbf.writeVarintField(1, length);
        else pbf.writeStringField(2, length);
      }, length);
    }
  }, shape);
}
