import assert from "node:assert/strict";
import { FORMAT, type PlannedRun, type RunRecord } from "../records/record.ts";
import { runId } from "../records/run_id.ts";
import moons from "../suites/moons.ts";
import { environment, moonsSpec } from "../tests/conformance/runs.ts";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { aboutOf } from "./about.ts";
import { builtIn } from "./catalogue.ts";
import { Claims } from "./claims.ts";
import { expand } from "./expand.ts";
import type { Launcher } from "./launch/launcher.ts";
import type { Start } from "./launch/messages.ts";
import { makeRuns } from "./make_runs.ts";
import { ResultsStore } from "./store.ts";

/** Plans runs of the moons that differ by their seeds. */
const plan = (seeds: readonly number[], epochs = 6) => [{
  suite: moons,
  files: {},
  runs: seeds.map((seed): PlannedRun => {
    const spec = moonsSpec("source_only", {}, { epochs }, seed);
    return { id: runId(spec), spec, about: aboutOf(spec, builtIn) };
  }),
}];

/** A record that is valid without predictions. */
const failed = ({ id, spec, about }: PlannedRun, message = "as planned"): RunRecord => ({
  format: FORMAT,
  id,
  spec,
  about,
  status: "failed",
  metrics: {},
  selected: {},
  curve: [],
  seconds: { data: 0, compile: 0, train: 0, evaluate: 0 },
  environment: { ...environment, commit: "unknown" },
  startedAt: "2026-01-01T00:00:00.000Z",
  error: { message },
});

/** Records each run as failed, one after the other, in no time. */
function instant(options: { starts?: Start[]; before?: (run: PlannedRun) => Promise<void> } = {}) {
  const launcher: Launcher = {
    name: "instant",
    async launch(next, { start, events, signal }) {
      options.starts?.push(start);
      for (let run; (run = await next(signal));) {
        events.started(run);
        await options.before?.(run);
        await events.finished(run, { record: failed(run) });
      }
    },
  };
  return launcher;
}

/** Calls a test with the store of a temporary folder. */
const inStore = (test: (store: ResultsStore) => Promise<void>) =>
  inFolder((folder) => test(new ResultsStore(`${folder}/results`, assert.fail)));

Deno.test("makeRuns: a program without a terminal makes two runs and reads their records", () =>
  inStore(async (store) => {
    const plans = plan([0, 1], 40);
    const parts: number[] = [];
    const accuracies = new Map<number, number>();
    const { made } = await makeRuns(plans, store, {
      device: "wasm",
      events: {
        progressed: (_run, part) => parts.push(part),
        finished: ({ spec }, { metrics }) =>
          accuracies.set(spec.seed, metrics["0-35"].last!.accuracy),
      },
    });
    assert.equal(made, 2);
    assert.ok(parts.length > 0 && parts.every((part) => part > 0 && part <= 1));
    const records = await store.records();
    assert.equal(records.size, 2);
    for (const { id, spec } of plans[0].runs) {
      const { labels, predicted } = (await store.predictions(id))!.tasks["0-35"];
      const right = predicted.last.filter((label, row) => label === labels[row]).length;
      assert.equal(records.get(id)!.metrics["0-35"].last!.accuracy, right / labels.length);
      assert.equal(accuracies.get(spec.seed), right / labels.length);
    }
  }));

Deno.test("makeRuns: recorded runs are not due, failed ones only with retryFailed", () =>
  inStore(async (store) => {
    const [{ runs, ...rest }] = plan([0, 1]);
    const recorded = [{ ...rest, runs: runs.map((run) => ({ ...run, record: failed(run) })) }];
    const refusing: Launcher = { name: "refusing", launch: () => assert.fail() };
    const none = await makeRuns(recorded, store, { launcher: refusing });
    assert.deepEqual(none, { due: 0, made: 0, elsewhere: 0, losses: [], stopped: false });
    await assert.rejects(Deno.stat(store.folder), Deno.errors.NotFound);

    await store.open();
    for (const run of runs) await store.write({ record: failed(run, "an older failure") });
    const older = runs.map((run) => ({ ...run, record: failed(run, "an older failure") }));
    const { due, made } = await makeRuns([{ ...rest, runs: older }], store, {
      launcher: instant(),
      retryFailed: true,
    });
    assert.deepEqual([due, made], [2, 2]);
    for (const { error } of (await store.records()).values()) {
      assert.equal(error!.message, "as planned");
    }
  }));

