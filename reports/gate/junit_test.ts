import assert from "node:assert/strict";
import { parseXml, type XmlElement } from "../../tests/xml.ts";
import { exampleBaseline, runsOf } from "../../tests/fixtures/gate.ts";
import { hostileGate } from "../../tests/fixtures/hostile_gate.ts";
import { gate } from "./gate.ts";
import { junit } from "./junit.ts";

const countsOf = ({ attributes: { tests, failures, errors, skipped } }: XmlElement) =>
  [tests, failures, errors, skipped].map(Number);

Deno.test("junit: is well-formed with hostile names, which survive parsing", () => {
  const root = parseXml(junit(hostileGate(), { strict: false }));
  assert.equal(root.name, "testsuites");
  assert.deepEqual(countsOf(root), [6, 1, 2, 1]);
  const [first, second] = root.children;
  assert.deepEqual(countsOf(first), [5, 1, 2, 0]);
  assert.deepEqual(countsOf(second), [1, 0, 0, 1]);
  const shown = `<b a="1">&amp;'|*_\`[x](y)]]>\\u0000\\u001b\\ud800, 100 %0A: a\r\n::error::b`;
  assert.equal(second.attributes.name, shown);
  assert.equal(first.children[0].attributes.name, `${shown} last accuracy`);
  const [regressed, failed, missing, pass, improved] = first.children.map(({ children }) =>
    children[0]
  );
  assert.deepEqual([regressed.name, regressed.attributes.type], ["failure", "regressed"]);
  assert.match(
    regressed.attributes.message,
    /^accuracy 82\.0 %, now 62\.0 % over 5 seeds: 20\.0 worse/,
  );
  assert.deepEqual([failed.name, failed.attributes.type], ["error", "failed"]);
  assert.equal(failed.attributes.message, `failed: ${shown}`);
  assert.deepEqual([missing.name, missing.attributes.type], ["error", "not_measured"]);
  assert.deepEqual([pass.name, improved.name], ["system-out", "system-out"]);
});

Deno.test("junit: an inconclusive cell is skipped, or a failure if strict", () => {
  const elementOf = (strict: boolean) =>
    parseXml(junit(hostileGate(), { strict })).children[1].children[0].children[0].name;
  assert.deepEqual([elementOf(false), elementOf(true)], ["skipped", "failure"]);
  assert.deepEqual(countsOf(parseXml(junit(hostileGate(), { strict: true }))), [6, 2, 2, 0]);
});

Deno.test("junit: times are the seconds of a cell's runs, their sums, and 0 without runs", () => {
  const timeOf = ({ attributes: { time } }: XmlElement) => {
    assert.match(time, /^\d+\.\d{3}$/);
    return Number(time);
  };
  const runs = runsOf().map((run, i) => ({
    ...run,
    record: { ...run.record!, seconds: { data: 0.5, compile: 0.25, train: i, evaluate: 0.25 } },
  }));
  const root = parseXml(junit(gate(exampleBaseline(), runs), { strict: false }));
  // Five runs of DANN train for 0 to 4 s; five of hard sharing, used by two cells, for 5 to 9 s.
  assert.deepEqual(root.children.map(({ children }) => children.map(timeOf)), [[15], [40, 40]]);
  assert.deepEqual([timeOf(root), ...root.children.map(timeOf)], [95, 15, 80]);
  const none = parseXml(junit(gate(exampleBaseline(), []), { strict: false }));
  assert.deepEqual(none.children.map(({ children }) => children.map(timeOf)), [[0], [0, 0]]);
});

Deno.test("junit: a test for each cell by suite, problem and method", () => {
  const root = parseXml(junit(gate(exampleBaseline(), runsOf()), { strict: true }));
  assert.deepEqual(
    root.children.flatMap(({ children }) =>
      children.map(({ attributes: { classname, name } }) => [classname, name])
    ),
    [
      ["example.a-b", "dann last accuracy"],
      ["example_tasks.books", "hard_sharing last error"],
      ["example_tasks.size", "hard_sharing last rmse"],
    ],
  );
});
