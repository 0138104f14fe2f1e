import assert from "node:assert/strict";
import { type NdArray, randomStreams } from "../../engine/mod.ts";
import {
  FIRST,
  numberedTasks,
  tasksSpec,
  type TinyRows,
} from "../../tests/conformance/task_runs.ts";
import { followScript, idsOf, type Seen } from "../../tests/conformance/task_script.ts";
import { environment } from "../../tests/conformance/runs.ts";
import { assertClose } from "../../tests/golden/close.ts";
import { runId } from "../../records/run_id.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run } from "../../runs/run.ts";

// Runs of several tasks on a scripted executor: its inputs, and the records made from its outputs.

const rows: TinyRows = { train: [43], validation: [8], test: [9] };

/** Two tasks with the same rows. */
const sharedSpec = tasksSpec("hard_sharing");
const shared = numberedTasks(sharedSpec, rows);

/** Two tasks with separate rows: 43 and 21 training rows. */
const apartRows = [rows, { ...rows, train: [21], unlabelled: 15 }];
const apartSpec = tasksSpec("hard_sharing", { suite: "fudan_reviews" });
const apart = numberedTasks(apartSpec, apartRows);

const cosines = () => ({ "income~marital": 0.5 });
const bookCosines = () => ({ "books~electronics": -0.25 });

const stepsOf = ({ calls }: Seen) => calls.flat();
const idsIn = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

Deno.test("run trains tasks with the same rows on one table with the labels of both", async () => {
  const { record, networks } = await followScript(sharedSpec, shared, { measure: cosines });
  assert.equal(record.status, "ok", record.error?.message ?? "");
  assert.equal(networks.length, 1);
  const [{ tables, disposed }] = networks;
  assert.deepEqual(Object.keys(tables), ["adult"]);
  assert.deepEqual(tables.adult, shared.adult.train[0]);
  assert.ok(disposed);
});

Deno.test("run of tasks without validation rows holds some out: none is trained on, and they choose the checkpoint", async () => {
  const { adult: { validation: _, ...adult } } = shared;
  const { protocol, ...spec } = sharedSpec;
  const values = { ...protocol.values, validation: 0.25 };
  const follow = (seed: number) =>
    followScript({ ...spec, seed, protocol: { ...protocol, values } }, { adult }, {
      measure: cosines,
      // Only the second checkpoint is right on training rows, and the first on test rows.
      predict: (id, { step }) => (id < FIRST.test) === (step === 6) ? id % 2 : 1 - id % 2,
    });
  const { record, networks: [{ tables, predicted }] } = await follow(0);
  assert.equal(record.status, "ok", record.error?.message ?? "");
  const trained = idsOf(tables.adult.x as NdArray);
  const [held] = predicted.map(({ ids }) => ids).filter(([id]) => id < FIRST.validation);
  assert.deepEqual([trained.length, held.length], [32, 11]);
  assert.deepEqual([...trained, ...held].sort((a, b) => a - b), idsIn(0, 43));
  assert.deepEqual(record.selected.validation, { income: 6, marital: 6 });
  const other = await follow(1);
  assert.notDeepEqual(idsOf(other.networks[0].tables.adult.x as NdArray), trained);
});

Deno.test("run feeds full batches, the scheduled learning rate, the ends of epochs, and noise", async () => {
  const values = { optimizer: "sgd", learningRate: 0.5, schedule: "annealed" };
  const spec = tasksSpec("hard_sharing", { protocol: { values } });
  const { networks: [seen] } = await followScript(spec, shared, { measure: cosines });
  const feeds = stepsOf(seen);
  // Four batches of ten, three times.
  assert.equal(feeds.length, 12);
  assert.ok(seen.calls.every((feeds) => feeds.length <= 16));
  feeds.forEach(({ rows, scalars, noise }, step) => {
    assert.deepEqual(Object.keys(rows), ["adult"]);
    assert.equal(new Set(rows.adult).size, 10);
    assert.deepEqual(Object.keys(scalars), ["learning_rate", "epoch_ends"]);
    assertClose([scalars.learning_rate], [0.5 / (1 + 10 * step / 12) ** 0.75], 1e-12);
    assert.equal(scalars.epoch_ends, step % 4 === 3 ? 1 : 0);
    assert.deepEqual(Object.keys(noise!), ["dropout", "weighting", "rule"]);
    // The streams continue, with no new ones for each step.
    assert.equal(noise, feeds[0].noise);
  });
  assert.deepEqual(seen.prepared!.rows, feeds[0].rows);
  assert.deepEqual(seen.prepared!.scalars, feeds[0].scalars);
});

