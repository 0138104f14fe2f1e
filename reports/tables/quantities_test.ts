import assert from "node:assert/strict";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { compare } from "../inference/comparison.ts";
import { type Gain, gainsOf } from "../inference/gains.ts";
import type { Statistic } from "../inference/statistics/statistic.ts";
import { pValueText, statisticText } from "./quantities.ts";

const [inPoints] = gainsOf(compare([
  ...plan("source_only", { "a-b": [0.5, 0.5] }),
  ...plan("dann", { "a-b": [0.6, 0.7] }),
]));
const group = { name: "g", tasks: { a: "rmse" } } as const;
const [inUnits] = gainsOf(compare([
  ...planTasks("single_task", group, [[20], [20]]),
  ...planTasks("mmoe", group, [[18], [17]]),
]));

/** Returns the text of a statistic with a fixed value. */
function textOf(statistic: Pick<Statistic, "kind" | "of">, gain: Gain): string | undefined {
  const described = { name: "x", place: 0, column: "x", head: "x", title: "x", note: "x" };
  return statisticText({ ...described, ...statistic } as Statistic, gain);
}

Deno.test("statisticText: the kind of a statistic determines its text", () => {
  const interval = {
    kind: "interval",
    of: () => ({ lower: -0.1, upper: 0.25, level: 0.95 }),
  } as const;
  assert.equal(textOf(interval, inPoints), "[−10.0, +25.0]");
  assert.equal(textOf({ kind: "difference", of: () => 0.0314 }, inPoints), "3.1");
  // With one decimal more than the mean, 17.5.
  assert.equal(textOf({ kind: "difference", of: () => 0.0314 }, inUnits), "0.03");
  assert.equal(textOf({ kind: "probability", of: () => 0.0314 }, inPoints), "0.031");
  assert.equal(textOf({ kind: "ratio", of: () => -0.314 }, inPoints), "−0.31");
  assert.equal(textOf({ kind: "ratio", of: () => undefined }, inPoints), undefined);
});

Deno.test("pValueText: has more digits where p is small", () => {
  assert.deepEqual([0.5, 0.0123, 0.00456, 0.00001].map(pValueText), [
    "0.500",
    "0.012",
    "0.0046",
    "<0.0001",
  ]);
});
