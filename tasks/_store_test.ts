import assert from "node:assert/strict";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { adaptationRuns } from "./_example_records.ts";
import { ResultsStore } from "./_store.ts";
import { writeWhole } from "./_write.ts";

const [run] = adaptationRuns();
const { record, record: { id } } = run;

Deno.test("ResultsStore gives back what was written, and nothing where nothing was", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(`${folder}/results`);
    await store.open();
    assert.equal(await store.record(id), undefined);
    await store.write(run);
    assert.deepEqual(await store.record(id), record);
    assert.deepEqual(await store.predictions(id), run.predictions);
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

/** A store that keeps what it tells. */
async function listening(folder: string): Promise<{ store: ResultsStore; told: string[] }> {
  const told: string[] = [];
  const store = new ResultsStore(folder, (line) => told.push(line));
  await store.open();
  return { store, told };
}

Deno.test("ResultsStore leaves out what is no record of its run, names it once and goes on", () =>
  inFolder(async (folder) => {
    const { store, told } = await listening(folder);
    await store.write(run);
    const wrong: [content: string, why: string][] = [
      ["{", "it is not JSON"],
      ["[]", "id is missing"],
      [JSON.stringify(record), "it is the record of another run"],
      [
        JSON.stringify({ ...record, spec: { ...record.spec, seed: 7 } }),
        "its id is not that of its spec, which has been changed",
      ],
      [
        JSON.stringify({ ...record, spec: 0 }).replace(
          '"spec":0',
          `"spec":${JSON.stringify(record.spec).slice(0, -1)},"deep":${"[".repeat(1e5)}${
            "]".repeat(1e5)
          }}`,
        ),
        "spec.deep is not known here",
      ],
    ];
    for (const [i, [content]] of wrong.entries()) {
      await Deno.writeTextFile(`${folder}/runs/${`${i}`.repeat(64)}.json`, content);
    }
    await Deno.mkdir(`${folder}/runs/${"f".repeat(64)}.json`);
    for (let times = 0; times < 2; times++) {
      assert.deepEqual([...await store.records()], [[id, record]]);
      assert.deepEqual(told, [
        ...wrong.map(([, why], i) => `Left out: ${folder}/runs/${`${i}`.repeat(64)}.json: ${why}`),
        `Left out: ${folder}/runs/${"f".repeat(64)}.json: Is a directory`,
      ]);
    }
  }));

Deno.test("ResultsStore.complete: a record whose predictions are damaged or missing is to be made again", () =>
  inFolder(async (folder) => {
    const { store, told } = await listening(folder);
    const path = `${folder}/runs/${id}.predictions.json`;
    await store.write(run);
    assert.deepEqual(await store.complete(id), record);
    await Deno.writeTextFile(path, JSON.stringify({ ...run.predictions, labels: [0] }));
    assert.equal(await store.complete(id), undefined);
    assert.match(told[0], /^Left out: .*\.predictions\.json: \d rows are predicted under last/);
    assert.deepEqual(await store.record(id), record, "it still counts where none are made");

    await Deno.remove(path);
    const { store: other, told: heard } = await listening(folder);
    assert.equal(await other.complete(id), undefined);
    assert.deepEqual(heard, [`Left out: ${path}: it is missing`]);
    const failed = { ...record, status: "failed" as const, metrics: {}, selected: {} };
    await other.write({ record: { ...failed, error: { message: "no" } } });
    assert.equal((await other.complete(id))?.status, "failed");
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
