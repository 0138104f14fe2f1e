import assert from "node:assert/strict";
import type { Metric } from "../../descriptors/metrics.ts";
import { metricAxis } from "./metric_axis.ts";

const plain = (metrics: Metric[]) => {
  const { decimals: _, ...axis } = metricAxis(metrics)!;
  return axis;
};

Deno.test("metricAxis: says the unit, and the direction where lower is better", () => {
  const accuracy = { name: "accuracy", title: "accuracy, %", factor: 100, higherIsBetter: true };
  assert.deepEqual(plain(["accuracy", "accuracy"]), accuracy);
  const rmse = { name: "RMSE", title: "RMSE (lower is better)", factor: 1, higherIsBetter: false };
  assert.deepEqual(plain(["rmse"]), rmse);
  assert.equal(plain(["error"]).title, "error, % (lower is better)");
});

Deno.test("metricAxis: is one for metrics alike, and none for others", () => {
  assert.equal(plain(["accuracy", "auc", "accuracy"]).title, "accuracy or AUC, %");
  assert.equal(metricAxis(["accuracy", "error"]), undefined);
  assert.equal(metricAxis(["accuracy", "r2"]), undefined);
});

Deno.test("metricAxis: gives what is in percent the metric's decimals, and anything else three digits", () => {
  assert.equal(metricAxis(["accuracy"])!.decimals([99]), 1);
  assert.equal(metricAxis(["auc"])!.decimals([0.1]), 2);
  const { decimals } = metricAxis(["rmse"])!;
  assert.deepEqual([[0.812, 0.75], [-7.3], [12], [999], [4321], [0]].map(decimals), [
    3,
    2,
    1,
    0,
    0,
    0,
  ]);
});
