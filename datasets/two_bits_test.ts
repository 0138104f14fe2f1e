import assert from "node:assert/strict";
import { randomStreams } from "../engine/mod.ts";
import twoBits from "./two_bits.ts";

const read = () => Promise.reject(new Error("the bits read no file"));

Deno.test("two_bits: the bits contradict the label as often as α and the domain say", async () => {
  const loaded = await twoBits.load(["0", "0.2", "1"], read, randomStreams(3));
  for (const [domain, { train: [{ x, y }], test }] of Object.entries(loaded)) {
    const labels = y[domain];
    assert.deepEqual([x.shape, labels.shape, test[0].x.shape], [[1000, 2], [1000], [1000, 2]]);
    const { data } = x as { readonly data: Float32Array };
    assert.ok(data.every((bit) => bit === 1 || bit === -1));
    const contradicting = [0, 1].map((bit) =>
      labels.data.filter((label, row) => data[2 * row + bit] !== 2 * label - 1).length / 1000
    );
    // Five standard deviations of a mean of 1000 rows.
    assert.ok(Math.abs(contradicting[0] - 0.25) < 0.07, `${contradicting[0]}`);
    const expected = Number(domain);
    const allowed = 5 * Math.sqrt(expected * (1 - expected) / 1000);
    assert.ok(Math.abs(contradicting[1] - expected) <= allowed, `${contradicting[1]}`);
    const positive = labels.data.filter((label) => label === 1).length;
    assert.ok(Math.abs(positive - 500) < 80, `${positive}`);
  }
});

Deno.test("two_bits: domains are probabilities", () => {
  const names = ["0", "0.9", "1", "1.1", "-0.1", "0.90", "x"];
  assert.deepEqual(names.filter((name) => twoBits.has(name)), ["0", "0.9", "1"]);
});
