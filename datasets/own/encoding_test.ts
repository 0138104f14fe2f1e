import assert from "node:assert/strict";
import { randomStreams } from "../../engine/mod.ts";
import { readOwn } from "../../tests/fixtures/own_data.ts";
import golden from "../../tests/golden/own_encoding.json" with { type: "json" };

Deno.test("inputs agree with scikit-learn: scaled and one-hot by the source's training rows, with indicators", async () => {
  const { source, target, inputs } = golden;
  const { suite: { dataset } } = await readOwn({
    domains: { a: { train: "a.csv", test: "a.csv" }, b: { train: "b.csv", test: "b.csv" } },
    labels: "y",
    split: { validation: 0 },
  }, { "a.csv": source, "b.csv": target });
  const { b } = await dataset.load(["a", "b"], () => assert.fail(), randomStreams(0));
  const [{ x }] = b.test;
  assert.deepEqual(x.shape, [inputs.length, inputs[0].length]);
  const found = "data" in x ? x.data : [];
  inputs.flat().forEach((value, i) =>
    assert.ok(Math.abs(value - found[i]) < 1e-5, `${i}: ${found[i]}, ${value}`)
  );
});
