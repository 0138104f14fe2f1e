import { Arena } from "../engine/fused/arena.ts";
import { openPlan } from "../engine/fused/open.ts";
import { type Plan, planGraph } from "../engine/fused/plan.ts";
import type { OnnxGraph } from "../engine/compiled/onnx.ts";
import type { NdArray } from "../engine/mod.ts";

/** Arrays by the names of inputs or outputs. */
type Named<T> = { readonly [name: string]: T };

/** Plans a graph that shares no memory with others. */
export function planAlone(graph: OnnxGraph, ...fused: Parameters<typeof planGraph>[2][]): Plan {
  return planGraph(graph, { shared: {}, replaces: {}, free: 64 }, ...fused);
}

/**
 * Runs a plan once in a memory of its own, which is full of NaN before.
 *
 * @param inputs The data of the inputs that the plan reads, and possibly others.
 * @returns Its outputs.
 */
export async function runPlan(
  plan: Plan,
  inputs: Named<NdArray["data"]>,
  threads = 1,
): Promise<Named<NdArray>> {
  const arena = new Arena();
  arena.reach(plan.end);
  new Uint8Array(arena.memory.buffer).fill(0xff);
  const opened = await openPlan(plan, arena, { threads, spins: false });
  try {
    for (const [name, region] of Object.entries(plan.inputs)) {
      arena.array(region).set(inputs[name] as Float32Array);
    }
    opened.load();
    opened.run();
    return Object.fromEntries(
      Object.entries(plan.outputs).map(([name, region]) => [
        name,
        { shape: region.shape, data: arena.array(region).slice() },
      ]),
    );
  } finally {
    opened.close();
  }
}
