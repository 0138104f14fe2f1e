import assert from "node:assert/strict";
import { runId } from "../records/run_id.ts";
import { argumentsOf, type Ended, ended, inFolder } from "../tests/end_to_end/bench.ts";

/** Runs the program with its task's command. */
function regress(folder: string, args: readonly string[]): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...argumentsOf("regress"), "--baseline", `${folder}/b.json`, ...args],
    cwd: folder,
    env: { NO_COLOR: "1", GITHUB_STEP_SUMMARY: `${folder}/summary.md` },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return ended(child);
}

const grid = "moons --methods source_only --seeds 2 --protocol epochs=10";

/** Reads, changes and writes a JSON file. */
// deno-lint-ignore no-explicit-any
async function edit(path: string, change: (content: any) => void): Promise<void> {
  const content = JSON.parse(await Deno.readTextFile(path));
  change(content);
  await Deno.writeTextFile(path, JSON.stringify(content));
}

/** Changes the records of a results folder. */
async function editRecords(results: string, change: Parameters<typeof edit>[1]): Promise<void> {
  for await (const { name } of Deno.readDir(`${results}/runs`)) {
    if (/^[0-9a-f]{64}\.json$/.test(name)) await edit(`${results}/runs/${name}`, change);
  }
}

// One test, because runs are slow: each step continues with the files of the previous ones.
Deno.test("regress", (t) =>
  inFolder(async (folder) => {
    const here = (name: string) => `${folder}/${name}`;
    const results = ["--results", here("records")];

    await t.step("makes a baseline", async () => {
      const { code, stdout, stderr } = await regress(folder, [
        ...["--update", "--grid", grid, "--jobs", "1", ...results],
      ]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /review and commit it/);
      const baseline = JSON.parse(await Deno.readTextFile(here("b.json")));
      assert.deepEqual(baseline.grids, [grid]);
      assert.deepEqual(Object.keys(baseline.experiments[0].runs), ["2", "3"]);
    });

    await t.step("runs the same code again and passes, in every format", async () => {
      const { code, stdout, stderr } = await regress(folder, [
        ...["--results", here("again"), "--jobs", "1", "--strict", "--github"],
        ...["--markdown", here("gate.md"), "--junit", here("gate.xml")],
        ...["--benchmark", here("bench.json"), "--bencher", here("bencher.json")],
        ...["--history", here("h.jsonl")],
      ]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /✓ pass: of 1 cell, 1 pass/);
      const markdown = await Deno.readTextFile(here("gate.md"));
      assert.ok(markdown.startsWith("### Accuracy gate: ✓ pass"));
      assert.equal(await Deno.readTextFile(here("summary.md")), markdown);
      assert.match(await Deno.readTextFile(here("gate.xml")), /<testsuites [^>]*tests="1"/);
      assert.equal(JSON.parse(await Deno.readTextFile(here("bench.json"))).length, 1);
      const metrics = JSON.parse(await Deno.readTextFile(here("bencher.json")));
      assert.deepEqual(Object.keys(metrics), ["moons 0-35 source_only last"]);
    });

    await t.step("catches a drop, and draws the history", async () => {
      await editRecords(here("again"), ({ metrics }) => metrics["0-35"].last.accuracy -= 0.2);
      const { code, stdout } = await regress(folder, [
        ...["--no-run", "--results", here("again"), "--github"],
        ...["--history", here("h.jsonl"), "--trend", here("trend")],
      ]);
      assert.equal(code, 3);
      assert.match(stdout, /^::error file=[^\n]*,title=moons 0-35 source_only last accuracy::/m);
      const lines = (await Deno.readTextFile(here("h.jsonl"))).trim().split("\n");
      assert.deepEqual(lines.map((line) => JSON.parse(line).outcome), ["pass", "regressed"]);
      assert.ok((await Deno.stat(here("trend/trend_moons.png"))).size > 1000);
    });

    await t.step("simulates gates from a pool of records", async () => {
      const { code, stdout, stderr } = await regress(folder, [
        ...["--simulate", "20", "--pool", "4", "--jobs", "1", "--resume", ...results],
      ]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^20 gates of unchanged code, 2 seeds against 2 others of a pool of 4/);
    });

    await t.step("does not judge this code by records of other code", async () => {
      await editRecords(here("records"), ({ environment }) => environment.commit = "f".repeat(40));
      const { code, stderr } = await regress(folder, results);
      assert.equal(code, 2);
      assert.match(stderr, /^error: Cannot judge this code by .* 2 records of commit f{40}/m);
      const resumed = await regress(folder, [...results, "--resume"]);
      assert.equal(resumed.code, 0);
      assert.match(resumed.stderr, /^Judging by records that other code may have made: .* f{40}/m);
    });

    await t.step("notes records of unknown code", async () => {
      await editRecords(here("records"), ({ environment }) => environment.commit = "unknown");
      const taken = await regress(folder, ["--no-run", ...results]);
      assert.equal(taken.code, 0);
      assert.match(taken.stderr, /^Using records of commit unknown: /m);
    });

    await t.step("lists missing runs", async () => {
      await Deno.mkdir(here("empty/runs"), { recursive: true });
      const { code, stdout } = await regress(folder, [
        ...["--no-run", "--results", here("empty"), "--json"],
      ]);
      assert.equal(code, 4);
      const { outcome, cells } = JSON.parse(stdout);
      assert.deepEqual([outcome, cells[0].reason], ["not_measured", "no seed has been run"]);
    });

    await t.step("lists changes, and scores changed runs on request", async () => {
      await edit(here("b.json"), ({ experiments: [experiment] }) => {
        experiment.spec.protocol.values.batch = 49;
        experiment.runs = Object.fromEntries(
          [2, 3].map((seed) => [seed, runId({ ...experiment.spec, seed })]),
        );
      });
      const { code, stdout } = await regress(folder, ["--no-run", ...results]);
      assert.equal(code, 4);
      assert.match(stdout, /its runs have changed: protocol\.values\.batch: 49, now 50/);
      assert.equal((await regress(folder, ["--no-run", ...results, "--accept-changed"])).code, 0);
    });

    await t.step("does not change the baseline", async () => {
      const { experiments: [experiment] } = JSON.parse(await Deno.readTextFile(here("b.json")));
      assert.equal(experiment.spec.protocol.values.batch, 49);
    });

    await t.step("leaves out records of an earlier format, with one line for all", async () => {
      await Deno.mkdir(here("old/runs"), { recursive: true });
      for await (const { name } of Deno.readDir(here("records/runs"))) {
        await Deno.copyFile(here(`records/runs/${name}`), here(`old/runs/${name}`));
      }
      await editRecords(here("old"), (record) => delete record.format);
      const { code, stderr } = await regress(folder, ["--no-run", "--results", here("old")]);
      assert.equal(code, 4);
      assert.match(stderr, /^Left out 4 records of an earlier format in '[^\n]*\n$/);
    });

    await t.step(
      "refuses a baseline of an earlier format, and says how to make it anew",
      async () => {
        await edit(here("b.json"), (baseline) => baseline.format = 1);
        for (const args of [[], ["--update"]]) {
          const { code, stdout, stderr } = await regress(folder, args);
          assert.deepEqual([code, stdout], [1, ""]);
          assert.match(
            stderr,
            /^error: Cannot read baseline '[^\n]*': format must be 2, current value is 1; [^\n]*\n$/,
          );
          const [, anew] = /remove it and make it anew with (.*)\n$/.exec(stderr)!;
          assert.equal(anew, `--update --level 0.05 --selections last --grid "${grid}"`);
        }
      },
    );

    await t.step("requires a baseline, with one line", async () => {
      await Deno.remove(here("b.json"));
      const { code, stderr } = await regress(folder, []);
      assert.equal(code, 2);
      assert.match(stderr, /^error: Cannot read baseline '[^\n]*--update makes one\n$/);
    });
  }));
