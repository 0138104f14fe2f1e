import type { OnnxNode } from "../../compiled/onnx.ts";
import type { Known } from "../infer.ts";
import type { ElementType } from "../loops.ts";
import type { Storage } from "../storage.ts";
import type { Lazy } from "../values.ts";

/** A node, and what its operator makes its values from. */
export interface Use {
  readonly node: OnnxNode;
  /** Type and shape of the first output. */
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly known: Known;
  readonly storage: Storage;
  /** Returns the value of an input. */
  operand(i: number): Lazy;
  /** Returns true if anything reads an output. */
  isRead(i: number): boolean;
}

/**
 * An operator of ONNX as kernels and values that loops compute: returns the values of the outputs (that of the only one without
 * a list), or undefined if only ONNX Runtime computes this node.
 */
export type Operator = (use: Use) => Lazy | readonly Lazy[] | undefined;

/** Returns an attribute that is an integer. */
export function integer({ attributes }: OnnxNode, name: string, otherwise = 0): number {
  return (attributes[name] as number | undefined) ?? otherwise;
}

/** Returns an attribute that is a floating-point number. */
export function float({ attributes }: OnnxNode, name: string, otherwise: number): number {
  return (attributes[name] as { float: number } | undefined)?.float ?? otherwise;
}
