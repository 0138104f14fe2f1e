import assert from "node:assert/strict";
import { openDevice } from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { asMoons, environment, fewMoons, moonsSpec } from "../../tests/conformance/runs.ts";
import type { RunRecord } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run } from "../../runs/run.ts";
import type { OneTask } from "../../tests/one_task.ts";
import type { AdaptationSpec } from "./suite.ts";

// The domain distances of runs that train.

const recordOf = async (
  spec: AdaptationSpec,
  of = (data: OneTask, _domain: string): OneTask => data,
): Promise<RunRecord> => {
  const executor = await openDevice("wasm");
  const data = await fewMoons(spec.seed);
  const changed = Object.entries(data).map(([domain, rows]) => [domain, of(rows, domain)]);
  const load = () => Promise.resolve(asMoons(Object.fromEntries(changed)));
  return (await run(spec, { catalogue: builtIn, executor, environment, load })).record;
};

Deno.test("run records the domains' distance in features; untrained, it is the same for every method of a seed", async () => {
  const alone = await recordOf(moonsSpec("source_only"));
  assert.deepEqual(Object.keys(alone.domainDistance!), ["before", "after"]);
  // With 20 + 20 rows to test on, distances are multiples of 0.1.
  for (const distance of Object.values(alone.domainDistance!)) {
    assert.ok(distance >= -2 && distance <= 2);
    assertClose([10 * distance], [Math.round(10 * distance)], 1e-12, 1);
  }
  const again = await recordOf(moonsSpec("source_only"));
  assert.deepEqual(again.domainDistance, alone.domainDistance);
  const mmd = await recordOf(moonsSpec("mmd", { weight: 100 }));
  assert.equal(mmd.domainDistance!.before, alone.domainDistance!.before);
  assert.notEqual(mmd.domainDistance!.after, alone.domainDistance!.after);
  const other = await recordOf(moonsSpec("source_only", {}, {}, 1));
  assert.notDeepEqual(other.domainDistance, alone.domainDistance);
});

Deno.test("run measures the distance before the first step and after the last", async () => {
  const still = { optimizer: "sgd", learningRate: 1e-12 };
  const { domainDistance } = await recordOf(moonsSpec("source_only", {}, still));
  assert.equal(domainDistance!.after, domainDistance!.before);
  assert.equal(
    domainDistance!.before,
    (await recordOf(moonsSpec("source_only"))).domainDistance!.before,
  );
});

Deno.test("run measures the distance of the source's test rows from the target's", async () => {
  const far = ({ train, test: { x, y } }: OneTask, domain: string): OneTask => ({
    train,
    test: { x: { ...x, data: x.data.map((value) => domain === "35" ? value + 1000 : value) }, y },
  });
  const { domainDistance } = await recordOf(moonsSpec("source_only"), far);
  assert.deepEqual(domainDistance, { before: 2, after: 2 });
});

Deno.test("run records no distance for few test rows, nor if it has diverged", async () => {
  const few = ({ train, test: { x, y } }: OneTask): OneTask => ({
    train,
    test: {
      x: { shape: [19, 2], data: x.data.slice(0, 38) },
      y: { shape: [19], data: y.data.slice(0, 19) as Int32Array },
    },
  });
  const record = await recordOf(moonsSpec("source_only"), few);
  assert.equal(record.status, "ok");
  assert.ok(!("domainDistance" in record));
  const absurd = { optimizer: "sgd", learningRate: 1e3 };
  const diverged = await recordOf(moonsSpec("source_only", {}, absurd));
  assert.equal(diverged.status, "diverged");
  assert.ok(!("domainDistance" in diverged));
});