Deno.test("makeRuns: waits for runs that another process has claimed, and makes those it has not made", () =>
  inStore(async (store) => {
    const plans = plan([0, 1, 2]);
    const [first, second, third] = plans[0].runs;
    await store.open();
    const other = new Claims(store.runs);
    for (const { id } of [first, second]) assert.ok(await other.take(id));
    const events: string[] = [];
    const { losses: _, ...counts } = await makeRuns(plans, store, {
      launcher: instant(),
      events: {
        finished: ({ spec: { seed } }) => events.push(`${seed} finished`),
        madeElsewhere: ({ spec: { seed } }) => events.push(`${seed} made elsewhere`),
        async waiting() {
          events.push("waiting");
          // Longer than the time between two looks at the claims.
          await new Promise((resolve) => setTimeout(resolve, 1200));
          await store.write({ record: failed(first) });
          await other.close();
        },
      },
    });
    assert.deepEqual(counts, { due: 3, made: 2, elsewhere: 1, stopped: false });
    assert.deepEqual(events.slice(0, 2), [`${third.spec.seed} finished`, "waiting"]);
    assert.deepEqual(events.slice(2).sort(), ["0 made elsewhere", "1 finished"]);
    const names = [...Deno.readDirSync(store.runs)].map(({ name }) => name);
    assert.deepEqual(names.sort(), plans[0].runs.map(({ id }) => `${id}.json`).sort());
  }));

Deno.test("makeRuns: keeps the record that another process has written during the run", () =>
  inStore(async (store) => {
    const plans = plan([0]);
    const theirs = failed(plans[0].runs[0], "theirs");
    const launcher = instant({ before: () => store.write({ record: theirs }) });
    const { made, elsewhere } = await makeRuns(plans, store, { launcher });
    assert.deepEqual([made, elsewhere], [0, 1]);
    assert.deepEqual(await store.record(theirs.id), theirs);
  }));

Deno.test("makeRuns: requests graphs only for a receiver, and passes the options to the workers", () =>
  inStore(async (store) => {
    const starts: Start[] = [];
    const launcher = instant({ starts });
    await makeRuns(plan([0]), store, { launcher });
    await makeRuns(plan([1]), store, {
      launcher,
      device: "cpu",
      threads: 2,
      events: { compiled() {} },
    });
    assert.deepEqual(
      starts.map(({ device, threads, graphs }) => [device, threads, graphs]),
      [["auto", 1, false], ["cpu", 2, true]],
    );
  }));

/** Plans two runs of each of some problems of the moons. */
function planOf(pairs: string) {
  const selected = { methods: ["source_only"], options: { pairs }, seeds: [7, 8] };
  const runs = expand(moons, selected, builtIn).map((spec): PlannedRun => ({
    id: runId(spec),
    spec,
    about: aboutOf(spec, builtIn),
  }));
  return [{ suite: moons, files: {}, runs }];
}

const nameOf = ({ spec }: PlannedRun) => `${spec.problem.name} ${spec.seed}`;

Deno.test("makeRuns: a worker stays with a problem, and then takes one that no other has", () =>
  inStore(async (store) => {
    const taken: string[][] = [[], []];
    const launcher: Launcher = {
      name: "two",
      async launch(next, { events, signal }) {
        const last: (PlannedRun | undefined)[] = [undefined, undefined];
        for (let worker = 0, run; (run = await next(signal, last[worker])); worker = 1 - worker) {
          taken[worker].push(nameOf(run));
          last[worker] = run;
          await events.finished(run, { record: failed(run) });
        }
      },
    };
    const { made } = await makeRuns(planOf("0-35,0-40,0-45,0-50"), store, { launcher });
    assert.equal(made, 8);
    assert.deepEqual(taken, [
      ["0-35 7", "0-40 7", "0-40 8", "0-50 7"],
      ["0-35 8", "0-45 7", "0-45 8", "0-50 8"],
    ]);
  }));

Deno.test("makeRuns: a worker leaves its problem if another process has claimed the rest of it", () =>
  inStore(async (store) => {
    const plans = planOf("0-35,0-40");
    const [, claimed] = plans[0].runs;
    await store.open();
    const claims = new Claims(store.runs);
    await claims.take(claimed.id);
    const taken: string[] = [];
    const launcher: Launcher = {
      name: "one",
      async launch(next, { events, signal }) {
        let last: PlannedRun | undefined;
        for (let run; (run = await next(signal, last));) {
          last = run;
          taken.push(nameOf(run));
          await events.finished(run, { record: failed(run) });
          if (taken.length === 3) await claims.release(claimed.id);
        }
      },
    };
    await makeRuns(plans, store, { launcher });
    await claims.close();
    assert.deepEqual(taken, ["0-35 7", "0-40 7", "0-40 8", "0-35 8"]);
  }));