Deno.test("run predicts the validation and the test rows of each source at every checkpoint, and no others", async () => {
  const { networks: [seen] } = await followScript(apartSpec, apart, { measure: bookCosines });
  const expected = [4, 8, 12].flatMap((step) =>
    ["books", "electronics"].flatMap((of, i) => [
      { ids: idsIn(10_000 * i + FIRST.validation, 8), of, step },
      { ids: idsIn(10_000 * i + FIRST.test, 9), of, step },
    ])
  );
  assert.deepEqual(seen.predicted, expected);
});

Deno.test("run evaluates every `checkpointEvery` epochs and after the last step", async () => {
  const spec = tasksSpec("hard_sharing", {
    protocol: { values: { epochs: 5, checkpointEvery: 2 } },
  });
  const { record } = await followScript(spec, shared, {
    report: (step) => ({ loss: step, "loss.income": 2 * step }),
    measure: cosines,
  });
  // Four steps an epoch.
  assert.deepEqual(record.curve.map(({ step }) => step), [8, 16, 20]);
  assert.deepEqual(record.curve.map(({ training }) => training), [
    { loss: 4.5, "loss.income": 9 },
    { loss: 12.5, "loss.income": 25 },
    { loss: 18.5, "loss.income": 37 },
  ]);
});

Deno.test("run's curve has the mean loss of a task over the steps that have a label of it", async () => {
  const { record } = await followScript(sharedSpec, shared, {
    // Four steps an epoch: labels in the first and the third step, and none in the last epoch.
    report: (step) => ({
      loss: 1,
      "loss.income": step % 2 === 0 || step > 8 ? NaN : step,
    }),
    measure: cosines,
  });
  assert.deepEqual(record.curve.map(({ training }) => training), [
    { loss: 1, "loss.income": 2 },
    { loss: 1, "loss.income": 6 },
    { loss: 1 },
  ]);
});

/** Predictions right for a given number of a split's rows at each checkpoint of four steps; 8 rows are for validation, 9 for the test. */
const rightFor = (
  checkpoint: number,
  id: number,
  scores: { readonly validation: readonly number[]; readonly test: readonly number[] },
): boolean => {
  const row = id % 10_000;
  const [first, split] = row >= FIRST.test
    ? [FIRST.test, scores.test] as const
    : [FIRST.validation, scores.validation] as const;
  return row - first < split[checkpoint];
};

/** The margin for the class of a row, or against it. */
const margin = (id: number, right: boolean) => (id % 2 === 1) === right ? 1 : -1;

Deno.test("run's record of a shared network has metrics and chosen steps by task, a curve, and affinities", async () => {
  // Errors of both tasks; their sum is smallest at the second checkpoint.
  const scores = {
    books: { validation: [7, 6, 1], test: [1, 2, 3] },
    electronics: { validation: [1, 6, 6], test: [9, 8, 7] },
  };
  const { record, predictions } = await followScript(apartSpec, apart, {
    report: (step) => ({ loss: 2 * step, "loss.books": step, "loss.electronics": 3 * step }),
    predict: (id, { task, step }) =>
      margin(id, rightFor(step / 4 - 1, id, scores[task.name as "books"])),
    measure: (step) => ({ "books~electronics": step / 100 }),
  });
  assert.equal(record.status, "ok", record.error?.message ?? "");
  const error = (right: number, of: number) => (of - right) / of;
  const metrics = (right: number) => ({ error: error(right, 9), accuracy: right / 9 });
  assert.deepEqual(record.metrics, {
    books: { last: metrics(3), validation: metrics(2) },
    electronics: { last: metrics(7), validation: metrics(8) },
  });
  assert.deepEqual(record.selected, {
    last: { books: 12, electronics: 12 },
    validation: { books: 8, electronics: 8 },
  });
  assert.deepEqual(
    record.curve,
    [0, 1, 2].map((checkpoint) => {
      const mean = 4 * checkpoint + 2.5;
      return {
        step: 4 * checkpoint + 4,
        training: { loss: 2 * mean, "loss.books": mean, "loss.electronics": 3 * mean },
        tasks: Object.fromEntries(
          Object.entries(scores).map(([task, { validation, test }]) => [task, {
            validation: error(validation[checkpoint], 8),
            test: error(test[checkpoint], 9),
          }]),
        ),
        affinity: { books: { electronics: (4 * checkpoint + 4) / 100 } },
      };
    }),
  );
  const classes = (right: number, first: number) =>
    idsIn(first, 9).map((id, i) => i < right ? id % 2 : 1 - id % 2);
  assert.deepEqual(predictions, {
    id: record.id,
    tasks: {
      books: {
        labels: idsIn(2000, 9).map((id) => id % 2),
        predicted: { last: classes(3, 2000), validation: classes(2, 2000) },
      },
      electronics: {
        labels: idsIn(12_000, 9).map((id) => id % 2),
        predicted: { last: classes(7, 12_000), validation: classes(8, 12_000) },
      },
    },
  });
});

