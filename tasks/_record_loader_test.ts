import assert from "node:assert/strict";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { adaptationRuns } from "../tests/fixtures/records.ts";
import { RecordLoader } from "./_record_loader.ts";
import { resultsStore } from "./_results_store.ts";
import { ResultsStore } from "../runs/store.ts";

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

Deno.test("RecordLoader: reads no more of a record than its suite, unless it is reported", () =>
  inFolder(async (folder) => {
    const reported: string[] = [];
    const store = new ResultsStore(folder, (path) => reported.push(path));
    await store.open();
    for (const run of runs) await store.write(run);
    const [{ record }] = runs;
    const path = `${folder}/runs/${"0".repeat(64)}.json`;
    const text = JSON.stringify(record, undefined, 2).slice(0, -9);
    await Deno.writeTextFile(path, text.replaceAll(`"name": "${name}"`, '"name": "other"'));
    assert.equal((await new RecordLoader(store, [name]).load()).records.length, runs.length);
    assert.deepEqual(reported, []);
    await assert.rejects(new RecordLoader(store, ["other"]).load(), /has no records/);
    assert.deepEqual(reported, [path]);
    await assert.rejects(new RecordLoader(store, [], runs.length).load(), {
      message: new RegExp(`: ${name} has ${runs.length}, other has 1; name a suite with fewer`),
    });
  }));

Deno.test("RecordLoader: counts records whose files do not start with their suite", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(folder, assert.fail);
    await store.open();
    for (const run of runs) {
      await store.write(run);
      await Deno.writeTextFile(`${store.runs}/${run.record.id}.json`, JSON.stringify(run.record));
    }
    assert.equal((await new RecordLoader(store, [name]).load()).records.length, runs.length);
    await assert.rejects(new RecordLoader(store, ["other"]).load(), {
      message: `Cannot report other: '${folder}' has records of ${name}`,
    });
    await assert.rejects(new RecordLoader(store, [], runs.length - 1).load(), /records at once/);
  }));
