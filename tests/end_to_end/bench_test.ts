import assert from "node:assert/strict";
import { builtIn } from "../../runs/catalogue.ts";
import { benchCommand } from "../../tasks/_bench_command.ts";
import {
  bench,
  benchJson,
  ended,
  inFolder,
  least,
  records,
  start,
  timeless,
  until,
} from "./bench.ts";

const small = ["moons", "--quick", "--methods", "source_only,dann", "--seeds", "2"];

Deno.test("bench makes the runs, prints their cells and writes records, report and figure", () =>
  inFolder(async (folder) => {
    const results = `${folder}/results`;
    const document = await benchJson([...small, "--results", results]);
    assert.equal(document.results, results);
    assert.deepEqual(document.suites.map(({ name }) => name), ["moons"]);

    const made = [...(await records(results)).values()];
    assert.equal(made.length, 4);
    for (const method of ["source_only", "dann"]) {
      for (const selection of ["last", "source_validation", "oracle"] as const) {
        const cell = document.suites[0].cells.find((cell) =>
          cell.method === method && cell.problem === "0-35" && cell.selection === selection
        );
        const values = made.filter(({ spec }) => spec.method.name === method)
          .map(({ metrics }) => metrics["0-35"][selection]!.accuracy);
        assert.equal(values.length, 2);
        const [a, b] = values;
        assert.ok(Math.abs(cell!.mean! - (a + b) / 2) < 1e-12);
        assert.ok(Math.abs(cell!.standardError! - Math.abs(a - b) / 2) < 1e-12);
        assert.deepEqual([cell!.metric, cell!.n, cell!.status], ["accuracy", 2, "ok"]);
      }
    }
    for (const record of made) {
      const { tasks: { "0-35": { labels, predicted } } } = JSON.parse(
        await Deno.readTextFile(`${results}/runs/${record.id}.predictions.json`),
      );
      for (const [selection, classes] of Object.entries<number[]>(predicted)) {
        const right = classes.filter((label, row) => label === labels[row]).length;
        const scores = record.metrics["0-35"] as Record<string, { accuracy: number }>;
        assert.equal(scores[selection].accuracy, right / labels.length);
      }
    }
    assert.match(await Deno.readTextFile(`${results}/report.md`), /moons/);
    const figure = `${results}/figures/moons_decision_boundaries_0-35`;
    assert.ok((await Deno.stat(`${figure}.png`)).size > 20_000);
    assert.match(await Deno.readTextFile(`${figure}.svg`), /source_only.*dann/s);
  }));

Deno.test("bench makes no run twice, and its records do not depend on the number of jobs", () =>
  inFolder(async (folder) => {
    const one = `${folder}/one`;
    const two = `${folder}/two`;
    const few = [...least, "--methods", "single_task,hard_sharing", "--seeds", "2"];
    const first = await benchJson([...few, "--results", one, "--jobs", "1"]);
    const written = await records(one);
    const again = await bench([...few, "--results", one, "--json"]);
    assert.doesNotMatch(again.stderr, /Made/);
    assert.deepEqual(JSON.parse(again.stdout), first);
    assert.deepEqual(await records(one), written);

    const parallel = await benchJson([...few, "--results", two, "--jobs", "2"]);
    assert.deepEqual(parallel.suites, first.suites);
    const others = await records(two);
    assert.deepEqual([...others.keys()].sort(), [...written.keys()].sort());
    for (const [id, record] of others) {
      assert.deepEqual(timeless(record), timeless(written.get(id)!));
      const name = `runs/${id}.predictions.json`;
      assert.equal(
        await Deno.readTextFile(`${two}/${name}`),
        await Deno.readTextFile(`${one}/${name}`),
      );
    }
  }));

/** Windows lacks these signals and pgrep. */
const posix = { ignore: Deno.build.os === "windows" };

/** Runs that take long enough to be interrupted. */
const longer = [...least, "--seeds", "6", "--jobs", "2", "--device", "wasm"];

Deno.test(
  "bench loses no finished run to kill -9 and continues after it",
  posix,
  () =>
    inFolder(async (results) => {
      const args = [...longer, "--results", results];
      const child = start("bench", args);
      await until(async () =>
        await Deno.stat(`${results}/runs`).then(() => true, () => false) &&
        (await records(results)).size >= 2
      );
      child.kill("SIGKILL");
      await ended(child);
      const kept = await records(results);
      assert.ok(kept.size >= 2 && kept.size < 6, `${kept.size} records`);
      const { suites } = await benchJson(args);
      assert.ok(suites[0].cells.every(({ n, status }) => n === 6 && status === "ok"));
      const all = await records(results);
      for (const [id, record] of kept) assert.deepEqual(all.get(id), record);
    }),
);

