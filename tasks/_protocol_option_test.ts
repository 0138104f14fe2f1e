import assert from "node:assert/strict";
import { suites } from "../suites/mod.ts";
import { runId } from "../suites/spec.ts";
import { benchCommand } from "./_bench_command.ts";
import { parseBenchOptions } from "./_bench_options.ts";
import { choose } from "./_plan.ts";
import { changesFor, parseProtocolChanges } from "./_protocol_option.ts";

Deno.test("parseProtocolChanges reads how many rows are used, and nothing that is not given", () => {
  assert.deepEqual(parseProtocolChanges("rows=2000"), { rows: 2000 });
  assert.deepEqual(parseProtocolChanges(undefined), {});
  for (
    const [text, message] of [["rows=0", /rows.*\[1, 1000000\].*0/], ["rows=1.5", /1\.5/]] as const
  ) {
    assert.throws(() => parseProtocolChanges(text), { name: "UsageError", message });
  }
});

Deno.test("changesFor gives rows to suites of adaptation alone", () => {
  const changes = parseProtocolChanges("rows=2000,epochs=3");
  assert.deepEqual(changesFor(suites.moons, changes), { rows: 2000, epochs: 3 });
  assert.deepEqual(changesFor(suites.correlated_tasks, changes), { epochs: 3 });
  assert.deepEqual(changesFor(suites.fashion_halves, changes), { epochs: 3 });
});

Deno.test("changesFor gives pretraining to suites of inductive transfer alone", () => {
  const changes = parseProtocolChanges("pretraining=2,validation=0,order=joint");
  assert.deepEqual(changes, { pretraining: 2, validation: 0, order: "joint" });
  assert.deepEqual(changesFor(suites.fashion_halves, changes), { pretraining: 2, validation: 0 });
  assert.deepEqual(changesFor(suites.moons, changes), { validation: 0 });
  assert.deepEqual(changesFor(suites.correlated_tasks, changes), { order: "joint" });
});

Deno.test("changesFor gives the temperature to tasks that are sampled alone", () => {
  const changes = parseProtocolChanges("temperature=2");
  assert.deepEqual(changesFor(suites.correlated_tasks, changes), {});
  const sampled = parseProtocolChanges("temperature=2,order=sampled");
  assert.deepEqual(changesFor(suites.correlated_tasks, sampled), sampled);
});

Deno.test("a run of some rows is planned with them, under an id of its own, and made again by benchCommand", () => {
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
