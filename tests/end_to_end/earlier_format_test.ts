import assert from "node:assert/strict";
import { bench, type Ended, ended, inFolder, least, start } from "./bench.ts";

/** Writes records as version 1 of the format had them: without a format, a setting and facts. */
async function writeEarlier(results: string, count: number): Promise<void> {
  await Deno.mkdir(`${results}/runs`, { recursive: true });
  for (let seed = 0; seed < count; seed++) {
    const id = `${seed}`.repeat(64);
    const record = {
      id,
      spec: {
        suite: { name: "moons", version: 1 },
        dataset: { name: "moons", version: 1, content: "generated" },
        problem: { name: "0-35", source: "0", target: "35" },
        method: { name: "source_only", values: {} },
        protocol: { encoder: { name: "mlp", values: {} }, epochs: 400, selections: ["last"] },
        seed,
        metrics: 1,
      },
      status: "ok",
      metrics: { "0-35": { last: { accuracy: 0.8 } } },
    };
    await Deno.writeTextFile(`${results}/runs/${id}.json`, JSON.stringify(record, undefined, 2));
  }
}

const programs: [task: Parameters<typeof start>[0], args: string[], code: number][] = [
  ["bench", ["moons", "--methods", "source_only", "--seeds", "1", "--dry-run"], 0],
  ["report", ["--formats", "csv"], 1],
  ["reproduce", ["ma2018", "--no-run"], 0],
  ["peer", ["moons", "--peer", "peer.jsonl"], 0],
];

for (const [task, args, code] of programs) {
  Deno.test(`${task} leaves out records of an earlier format, with one line for all`, () =>
    inFolder(async (folder) => {
      const results = `${folder}/results`;
      await writeEarlier(results, 3);
      // A damaged file has a line of its own, where it is read.
      await Deno.writeTextFile(`${results}/runs/${"f".repeat(64)}.json`, "{");
      await Deno.writeTextFile(
        `${folder}/peer.jsonl`,
        JSON.stringify({ method: "source_only", pair: "0-35", seed: 2, accuracy: 0.5 }),
      );
      const told = (outcome: Ended) => outcome.stderr.match(/^Left out.* earlier format.*$/gm);
      const outcome = await ended(start(task, [...args, "--results", results], {}, folder));
      assert.equal(outcome.code, code, outcome.stderr);
      assert.deepEqual(told(outcome), [
        `Left out 3 records of an earlier format in '${results}/runs': ` +
        "the same bench command makes the runs again",
      ]);
      const damaged = outcome.stderr.match(/^Left out: .*f{64}\.json: it is not JSON$/gm) ?? [];
      assert.equal(damaged.length, ["report", "peer"].includes(task) ? 1 : 0, outcome.stderr);
      assert.doesNotMatch(outcome.stderr, /0{64}|1{64}|2{64}/);
    }));
}

Deno.test("bench makes the runs of records of an earlier format again, and says nothing once they are gone", () =>
  inFolder(async (folder) => {
    await writeEarlier(folder, 1);
    const args = [...least, "--results", folder];
    const first = await bench(args);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /^Made 1 runs in /m);
    await Deno.remove(`${folder}/runs/${"0".repeat(64)}.json`);
    const again = await bench(args);
    assert.equal(again.stderr, "");
  }));
