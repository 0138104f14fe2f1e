import assert from "node:assert/strict";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { adaptationRuns } from "../tests/fixtures/records.ts";
import { FORMAT } from "../records/record.ts";
import { ResultsStore } from "./store.ts";
import { writeWhole } from "./write_whole.ts";

const [run] = adaptationRuns();
const { record, record: { id } } = run;

Deno.test("ResultsStore reads what it has written, and nothing else", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(`${folder}/results`, assert.fail);
    await store.open();
    assert.equal(await store.record(id), undefined);
    await store.write(run);
    assert.deepEqual(await store.record(id), record);
    assert.deepEqual(await store.predictions(id), run.predictions);
    const names = [...Deno.readDirSync(`${folder}/results/runs`)].map(({ name }) => name).sort();
    assert.deepEqual(names, [`${id}.json`, `${id}.predictions.json`]);
  }));

Deno.test("ResultsStore removes old temporary files, and keeps young ones", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/runs`);
    for (const name of ["old", "young"]) {
      await Deno.writeTextFile(`${folder}/runs/.${name}.tmp`, "{");
    }
    const hourAgo = new Date(Date.now() - 3_600_000);
    await Deno.utime(`${folder}/runs/.old.tmp`, hourAgo, hourAgo);
    await new ResultsStore(folder, assert.fail).open();
    assert.deepEqual([...Deno.readDirSync(`${folder}/runs`)].map(({ name }) => name), [
      ".young.tmp",
    ]);
  }));

/** Makes a store that collects its reports. */
async function reporting(folder: string): Promise<{ store: ResultsStore; reported: string[] }> {
  const reported: string[] = [];
  const store = new ResultsStore(folder, (path, why) => reported.push(`${path}: ${why}`));
  await store.open();
  return { store, reported };
}

Deno.test("ResultsStore leaves out invalid records, and reports each once", () =>
  inFolder(async (folder) => {
    const { store, reported } = await reporting(folder);
    await store.write(run);
    const wrong: [content: string, why: string][] = [
      ["{", "it is not JSON"],
      ["[]", "format is missing"],
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
      assert.deepEqual(reported, [
        ...wrong.map(([, why], i) => `${folder}/runs/${`${i}`.repeat(64)}.json: ${why}`),
        `${folder}/runs/${"f".repeat(64)}.json: Is a directory`,
      ]);
    }
  }));

Deno.test("ResultsStore leaves out records of an earlier format without a report, and counts them", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(folder, assert.fail);
    assert.equal(await store.earlier(), 0);
    await store.open();
    await store.write(run);
    const { format: _, ...first } = record;
    const others = ["a", "b", "c"].map((digit) => digit.repeat(64));
    for (const [i, id] of others.entries()) {
      const old = { ...first, id, ...i ? { format: FORMAT - 1 } : {} };
      await Deno.writeTextFile(`${folder}/runs/${id}.json`, JSON.stringify(old));
    }
    assert.deepEqual([...await store.records()], [[id, record]]);
    assert.equal(await store.record(others[0]), undefined);
    assert.equal(await store.earlier(), 3);
    // The order and the layout of the fields do not matter.
    const { format, ...rest } = record;
    await Deno.writeTextFile(`${folder}/runs/${id}.json`, JSON.stringify({ ...rest, format }));
    assert.deepEqual([...await store.records()], [[id, record]]);
    assert.equal(await store.earlier(), 3);
  }));

Deno.test("ResultsStore.suites: reads the suites from the starts of files, as far as they tell", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(folder, assert.fail);
    await store.open();
    await store.write(run);
    const named = (name: string) => ({
      ...record,
      spec: { ...record.spec, suite: { ...record.spec.suite, name } },
    });
    const texts = [
      JSON.stringify(named('a "b" \\ é'), undefined, 2),
      JSON.stringify(record),
      "",
      JSON.stringify(named("x".repeat(600)), undefined, 2),
    ];
    for (const [i, text] of texts.entries()) {
      await Deno.writeTextFile(`${folder}/runs/${`${i}`.repeat(64)}.json`, text);
    }
    const ids = texts.map((_, i) => `${i}`.repeat(64));
    const suites = await store.suites();
    assert.deepEqual(ids.map((id) => suites.get(id)), ['a "b" \\ é', ...Array(3)]);
    assert.equal(suites.get(id), record.spec.suite.name);
    assert.equal(suites.size, 5);
  }));

Deno.test("ResultsStore.earlier does not count damaged records, records of a later format and folders", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(folder, () => {});
    await store.open();
    const later = JSON.stringify({ ...record, format: FORMAT + 1 });
    for (const [i, content] of ["", "{", "[]", "{}", later].entries()) {
      await Deno.writeTextFile(`${folder}/runs/${`${i}`.repeat(64)}.json`, content);
    }
    await Deno.mkdir(`${folder}/runs/${"f".repeat(64)}.json`);
    assert.equal(await store.earlier(), 0);
  }));

Deno.test("ResultsStore.complete: undefined for a record whose predictions are damaged or missing", () =>
  inFolder(async (folder) => {
    const { store, reported } = await reporting(folder);
    const path = `${folder}/runs/${id}.predictions.json`;
    await store.write(run);
    assert.deepEqual(await store.complete(id), record);
    await Deno.writeTextFile(
      path,
      JSON.stringify({
        ...run.predictions,
        tasks: { "0-35": { ...run.predictions.tasks["0-35"], labels: [0] } },
      }),
    );
    assert.equal(await store.complete(id), undefined);
    assert.match(reported[0], /^.*\.predictions\.json: \d rows of 0-35 are predicted under last/);
    assert.deepEqual(await store.record(id), record, "it still counts without new runs");

    await Deno.remove(path);
    const { store: other, reported: others } = await reporting(folder);
    assert.equal(await other.complete(id), undefined);
    assert.deepEqual(others, [`${path}: it is missing`]);
    const failed = { ...record, status: "failed" as const, metrics: {}, selected: {} };
    await other.write({ record: { ...failed, error: { message: "no" } } });
    assert.equal((await other.complete(id))?.status, "failed");
  }));

Deno.test("writeWhole leaves nothing behind if it fails", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/taken`);
    await assert.rejects(writeWhole(`${folder}/taken`, "text"), /Cannot write '.*taken'/);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["taken"]);
  }));

Deno.test("ResultsStore reports that nothing is kept if its folder has been removed meanwhile", () =>
  inFolder(async (folder) => {
    const store = new ResultsStore(`${folder}/results`, assert.fail);
    await store.open();
    await Deno.remove(`${folder}/results`, { recursive: true });
    await assert.rejects(
      store.write({ record }),
      /removed or renamed meanwhile, with all finished runs/,
    );
  }));
