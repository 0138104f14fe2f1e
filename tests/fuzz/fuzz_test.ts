import assert from "node:assert/strict";
import { inFolder } from "../end_to_end/bench.ts";
import { runCases } from "./cases.ts";
import { targets } from "./targets.ts";
import { judged } from "./case_result.ts";

Deno.test("fuzz: every reader handles damaged files", async () => {
  const indices = Array.from({ length: 6 * targets.length }, (_, i) => i);
  const outcomes = new Set<string>();
  for await (const [index, result] of runCases({ seed: 0, indices, limit: 20_000 })) {
    assert.notEqual(result.outcome, "wrong", `case ${index}: ${result.why}`);
    outcomes.add(result.outcome);
  }
  assert.deepEqual([...outcomes].sort(), ["read", "refused"]);
});

Deno.test("runCases: a case that hangs is wrong, and the next one gets a new worker", () =>
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

Deno.test("judged: a refusal names its file; an engine's message is wrong", () => {
  const outcomeOf = (refusal: unknown) => judged(refusal, "a.file").outcome;
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