Deno.test(
  "bench explains how to continue after Ctrl-C, and exits with 130",
  posix,
  () =>
    inFolder(async (results) => {
      const child = start("bench", [...longer, "--results", results]);
      await until(async () =>
        await Deno.stat(`${results}/runs`).then(() => true, () => false) &&
        (await records(results)).size >= 1
      );
      child.kill("SIGINT");
      const { code, stdout, stderr } = await ended(child);
      assert.equal(code, 130, stderr);
      assert.equal(stdout, "");
      const { size } = await records(results);
      assert.match(
        stderr,
        new RegExp(`Stopped: ${size} of 6 runs are made and kept.*the same command`),
      );
      for await (const { name } of Deno.readDir(`${results}/runs`)) {
        assert.doesNotMatch(name, /tmp/);
      }
    }),
);

/** Finds the process of a bench's worker. */
async function workerOf(bench: Deno.ChildProcess): Promise<number> {
  const { stdout } = await new Deno.Command("pgrep", {
    args: ["-P", String(bench.pid), "-f", "launch/worker[.]ts"],
  }).output();
  return Number(new TextDecoder().decode(stdout).trim().split("\n")[0]);
}

/** Waits until a results folder has some records. */
const untilMade = (results: string, number: number) =>
  until(async () =>
    await Deno.stat(`${results}/runs`).then(() => true, () => false) &&
    (await records(results)).size >= number
  );

/** A few of them, one at a time. */
const few = [...longer, "--seeds", "3", "--jobs", "1"];

Deno.test(
  "bench leaves the run of a killed worker to the same command",
  posix,
  () =>
    inFolder(async (results) => {
      const args = [...few, "--results", results];
      const child = start("bench", args);
      await untilMade(results, 1);
      Deno.kill(await workerOf(child), "SIGKILL");
      const { code, stderr } = await ended(child);
      assert.equal(code, 1, stderr);
      assert.match(stderr, /not made: its worker was ended by SIGKILL/);
      assert.match(
        stderr,
        /1 of 3 runs are still to be made .*SIGKILL.*: the same command makes them/,
      );
      const kept = await records(results);
      assert.deepEqual([...kept.values()].map(({ status }) => status), Array(2).fill("ok"));

      const again = await benchJson(args);
      assert.ok(again.suites[0].cells.every(({ n, status }) => n === 3 && status === "ok"));
      const all = await records(results);
      for (const [id, record] of kept) assert.deepEqual(all.get(id), record);
    }),
);

Deno.test(
  "bench and its worker end with deno task, by any signal",
  posix,
  () =>
    inFolder(async (results) => {
      // More runs than are made before the bench notices that its parent process has ended.
      const args = [...longer, "--seeds", "40", "--jobs", "1", "--results", results];
      const task = new Deno.Command(Deno.execPath(), {
        args: ["task", "--quiet", "bench", ...args],
        env: { NO_COLOR: "1" },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      await untilMade(results, 1);
      task.kill("SIGKILL");
      // Its pipes are shared with the bench and close when the bench ends.
      const { stderr } = await ended(task);
      assert.match(
        stderr,
        /Stopped, because the process that launched this one has ended: \d+ of 40 runs/,
      );
      const left = [...Deno.readDirSync(`${results}/runs`)].map(({ name }) => name);
      assert.deepEqual(left.filter((name) => /claim|tmp/.test(name)), []);
    }),
);

Deno.test("two concurrent benches on one folder share the runs", () =>
  inFolder(async (results) => {
    const args = [...few, "--results", results, "--json"];
    const both = await Promise.all([bench(args), bench(args)]);
    for (const { code, stderr } of both) assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(both[0].stdout), JSON.parse(both[1].stdout));
    assert.equal((await records(results)).size, 3);
    const made = both.map(({ stderr }) => Number(/Made (\d+) runs/.exec(stderr)?.[1] ?? 0));
    assert.equal(made[0] + made[1], 3);
    const names = [...Deno.readDirSync(`${results}/runs`)].map(({ name }) => name);
    assert.deepEqual(names.filter((name) => /claim|tmp/.test(name)), []);
  }));

Deno.test(
  "bench exits with 1 if a record has disappeared meanwhile, with a message",
  posix,
  () =>
    inFolder(async (results) => {
      const child = start("bench", [...few, "--results", results]);
      await untilMade(results, 1);
      const [[id]] = await records(results);
      await Deno.remove(`${results}/runs/${id}.json`);
      const { code, stderr } = await ended(child);
      assert.equal(code, 1, stderr);
      assert.match(
        stderr,
        /\n1 of 3 records have disappeared from '[^']*': the same command makes them again\n/,
      );
    }),
);

