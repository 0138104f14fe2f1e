import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { randomGraph } from "../../tests/random_graph.ts";
import { planAlone, runPlan } from "../../tests/run_plan.ts";
import type { NdArray } from "../array.ts";
import { randomStreams } from "../random.ts";
import { Arena } from "./arena.ts";
import { openPlan } from "./open.ts";
import { planGraph } from "./plan.ts";

const ALIGNMENT = 64;

/** The first ones, and ones in which an error has been found. */
const SEEDS = [...Array.from({ length: 100 }, (_, i) => i), 218, 435, 754, 893];

for (const seed of SEEDS) {
  Deno.test(`a random step in place equals the same in ONNX Runtime alone, twice: ${seed}`, async () => {
    const random = randomStreams(seed)("graph");
    const { graph, data, replaces } = randomGraph(random, 4 + seed % 20);

    const arena = new Arena();
    let free = ALIGNMENT;
    const shared: { [name: string]: number } = {};
    for (const name of Object.values(replaces)) {
      shared[name] = free;
      free += ALIGNMENT * Math.ceil((data[name].byteLength + 16) / ALIGNMENT);
    }
    const plan = planGraph(graph, { shared, replaces, free });
    const opened = await openPlan(plan, arena, { threads: 1 });
    opened.load();
    const whole = planAlone(graph, new Map());
    const given: { [name: string]: NdArray["data"] } = { ...data };
    for (const [name, region] of Object.entries(plan.inputs)) {
      arena.array(region).set(given[name] as Float32Array);
    }
    for (let step = 0; step < 2; step++) {
      for (const name of Object.keys(plan.inputs)) {
        if (!(name in shared)) arena.array(plan.inputs[name]).set(given[name] as Float32Array);
      }
      opened.run();
      const expected = await runPlan(whole, given);
      for (const [name, { shape, data }] of Object.entries(expected)) {
        assert.deepEqual(plan.outputs[name].shape, shape);
        assertClose(arena.array(plan.outputs[name]) as Float32Array, data, 1e-5, 1);
        if (name in replaces) given[replaces[name]] = data;
      }
    }
    opened.close();
  });
}
