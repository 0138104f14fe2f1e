import assert from "node:assert/strict";
import type { SourceFile } from "../../datasets/dataset.ts";
import { openDevice, randomStreams } from "../../engine/mod.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { expand } from "../../runs/expand.ts";
import { loadRunData, run } from "../../runs/run.ts";
import { suites } from "../../suites/mod.ts";
import { environment } from "./runs.ts";

/** Rows of 5000 counts that would take 2.4 GB with their zeros. */
const MANY = 120_000;

/** Makes svmlight rows: one of the first 40 words indicates the class, some others do not. */
function svmlight(rows: number, purpose: string): Uint8Array {
  const random = randomStreams(0)(purpose);
  return new TextEncoder().encode(
    Array.from({ length: rows }, (_, row) => {
      const positive = row % 2;
      let words = `${positive || -1} ${Math.floor(random.uniform(0, 20)) + 20 * positive}:1`;
      for (let word = 40;;) {
        word += Math.floor(random.uniform(1, 1000));
        if (word >= 5000) return words;
        words += ` ${word}:2`;
      }
    }).join("\n"),
  );
}

Deno.test("a run trains on more rows of counts than fit into memory with their zeros", async () => {
  const { amazon_reviews } = suites;
  const protocol = { values: { epochs: 1, batch: 2000, learningRate: 0.01 } };
  const options = { pairs: "books-dvd" };
  const spec = expand(amazon_reviews, { options, protocol, seeds: [0] }, builtIn)
    .find(({ method: { name } }) => name === "source_only")!;
  const read = ({ name }: SourceFile) =>
    Promise.resolve(svmlight(name === "books_train.svmlight" ? MANY : 2000, name));
  const data = await loadRunData(spec, read, builtIn);
  assert.deepEqual(data.books.train[0].x.shape, [MANY, 5000]);
  const { record } = await run(spec, {
    catalogue: builtIn,
    executor: await openDevice("cpu"),
    environment,
    load: () => Promise.resolve(data),
  });
  assert.equal(record.status, "ok");
  assert.ok(record.metrics["books-dvd"].last.accuracy > 0.99);
});
