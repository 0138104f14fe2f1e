import assert from "node:assert/strict";
import { bench } from "./bench.ts";
import { builtIn } from "./catalogue.ts";

Deno.test("bench returns all runs with their records, and names a record that cannot be used", async () => {
  const results = await Deno.makeTempDir();
  try {
    const notes: string[] = [];
    const selected = { methods: ["source_only"], quick: true };
    const options = { results, selected, note: (sentence: string) => void notes.push(sentence) };
    const [run] = await bench(builtIn.suites.moons, options);
    assert.equal(run.record?.status, "ok");
    assert.deepEqual(notes, []);
    await Deno.writeTextFile(`${results}/runs/${run.id}.json`, "{");
    const [again] = await bench(builtIn.suites.moons, options);
    assert.deepEqual(again.record?.metrics, run.record.metrics);
    assert.match(notes.join("\n"), /Left out: .*\.json/);
  } finally {
    await Deno.remove(results, { recursive: true });
  }
});
