import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { randomGraph } from "../../tests/random_graph.ts";
import { planAlone, planInPlace, runPlan, runSteps } from "../../tests/run_plan.ts";
import type { NdArray } from "../array.ts";
import { randomStreams } from "../random.ts";

/** The first ones, and ones in which an error has been found. */
const SEEDS = [...Array.from({ length: 100 }, (_, i) => i), 218, 435, 754, 893];

for (const seed of SEEDS) {
  Deno.test(`a random step in place equals the same in ONNX Runtime alone, twice: ${seed}`, async () => {
    const random = randomStreams(seed)("graph");
    const { graph, data, replaces } = randomGraph(random, 4 + seed % 20);
    const steps = await runSteps(planInPlace(graph, replaces), replaces, data, 2);
    const whole = planAlone(graph, new Map());
    const given: { [name: string]: NdArray["data"] } = { ...data };
    for (const outputs of steps) {
      const expected = await runPlan(whole, given);
      for (const [name, { shape, data }] of Object.entries(expected)) {
        assert.deepEqual(outputs[name].shape, shape);
        assertClose(outputs[name].data as Float32Array, data, 1e-5, 1);
        if (name in replaces) given[replaces[name]] = data;
      }
    }
  });
}
