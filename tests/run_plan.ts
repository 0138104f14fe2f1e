import type { OnnxGraph } from "../engine/compiled/onnx.ts";
import { Arena } from "../engine/fused/arena.ts";
import { bytesOf } from "../engine/fused/infer.ts";
import type { FusedKernel } from "../engine/fused/loops.ts";
import { openPlan } from "../engine/fused/open.ts";
import { type Plan, planGraph } from "../engine/fused/plan.ts";
import type { NdArray } from "../engine/mod.ts";

/** Arrays by the names of inputs or outputs. */
type Named<T> = { readonly [name: string]: T };

/** Returns a plan's kernels in order. */
export function kernelsOf({ calls }: Plan): FusedKernel[] {
  return calls.flatMap((call) => Array.isArray(call) ? call : []);
}

/** Returns what is run in order: `session`, or kinds of kernels. */
export function kindsOf({ calls }: Plan): string[] {
  return calls.flatMap((call) =>
    Array.isArray(call) ? (call as FusedKernel[]).map(({ kind }) => kind) : ["session"]
  );
}

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

/** Bytes of which addresses are multiples, and that kernels may read after an array. */
const [ALIGNMENT, MARGIN] = [64, 16];

/** Plans a graph whose outputs replace inputs, as a step's next state does. */
export function planInPlace(
  graph: OnnxGraph,
  replaces: Named<string>,
  ...fused: Parameters<typeof planGraph>[2][]
): Plan {
  const shared: { [name: string]: number } = {};
  let free = ALIGNMENT;
  for (const [output, name] of Object.entries(replaces)) {
    shared[name] = free;
    const { type, shape } = graph.outputs.find((info) => info.name === output)!;
    const bytes = bytesOf({ type, shape: shape as number[] });
    free += ALIGNMENT * Math.ceil((bytes + MARGIN) / ALIGNMENT);
  }
  return planGraph(graph, { shared, replaces, free }, ...fused);
}

/**
 * Runs a plan several times, each time on the state that the time before left.
 *
 * @param inputs The data of the state at first and of the other inputs.
 * @returns The outputs of each time.
 */
export async function runSteps(
  plan: Plan,
  replaces: Named<string>,
  inputs: Named<NdArray["data"]>,
  steps: number,
): Promise<Named<NdArray>[]> {
  const arena = new Arena();
  const opened = await openPlan(plan, arena, { threads: 1 });
  opened.load();
  const give = (names: readonly string[]) => {
    for (const name of names) arena.array(plan.inputs[name]).set(inputs[name] as Float32Array);
  };
  const names = Object.keys(plan.inputs);
  const state = Object.values(replaces);
  give(names.filter((name) => state.includes(name)));
  const results = Array.from({ length: steps }, () => {
    give(names.filter((name) => !state.includes(name)));
    opened.run();
    return Object.fromEntries(
      Object.entries(plan.outputs).map(([name, region]) => [
        name,
        { shape: region.shape, data: arena.array(region).slice() },
      ]),
    );
  });
  opened.close();
  return results;
}
