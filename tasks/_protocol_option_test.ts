import assert from "node:assert/strict";
import { suites } from "../suites/mod.ts";
import { runId } from "../settings/unsupervised_adaptation/expand.ts";
import { benchCommand } from "./_bench_command.ts";
import { parseBenchOptions } from "./_bench_options.ts";
import { choose } from "../runs/plan.ts";
import { changesFor, parseProtocolChanges } from "./_protocol_option.ts";

Deno.test("parseProtocolChanges parses the number of rows, and leaves the rest undefined", () => {
  assert.deepEqual(parseProtocolChanges("rows=2000"), { rows: 2000 });
  assert.deepEqual(parseProtocolChanges(undefined), {});
  for (
    const [text, message] of [["rows=0", /rows.*\[1, 1000000\].*0/], ["rows=1.5", /1\.5/]] as const
  ) {
    assert.throws(() => parseProtocolChanges(text), { name: "UsageError", message });
  }
});

Deno.test("changesFor gives rows only to suites of adaptation", () => {
  const changes = parseProtocolChanges("rows=2000,epochs=3");
  assert.deepEqual(changesFor(suites.moons, changes), { rows: 2000, epochs: 3 });
  assert.deepEqual(changesFor(suites.correlated_tasks, changes), { epochs: 3 });
  assert.deepEqual(changesFor(suites.fashion_halves, changes), { epochs: 3 });
});

Deno.test("changesFor gives pretraining only to suites of inductive transfer", () => {
  const changes = parseProtocolChanges("pretraining=2,validation=0,order=joint");
  assert.deepEqual(changes, { pretraining: 2, validation: 0, order: "joint" });
  assert.deepEqual(changesFor(suites.fashion_halves, changes), { pretraining: 2, validation: 0 });
  assert.deepEqual(changesFor(suites.moons, changes), { validation: 0 });
  assert.deepEqual(changesFor(suites.correlated_tasks, changes), { order: "joint" });
});

Deno.test("changesFor gives the temperature only to sampled tasks", () => {
  const changes = parseProtocolChanges("temperature=2");
  assert.deepEqual(changesFor(suites.correlated_tasks, changes), {});
  const sampled = parseProtocolChanges("temperature=2,order=sampled");
  assert.deepEqual(changesFor(suites.correlated_tasks, sampled), sampled);
});

Deno.test("a run on some rows is planned with them, has its own id, and benchCommand repeats it", () => {
  const planned = (...args: string[]) => {
    const options = parseBenchOptions(["moons", "--methods", "dann", "--seeds", "1", ...args]);
    return choose(suites.moons, options, ["0", "35"]).specs(() => "content")[0];
  };
  const [plain, few] = [planned(), planned("--protocol", "rows=50")];
  assert.ok(!("rows" in plain.protocol));
  assert.deepEqual(few, { ...plain, protocol: { ...plain.protocol, rows: 50 } });
  assert.notEqual(runId(few), runId(plain));
  assert.equal(
    benchCommand(few),
    "deno task bench moons --methods dann --pairs 0-35 --seeds 2-2 --protocol rows=50",
  );
});