Deno.test("run measures affinities on training rows that are the same at all checkpoints", async () => {
  const { networks: [{ measured }] } = await followScript(apartSpec, apart, {
    measure: bookCosines,
  });
  assert.equal(measured.length, 3);
  for (const { rows, scalars } of measured) {
    assert.deepEqual(rows, measured[0].rows);
    assert.deepEqual(Object.keys(rows), ["books", "electronics"]);
    assert.ok(Object.values(rows).every((taken) => new Set(taken).size === 10));
    assert.deepEqual(scalars, {});
  }
});

for (const method of ["l2_soft_sharing", "trace_norm_sharing", "single_task"]) {
  Deno.test(`run measures no affinities for ${method}, which shares no parameters`, async () => {
    const { record } = await followScript(tasksSpec(method), shared);
    assert.equal(record.status, "ok", record.error?.message ?? "");
    assert.ok(record.curve.every((point) => !("affinity" in point)));
  });
}

Deno.test("run measures no affinity of one task", async () => {
  const spec = tasksSpec("hard_sharing", { suite: "fudan_reviews", sources: ["books"] });
  const { record } = await followScript(spec, numberedTasks(spec, rows));
  assert.equal(record.status, "ok", record.error?.message ?? "");
  assert.ok(record.curve.every((point) => !("affinity" in point)));
  // The one network's objective is the run's.
  assert.ok(record.curve.every(({ training }) => training.loss === 1));
});

Deno.test("run of single_task trains a network for each task, for as long as joint training", async () => {
  const spec = tasksSpec("single_task", { suite: "fudan_reviews" });
  const { record, networks } = await followScript(spec, apart, {
    report: (step, network) => ({
      loss: 7,
      [`loss.${["books", "electronics"][network]}`]: step + 100 * network,
    }),
  });
  assert.equal(record.status, "ok", record.error?.message ?? "");
  assert.deepEqual(networks.map(({ tables }) => Object.keys(tables)), [["books"], ["electronics"]]);
  assert.deepEqual(networks.map((seen) => stepsOf(seen).length), [12, 12]);
  assert.ok(networks.every(({ disposed }) => disposed));
  for (const [i, source] of ["books", "electronics"].entries()) {
    assert.ok(networks[i].predicted.every(({ of }) => of === source));
  }
  // One curve for both, without the objectives, which differ between the networks.
  assert.deepEqual(
    record.curve.map(({ step, training, tasks }) => [step, training, Object.keys(tasks)]),
    [[4, 2.5], [8, 6.5], [12, 10.5]].map(([step, mean]) => [
      step,
      { "loss.books": mean, "loss.electronics": mean + 100 },
      ["books", "electronics"],
    ]),
  );
});

Deno.test("run of single_task selects each task's checkpoint separately, also if lower is better", async () => {
  const scores = {
    books: { validation: [7, 6, 1], test: [1, 2, 3] },
    electronics: { validation: [1, 6, 6], test: [9, 8, 7] },
  };
  const { record } = await followScript(
    tasksSpec("single_task", { suite: "fudan_reviews" }),
    apart,
    {
      predict: (id, { task, step }) =>
        margin(id, rightFor(step / 4 - 1, id, scores[task.name as "books"])),
    },
  );
  assert.deepEqual(record.selected, {
    last: { books: 12, electronics: 12 },
    validation: { books: 4, electronics: 8 },
  });
  assert.equal(record.metrics.books.validation!.accuracy, 1 / 9);
  assert.equal(record.metrics.electronics.validation!.accuracy, 8 / 9);
});

