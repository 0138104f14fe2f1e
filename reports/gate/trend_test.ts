import assert from "node:assert/strict";
import { renderSvg } from "../figures/render.ts";
import { accuracies, exampleBaseline, lowered, runsOf } from "../../tests/fixtures/gate.ts";
import { gate } from "./gate.ts";
import { type HistoryEntry, historyLine, parseHistory } from "./history.ts";
import { suitesOf, trend } from "./trend.ts";

/** Makes one gate a day from DANN's accuracies. */
function historyOf(days: readonly Parameters<typeof runsOf>[0][]): readonly HistoryEntry[] {
  const lines = days.map((dann, day) =>
    historyLine(
      gate(exampleBaseline(), runsOf(dann)),
      `2026-01-${String(day + 1).padStart(2, "0")}T00:00:00.000Z`,
    )
  );
  return parseHistory(lines, "h.jsonl").entries;
}

const dropped = lowered([0.2, 0.21, 0.19, 0.22, 0.18]);
const entries = historyOf([
  ...Array(5).fill(accuracies),
  ["failed"],
  ...Array(5).fill(dropped),
]);

interface Layer {
  readonly data?: {
    readonly values: readonly { readonly between?: number; readonly level?: number }[];
  };
}

interface Spec {
  readonly concat: readonly {
    readonly title: { readonly text: string };
    readonly data: {
      readonly values: readonly { readonly mean: number | null; readonly outcome: string }[];
    };
    readonly layer: readonly Layer[];
  }[];
}

const specOf = (suite: string) => trend(entries, suite) as unknown as Spec;
const valuesIn = ({ layer }: Spec["concat"][number]) =>
  layer.flatMap(({ data }) => data?.values ?? []);

Deno.test("trend: a panel for each cell, with values in percent", () => {
  const { concat: [panel, ...others] } = specOf("example");
  assert.equal(others.length, 0);
  assert.equal(panel.title.text, "dann, a-b");
  assert.deepEqual(panel.data.values.map(({ mean }) => mean === null ? null : Math.round(mean)), [
    ...[82, 82, 82, 82, 82, null],
    ...[62, 62, 62, 62, 62],
  ]);
  assert.deepEqual(panel.data.values.slice(4, 7).map(({ outcome }) => outcome), [
    "pass",
    "failed",
    "regressed",
  ]);
  assert.equal(specOf("example_tasks").concat.length, 2);
});

Deno.test("trend: marks changes of level at their place among all gates", () => {
  const values = valuesIn(specOf("example").concat[0]);
  assert.deepEqual(values.flatMap(({ between }) => between ?? []), [5.5]);
  assert.deepEqual(values.flatMap(({ level }) => level === undefined ? [] : Math.round(level)), [
    82,
    62,
  ]);
  assert.deepEqual(valuesIn(specOf("example_tasks").concat[0]), []);
});

Deno.test("trend: is drawn with a legend of the present outcomes, without NaN", async () => {
  const svg = await renderSvg(trend(entries, "example"));
  for (const text of ["example over 11 gates", "pass", "failed", "regressed", "2026-01-01"]) {
    assert.ok(svg.includes(`>${text}</`), text);
  }
  assert.ok(!svg.includes(">improved</"));
  assert.ok(!svg.includes("NaN"));
  assert.equal(svg, await renderSvg(trend(entries, "example")));
});

Deno.test("trend: draws a single gate, and a gate without scores", async () => {
  for (const one of [historyOf([accuracies]), historyOf([["failed"]])]) {
    assert.ok(!(await renderSvg(trend(one, "example"))).includes("NaN"));
  }
});

Deno.test("trend: rejects a suite that is in no gate", () => {
  assert.deepEqual(suitesOf(entries), ["example", "example_tasks"]);
  assert.throws(() => trend(entries, "moons"), RangeError);
});
