import assert from "node:assert/strict";
import type { PlannedRun, RunSpec } from "../../records/record.ts";
import { runId } from "../../records/run_id.ts";
import { aboutOf } from "../../runs/about.ts";
import { builtIn } from "../../runs/catalogue.ts";
import type { Launcher } from "../../runs/launch/launcher.ts";
import { local } from "../../runs/launch/local.ts";
import { messageLine, type Start } from "../../runs/launch/messages.ts";
import { serve } from "../../runs/launch/worker.ts";
import { makeRuns } from "../../runs/make_runs.ts";
import type { RunResult } from "../../runs/run.ts";
import { ResultsStore } from "../../runs/store.ts";
import moons from "../../suites/moons.ts";
import { inFolder } from "../end_to_end/bench.ts";
import { array } from "./array_launcher.ts";
import { faults, faultyWorker } from "./faulty_worker.ts";
import { moonsSpec } from "./runs.ts";

/** Makes a launcher of so many workers with a faulty program, and a folder for its own files. */
type Make = (workers: number, folder: string) => Launcher;

const launchers: readonly [name: string, make: Make, ignore: boolean][] = [
  ["local", (jobs) => local({ jobs, program: faultyWorker }), false],
  [
    "array",
    (elements, folder) => array({ elements, folder, program: faultyWorker }),
    Deno.build.os === "windows",
  ],
];

const device = "wasm";

/** Specs that differ by their seeds. */
const specs = (...seeds: number[]) =>
  seeds.map((seed) => moonsSpec("source_only", {}, { epochs: 1 }, seed));

/** A run that is long enough to report progress. */
const longSpec = moonsSpec("source_only", {}, { epochs: 20 });

/** Plans runs as far as they are recorded. */
async function planned(store: ResultsStore, specs: readonly RunSpec[]) {
  const runs = await Promise.all(specs.map(async (spec): Promise<PlannedRun> => {
    const id = runId(spec);
    return { id, spec, about: aboutOf(spec, builtIn), record: await store.complete(id) };
  }));
  return [{ suite: moons, runs, files: {} }];
}

/** Makes runs in this process, without a launcher. */
async function madeHere(specs: readonly RunSpec[]): Promise<RunResult[]> {
  const start: Start = { device, threads: 1, graphs: false, commit: "", files: {}, uses: [] };
  const lines = async function* () {
    for (const message of [start, ...specs.map((spec) => ({ spec }))]) yield messageLine(message);
  };
  const results: RunResult[] = [];
  await serve(lines(), (answer) => {
    if (answer.kind === "result") results.push(answer.result);
  });
  return results;
}

/** The results of this process, with which those of all launchers are compared. */
let here: Promise<RunResult[]> | undefined;

/** The names of files besides records and predictions. */
const strays = (store: ResultsStore) =>
  [...Deno.readDirSync(store.runs)].map(({ name }) => name)
    .filter((name) => !/^[0-9a-f]{64}(\.predictions)?\.json$/.test(name));

/** The part of a record that repeats. */
const repeatable = ({ id, spec, status, metrics, selected, curve }: RunResult["record"]) => (
  { id, spec, status, metrics, selected, curve }
);

for (const [name, make, ignore] of launchers) {
  const test = (
    behaviour: string,
    body: (launcher: (workers: number) => Launcher, store: ResultsStore) => Promise<void>,
  ) =>
    Deno.test(`Launcher ${name}: ${behaviour}`, { ignore }, () =>
      inFolder(async (folder) => {
        const store = new ResultsStore(`${folder}/results`, assert.fail);
        await body((workers) => make(workers, folder), store);
      }));

  test("all runs are made once, with the results of this process", async (launcher, store) => {
    const all = [longSpec, ...specs(1, 2)];
    const happened = new Map<string, string[]>();
    const note = ({ id }: PlannedRun, event: string) =>
      happened.set(id, [...happened.get(id) ?? [], event]);
    const made = await makeRuns(await planned(store, all), store, {
      launcher: launcher(2),
      device,
      events: {
        started: (run) => note(run, "started"),
        progressed(run, part) {
          assert.ok(part > 0 && part <= 1, `${part}`);
          note(run, "progressed");
        },
        finished: (run, record) => note(run, record.status),
      },
    });
    assert.deepEqual(made, { due: 3, made: 3, elsewhere: 0, losses: [], stopped: false });
    assert.ok(happened.get(runId(all[0]))!.includes("progressed"));
    for (const { record, predictions } of await (here ??= madeHere(all))) {
      const events = happened.get(record.id)!;
      assert.deepEqual([events[0], events.at(-1)], ["started", "ok"]);
      assert.ok(events.slice(1, -1).every((event) => event === "progressed"), `${events}`);
      const written = (await store.complete(record.id))!;
      assert.deepEqual(repeatable(written), JSON.parse(JSON.stringify(repeatable(record))));
      assert.equal(written.environment.device, device);
      assert.deepEqual(
        await store.predictions(record.id),
        JSON.parse(JSON.stringify(predictions)),
      );
    }
    assert.deepEqual(strays(store), []);
  });

  test("a crash fails its run, and a killed worker leaves its run due", async (launcher, store) => {
    const all = specs(0, faults.crash, 1, faults.kill, 2);
    const statuses = async () =>
      (await planned(store, all))[0].runs.map(({ record }) => record?.status);
    const lost: number[] = [];
    const { losses, ...counts } = await makeRuns(await planned(store, all), store, {
      launcher: launcher(1),
      device,
      events: { lost: ({ spec }) => lost.push(spec.seed) },
    });
    assert.deepEqual(counts, { due: 5, made: 4, elsewhere: 0, stopped: false });
    assert.deepEqual(lost, [faults.kill]);
    assert.match(losses.map(({ why }) => why).join(), /^its \w+ was ended by SIGKILL$/);
    assert.deepEqual(await statuses(), ["ok", "failed", "ok", undefined, "ok"]);
    const crashed = (await store.record(runId(all[1])))!;
    assert.match(crashed.error!.message, /ended with code 3: error: out of luck$/);
    assert.deepEqual([crashed.environment.device, crashed.environment.threads], [device, 1]);
    assert.deepEqual(strays(store), []);
  });

  test("a stop keeps finished runs and leaves the others due", async (launcher, store) => {
    // The last one does not end before the stop, however late that comes.
    const endless = moonsSpec("source_only", {}, { epochs: 100_000 }, 3);
    const all = [...specs(0, 1, 2), endless];
    const stop = new AbortController();
    const finished: string[] = [];
    let started = 0;
    const made = await makeRuns(await planned(store, all), store, {
      launcher: launcher(1),
      device,
      signal: stop.signal,
      events: {
        started() {
          if (++started === 3) stop.abort();
        },
        finished: ({ id }) => finished.push(id),
      },
    });
    const { length } = finished;
    assert.ok(length === 2 || length === 3, `${length}`);
    assert.deepEqual(made, { due: 4, made: length, elsewhere: 0, losses: [], stopped: true });
    assert.deepEqual([...(await store.records()).keys()].sort(), finished.sort());
    assert.deepEqual(strays(store), []);
  });

  test("an error if the device cannot be opened, and no record", async (launcher, store) => {
    await assert.rejects(
      makeRuns(await planned(store, specs(0, 1)), store, {
        launcher: launcher(1),
        device: "abacus",
      }),
      /abacus/,
    );
    assert.deepEqual([...(await store.records()).keys()], []);
    assert.deepEqual(strays(store), []);
  });
}
