import assert from "node:assert/strict";
import { inFolder } from "../end_to_end/bench.ts";
import { runCases } from "./cases.ts";
import { targets } from "./targets.ts";
import { judged } from "./verdict.ts";

Deno.test("fuzz: nothing that reads what others have written handles damage wrong", async () => {
  const indices = Array.from({ length: 6 * targets.length }, (_, i) => i);
  const outcomes = new Set<string>();
  for await (const [index, verdict] of runCases({ seed: 0, indices, limit: 20_000 })) {
    assert.notEqual(verdict.outcome, "wrong", `case ${index}: ${verdict.why}`);
    outcomes.add(verdict.outcome);
  }
  assert.deepEqual([...outcomes].sort(), ["read", "refused"]);
});

Deno.test("runCases: a case that hangs is wrong, and the next has a worker of its own", () =>
  inFolder(async (folder) => {
    const worker = new URL(`file://${folder}/worker.ts`);
    await Deno.writeTextFile(
      worker,
      `self.onmessage = ({ data: { index } }) => {
        while (index === 1);
        self.postMessage({ outcome: "read" });
      };`,
    );
    const found = [];
    for await (const one of runCases({ seed: 0, indices: [0, 1, 2], limit: 300, worker })) {
      found.push(one);
    }
    assert.deepEqual(found, [
      [0, { outcome: "read" }],
      [1, { outcome: "wrong", why: "took longer than 0.3 s" }],
      [2, { outcome: "read" }],
    ]);
  }));

Deno.test("judged: a refusal names its file; what an engine says of a mistake is wrong", () => {
  const outcomeOf = (said: unknown) => judged(said, "a.file").outcome;
  assert.equal(outcomeOf(new SyntaxError("Cannot read a.file, line 3: it is empty")), "refused");
  assert.equal(outcomeOf("Left out: a.file: metrics is missing"), "refused");
  for (
    const wrong of [
      new SyntaxError("Cannot read the file"),
      new TypeError("Cannot read a.file"),
      new Error("a.file: Cannot read properties of undefined (reading 'x')"),
      new SyntaxError("a.file: Unexpected token 'x', \"x\" is not valid JSON"),
      new RangeError("a.file: Maximum call stack size exceeded"),
      new RangeError("Invalid typed array length: 9 in a.file"),
      "Left out: a.file: x is not iterable",
    ]
  ) {
    assert.equal(outcomeOf(wrong), "wrong", String(wrong));
  }
});