Deno.test("run trains single tasks on the same batches as beside others, and on others for another seed", async () => {
  for (const [suite, data] of [["fudan_reviews", apart], ["adult_income", shared]] as const) {
    for (const order of ["joint", "in_turn"] as const) {
      const batches = async (method: string, seed: number) => {
        const spec = tasksSpec(method, { suite, protocol: { values: { order } }, seed });
        const measure = suite === "adult_income" ? cosines : bookCosines;
        const { networks } = await followScript(spec, data, { measure });
        return networks.map((seen) => stepsOf(seen).map(({ rows }) => rows));
      };
      const [together] = await batches("hard_sharing", 1);
      for (const alone of await batches("single_task", 1)) {
        for (const [step, rows] of alone.entries()) {
          const [[table, taken]] = Object.entries(rows);
          assert.deepEqual(taken, together[step][table], `${suite}, ${order}, ${table}`);
        }
      }
      assert.notDeepEqual(await batches("hard_sharing", 2), [together]);
    }
  }
});

Deno.test("run gives rivals the same noise", async () => {
  const drawn = async (method: string) => {
    const { networks } = await followScript(tasksSpec(method), shared, { measure: cosines });
    return networks.map((seen) => stepsOf(seen).map(({ noise }) => noise!.dropout.uniform()));
  };
  const [shares] = await drawn("hard_sharing");
  assert.deepEqual(await drawn("single_task"), [shares, shares]);
  assert.equal(new Set(shares).size, shares.length);
});

Deno.test("run has a separate stream of noise for each purpose", async () => {
  const spec = tasksSpec("hard_sharing", { seed: 3 });
  const { networks: [seen] } = await followScript(spec, shared, { measure: cosines });
  const drawn = Object.values(stepsOf(seen)[0].noise!).map((random) => random.uniform());
  const streams = ["noise", "noise/weighting", "noise/rule"].map(randomStreams(3));
  assert.deepEqual(drawn, streams.map((random) => random.uniform()));
});

Deno.test("run gives unlabelled rows only to methods that read them", async () => {
  const measure = bookCosines;
  const { networks: [seen], record } = await followScript(
    tasksSpec("adversarial_shared_private", { suite: "fudan_reviews" }),
    apart,
    { measure },
  );
  assert.equal(record.status, "ok", record.error?.message ?? "");
  assert.deepEqual(Object.keys(seen.tables), ["books", "electronics", "electronics~unlabelled"]);
  assert.deepEqual(
    idsOf(seen.tables["electronics~unlabelled"].x as NdArray),
    idsIn(10_000 + FIRST.unlabelled, 15),
  );
  const { networks: [without] } = await followScript(apartSpec, apart, { measure });
  assert.deepEqual(Object.keys(without.tables), ["books", "electronics"]);
  assert.deepEqual(
    stepsOf(seen).map(({ rows: { books, electronics } }) => ({ books, electronics })),
    stepsOf(without).map(({ rows }) => rows),
  );
});

Deno.test("run in the order sampled trains one task per step, and single tasks for their expected number of steps", async () => {
  const protocol = { values: { order: "sampled" } };
  const shares = tasksSpec("hard_sharing", { suite: "fudan_reviews", protocol });
  const { networks: [seen] } = await followScript(shares, apart, { measure: bookCosines });
  // 4 and 2 batches an epoch.
  assert.equal(stepsOf(seen).length, 18);
  assert.ok(stepsOf(seen).every(({ rows }) => Object.keys(rows).length === 1));
  const alone = tasksSpec("single_task", { suite: "fudan_reviews", protocol });
  const { networks, record } = await followScript(alone, apart);
  // Of 6 steps 43/64 and 21/64, rounded.
  assert.deepEqual(networks.map((seen) => stepsOf(seen).length), [12, 6]);
  assert.deepEqual(
    record.curve.map(({ step, tasks }) => [step, Object.keys(tasks)]),
    [
      [2, ["electronics"]],
      [4, ["books", "electronics"]],
      [6, ["electronics"]],
      [8, ["books"]],
      [12, ["books"]],
    ],
  );
});

