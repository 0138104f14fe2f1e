import assert from "node:assert/strict";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { adaptationRuns } from "../tests/fixtures/records.ts";
import { RecordLoader } from "./_record_loader.ts";
import { resultsStore } from "./_results_store.ts";
import type { ResultsStore } from "../runs/store.ts";

const runs = adaptationRuns();
const { spec: { suite: { name } } } = runs[0].record;

async function written(folder: string): Promise<ResultsStore> {
  const store = await resultsStore(folder);
  await store.open();
  for (const run of runs) await store.write(run);
  return store;
}

Deno.test("RecordLoader: gives the records of the named suites, and their studies", () =>
  inFolder(async (folder) => {
    const store = await written(folder);
    const { records, studies } = await new RecordLoader(store, [name]).load();
    assert.equal(records.length, runs.length);
    assert.deepEqual(studies.map(({ suite }) => suite), [name]);
    await assert.rejects(new RecordLoader(store, ["other"]).load(), {
      message: `Cannot report other: '${folder}' has records of ${name}`,
    });
  }));

Deno.test("RecordLoader: refuses more records than a report holds, with the numbers and a way", () =>
  inFolder(async (folder) => {
    const store = await written(folder);
    const most = runs.length - 1;
    await assert.rejects(new RecordLoader(store, [], most).load(), {
      message:
        `Cannot report ${runs.length} records at once, more than ${most}: ${name} has ${runs.length}; ` +
        "name a suite with fewer, or move some records into a results folder of their own and name it with " +
        "--results",
    });
    const { records } = await new RecordLoader(store, [], runs.length).load();
    assert.equal(records.length, runs.length);
  }));
