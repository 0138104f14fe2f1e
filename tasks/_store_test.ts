import assert from "node:assert/strict";
import type { RunRecord } from "../suites/record.ts";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { ResultsStore } from "./_store.ts";
import { writeWhole } from "./_write.ts";

const id = "0".repeat(64);
const record = { id, spec: {}, status: "ok" } as unknown as RunRecord;

Deno.test("ResultsStore gives back what was written, and nothing where nothing was", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(`${folder}/results`);
    await store.open();
    assert.equal(await store.record(id), undefined);
    await store.write({ record, predictions: { id, labels: [1, 0], predicted: { last: [1, 1] } } });
    assert.deepEqual(await store.record(id), record);
    assert.deepEqual((await store.predictions(id))!.predicted!.last, [1, 1]);
    const names = [...Deno.readDirSync(`${folder}/results/runs`)].map(({ name }) => name).sort();
    assert.deepEqual(names, [`${id}.json`, `${id}.predictions.json`]);
  }));

Deno.test("ResultsStore removes what a killed process left long ago, and no young file", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/runs`);
    for (const name of ["old", "young"]) {
      await Deno.writeTextFile(`${folder}/runs/.${name}.tmp`, "{");
    }
    const hourAgo = new Date(Date.now() - 3_600_000);
    await Deno.utime(`${folder}/runs/.old.tmp`, hourAgo, hourAgo);
    await new ResultsStore(folder).open();
    assert.deepEqual([...Deno.readDirSync(`${folder}/runs`)].map(({ name }) => name), [
      ".young.tmp",
    ]);
  }));

Deno.test("ResultsStore rejects a file that is the record of another run", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(folder);
    await store.open();
    const other = "1".repeat(64);
    await Deno.writeTextFile(`${folder}/runs/${other}.json`, JSON.stringify(record));
    await assert.rejects(store.record(other), {
      name: "SyntaxError",
      message: /no record of its run/,
    });
  }));

Deno.test("writeWhole leaves nothing behind where it fails", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/taken`);
    await assert.rejects(writeWhole(`${folder}/taken`, "text"), /Cannot write '.*taken'/);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["taken"]);
  }));

Deno.test("ResultsStore says that nothing is kept where its folder has been removed meanwhile", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(`${folder}/results`);
    await store.open();
    await Deno.remove(`${folder}/results`, { recursive: true });
    await assert.rejects(
      store.write({ record }),
      /removed or renamed meanwhile, and what was finished/,
    );
  }));
