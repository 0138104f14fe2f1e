import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { changed } from "../../tests/fixtures/changes.ts";
import { plan } from "../../tests/fixtures/runs.ts";
import { compare } from "../inference/comparison.ts";
import { costOfMethod, paretoFront, whereMade } from "./costs.ts";

const runs = changed([
  ...plan("source_only", { "a-b": [0.5, 0.5], "b-a": [0.5, 0.5] }),
  ...plan("dann", { "a-b": [0.5, 0.5], "b-a": [0.5, "failed"] }),
  ...plan("mmd", { "a-b": [0.5, 0.5], "b-a": ["failed", "not_run"] }),
], ({ spec }) => ({
  // 10 s and 11 s on a-b, 20 s and 21 s on b-a.
  seconds: {
    data: 7,
    compile: 7,
    evaluate: 7,
    train: (spec.problem.name === "a-b" ? 10 : 20) + spec.seed,
  },
}));
const { sections: [{ rows }], groups } = compare(runs);
const seconds = rows.map((row) => costOfMethod(row, groups, runs, ({ seconds }) => seconds.train));

Deno.test("costOfMethod: averages the runs that ended well, then the groups", () => {
  assertClose([seconds[0]!.cost, seconds[1]!.cost], [15.5, (10.5 + 20) / 2], 1e-12);
  assert.equal(seconds[0]!.records.length, 4);
  assert.equal(seconds[1]!.records.length, 3);
});

Deno.test("costOfMethod: knows nothing where a group has no measurement", () => {
  assert.equal(seconds[2], undefined);
  assert.equal(costOfMethod(rows[0], groups, runs, ({ memory }) => memory?.peakBytes), undefined);
  const some = changed(runs, ({ spec }) => spec.seed ? { memory: { peakBytes: 5 } } : {});
  const memory = costOfMethod(rows[0], groups, some, ({ memory }) => memory?.peakBytes);
  assert.deepEqual([memory!.cost, memory!.records.length], [5, 2]);
});

Deno.test("whereMade: names the one place, or all of them with a warning", () => {
  const { records } = seconds[0]!;
  assert.deepEqual(whereMade(records), ["Measured on device wasm, 1 thread, a processor, linux."]);
  const elsewhere = { ...records[0].environment, device: "cpu", threads: 2, commit: "f00" };
  assert.deepEqual(whereMade([...records, { ...records[0], environment: elsewhere }]), [
    "Measured in 2 environments, whose numbers do not compare: device cpu, 2 threads, " +
    "a processor, linux (1 run); device wasm, 1 thread, a processor, linux (4 runs).",
    "Made by 2 versions of Graft.",
  ]);
  const adapted = { ...records[0].environment, adapter: "an H200" };
  assert.match(
    whereMade([{ ...records[0], environment: adapted }])[0],
    /1 thread, an H200, a proc/,
  );
});

Deno.test("paretoFront: keeps what is cheaper or better than all else", () => {
  const offers = [[3, 7], [1, 5], [2, 4], [4, 7], [3, 6], [5, 9]]
    .map(([cost, value]) => ({ cost, value }));
  const front = (higherIsBetter: boolean) =>
    paretoFront(offers, higherIsBetter).map(({ cost, value }) => [cost, value]);
  assert.deepEqual(front(true), [[1, 5], [3, 7], [5, 9]]);
  assert.deepEqual(front(false), [[1, 5], [2, 4]]);
  assert.deepEqual(paretoFront([], true), []);
});