Deno.test("bench --dry-run lists the due runs and makes none", () =>
  inFolder(async (folder) => {
    const results = `${folder}/results`;
    const { code, stdout } = await bench([...small, "--results", results, "--dry-run"]);
    assert.equal(code, 0);
    assert.match(stdout, /4 runs, 0 recorded, 4 to make/);
    await assert.rejects(Deno.stat(results));
  }));

Deno.test("bench --param runs a method once for every value", () =>
  inFolder(async (results) => {
    const { code, stdout } = await bench([
      ...["moons", "--methods", "dann", "--param", "dann.lambda=0.5,2", "--seeds", "1"],
      ...["--results", results, "--dry-run", "--json"],
    ]);
    assert.equal(code, 0);
    const { runs } = JSON.parse(stdout);
    assert.deepEqual(runs.map(({ values }: { values: { lambda: number } }) => values.lambda), [
      0.5,
      2,
    ]);
    // The suite's own values apply besides the swept value.
    assert.ok(runs.every(({ values }: { values: Record<string, number> }) =>
      values.discriminator_depth === 0
    ));
  }));

Deno.test("bench --protocol sets every value of the protocol, in the spec and in the report", () =>
  inFolder(async (folder) => {
    const results = `${folder}/results`;
    const args = [
      ...["moons", "--quick", "--methods", "source_only", "--results", results],
      ...["--protocol", "learningRate=3e-4,optimizer=sgd,momentum=0.9,validation=0"],
    ];
    const { stdout } = await bench([...args, "--dry-run", "--json"]);
    const { runs: [{ id }] } = JSON.parse(stdout);
    await benchJson(args);
    const made = await records(results);
    assert.deepEqual([...made.keys()], [id]);
    const { status, spec, metrics, about } = made.get(id)!;
    const { protocol } = spec;
    assert.equal(status, "ok");
    assert.deepEqual(protocol.optimizer, {
      name: "sgd",
      values: { momentum: 0.9, nesterov: "no", weightDecay: 0 },
    });
    assert.equal(protocol.values.learningRate, 3e-4);
    // No row is held out for source_validation to choose by.
    assert.deepEqual(protocol.selections, ["last", "oracle"]);
    assert.deepEqual(Object.keys(metrics["0-35"]), ["last", "oracle"]);
    assert.ok(about.changes.includes("learningRate: 0.0003, the suite's 0.05"));
    const report = await Deno.readTextFile(`${results}/report.md`);
    assert.match(report, /sgd at 0\.0003, momentum 0\.9/);
    const command = benchCommand(spec, builtIn)!.split(" ").slice(3);
    const again = await bench([...command, "--results", results, "--dry-run"]);
    assert.match(again.stdout, /1 runs, 1 recorded, 0 to make/);
  }));

Deno.test("bench --list and --help name every suite and method", async () => {
  for (const option of ["--list", "--help"]) {
    const { code, stdout } = await bench([option]);
    assert.equal(code, 0);
    for (const name of ["moons", "amazon_reviews", "source_only", "dann", "coral"]) {
      assert.ok(stdout.includes(name), `${option} names ${name}`);
    }
  }
});

const bad: [what: string, args: string[], code: number, message: RegExp][] = [
  ["an unknown option", ["--sedes", "3"], 2, /--sedes.*--help/],
  ["an unknown method", ["--methods", "dan"], 2, /method 'dan'.*dann/],
  [
    "a results folder that is a file",
    ["--results", "deno.json"],
    1,
    /'\/[^']*\/deno\.json': Not a directory.*--results/,
  ],
];

for (const [what, args, code, message] of bad) {
  Deno.test(`bench refuses ${what} in one line`, async () => {
    const outcome = await bench(args);
    assert.equal(outcome.code, code, outcome.stderr);
    assert.equal(outcome.stdout, "");
    assert.match(outcome.stderr, /^error: [^\n]+\n$/);
    assert.match(outcome.stderr, message);
  });
}

Deno.test("bench names a damaged record or predictions, and makes the run again", () =>
  inFolder(async (results) => {
    const args = [...least, "--results", results];
    await benchJson(args);
    const [[id, record]] = await records(results);
    for (const name of [`${id}.json`, `${id}.predictions.json`]) {
      await Deno.writeTextFile(`${results}/runs/${name}`, '{"id": "');
      const { code, stderr } = await bench(args);
      assert.equal(code, 0, stderr);
      assert.match(stderr, new RegExp(`^Left out: .*${name}: it is not JSON$`, "m"));
      assert.match(stderr, /^Made 1 runs in /m);
      const again = (await records(results)).get(id)!;
      assert.deepEqual(timeless(again), timeless(record));
      assert.notEqual(again.startedAt, record.startedAt);
    }
  }));
