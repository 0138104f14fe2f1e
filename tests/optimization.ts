import assert from "node:assert/strict";
import { liveNodes, type Node } from "../engine/compiled/graph.ts";
import { optimize } from "../engine/compiled/optimize.ts";
import { trace } from "../engine/compiled/trace.ts";
import type { tf } from "../engine/mod.ts";
import { assertAgrees, type Operand, type Operation } from "./agreement.ts";

const dtypeOf = ({ data }: Operand) => data instanceof Float32Array ? "float32" : "int32";

/** Returns the nodes of an operation's optimized graph, sorted by kernel name. */
export function optimized(operation: Operation, operands: readonly Operand[]): Node[] {
  const reads = operands.map((operand, i) =>
    [`${i}`, { shape: operand.shape, dtype: dtypeOf(operand) } as const] as const
  );
  const { outputs } = trace(Object.fromEntries(reads), (inputs) => {
    const results = [operation(...Object.values(inputs) as tf.Tensor[])].flat();
    return Object.fromEntries(results.map((result, i) => [`${i}`, result]));
  });
  return liveNodes(Object.values(optimize(outputs)))
    .sort((a, b) => a.kernel < b.kernel ? -1 : Number(a.kernel > b.kernel));
}

/** An operation and the kernels of its optimized graph, sorted by name. */
export interface Optimization {
  readonly operation: Operation;
  readonly operands: readonly Operand[];
  readonly kernels: readonly string[];
}

/** Tests that operations become these kernels and still compute the same values. */
export function testOptimizations(cases: { readonly [what: string]: Optimization }): void {
  for (const [what, { operation, operands, kernels }] of Object.entries(cases)) {
    Deno.test(`optimize: ${what}`, async () => {
      const nodes = optimized(operation, operands);
      assert.deepEqual(nodes.map(({ kernel }) => kernel), kernels);
      await assertAgrees(operation, operands, { gradients: false, floor: 3 });
    });
  }
}