for (const loss of [NaN, Infinity, -Infinity]) {
  Deno.test(`run of tasks that reports a loss of ${loss} has diverged at that step`, async () => {
    const { record, predictions, networks } = await followScript(sharedSpec, shared, {
      report: (step) => ({ loss: step === 7 ? loss : 1 }),
      measure: cosines,
    });
    assert.equal(record.status, "diverged");
    assert.deepEqual(record.error, { message: `The loss was ${loss} at step 7`, step: 7 });
    assert.deepEqual([record.metrics, record.selected, predictions], [{}, {}, undefined]);
    assert.deepEqual(record.curve.map(({ step }) => step), [4]);
    assert.ok(networks[0].disposed);
    assert.equal(stepsOf(networks[0]).length, 8);
  });
}

Deno.test("run of single_task whose second network diverges keeps the curve of the first", async () => {
  const { record, networks } = await followScript(tasksSpec("single_task"), shared, {
    report: (step, network) => ({ loss: network === 1 && step === 5 ? NaN : 1 }),
  });
  assert.equal(record.status, "diverged");
  assert.equal(record.error!.step, 5);
  assert.deepEqual(record.metrics, {});
  assert.deepEqual(record.curve.map(({ step, tasks }) => [step, Object.keys(tasks)]), [
    [4, ["income", "marital"]],
    [8, ["income"]],
    [12, ["income"]],
  ]);
  assert.ok(networks.every(({ disposed }) => disposed));
});

Deno.test("run of tasks whose predictions are not finite has diverged", async () => {
  const { record, predictions } = await followScript(sharedSpec, shared, {
    predict: (_id, { task, step }) => task.name === "marital" && step === 12 ? NaN : 0,
    measure: cosines,
  });
  assert.equal(record.status, "diverged");
  assert.deepEqual(record.error, {
    message: "The predictions were not finite at step 12",
    step: 12,
  });
  assert.deepEqual([record.metrics, predictions], [{}, undefined]);
});

Deno.test("run of tasks that cannot fill a batch has failed", async () => {
  const { record } = await followScript(
    apartSpec,
    numberedTasks(apartSpec, [rows, {
      ...rows,
      train: [9],
    }]),
  );
  assert.equal(record.status, "failed");
  assert.equal(
    record.error!.message,
    "Cannot fill a batch of 10 rows: electronics has 9 to train on",
  );
});

Deno.test("run of tasks whose loading throws has failed, with the message", async () => {
  const { record } = await run(sharedSpec, {
    catalogue: builtIn,
    executor: { device: { name: "", threads: 1, versions: {} }, start: () => assert.fail() },
    environment,
    load: () => Promise.reject(new SyntaxError("line 3 is malformed")),
  });
  assert.equal(record.status, "failed");
  assert.deepEqual(record.error, { message: "line 3 is malformed" });
});

Deno.test("run of tasks reports its progress over all networks, rising to 1", async () => {
  const { progress } = await followScript(tasksSpec("single_task"), shared);
  progress.slice(1).forEach((part, i) => assert.ok(part > progress[i]));
  // Three checkpoints of each network; the executor's calls in between report, too.
  for (let end = 1; end <= 6; end++) {
    assert.ok(progress.some((part) => Math.abs(part - end / 6) < 1e-12), `${end} of 6`);
  }
  assert.equal(progress.at(-1), 1);
});

Deno.test("run's record of tasks names the spec, its id, the environment and the times", async () => {
  const { record } = await followScript(sharedSpec, shared, { measure: cosines });
  assert.equal(record.id, runId(sharedSpec));
  assert.deepEqual(record.spec, sharedSpec);
  assert.deepEqual(record.environment, environment);
  assert.deepEqual(Object.keys(record.seconds), ["data", "compile", "train", "evaluate"]);
  assert.ok(!("error" in record));
});

Deno.test("run of tasks reports only the selection rules of the protocol", async () => {
  const spec = tasksSpec("hard_sharing", { protocol: { selections: ["last"] } });
  const { record, predictions } = await followScript(spec, shared, { measure: cosines });
  assert.deepEqual(record.selected, { last: { income: 12, marital: 12 } });
  assert.deepEqual(Object.keys(record.metrics.income), ["last"]);
  assert.deepEqual(Object.keys(predictions!.tasks.income.predicted), ["last"]);
});
