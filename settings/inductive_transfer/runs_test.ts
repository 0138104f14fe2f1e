import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Arrays, leaves, tf } from "../../engine/mod.ts";
import { environment } from "../../tests/conformance/runs.ts";
import { transferMethods } from "../../tests/conformance/tiny.ts";
import type { LabelledRows } from "../../tests/one_task.ts";
import {
  asHalves,
  brighter,
  executor,
  fewHalves,
  follow,
  halvesSpec,
  relabelled,
  type TransferCase,
} from "../../tests/conformance/transfer_runs.ts";
import { assertClose } from "../../tests/golden/close.ts";
import type { RunRecord } from "../../records/record.ts";
import { runId } from "../../records/run_id.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunResult } from "../../runs/run.ts";

// Runs that train: the inputs of each training, and the records.

const pretrained = transferMethods.filter((method) => method.pretrained).map(({ name }) => name);
const timeless = ({ seconds: _, startedAt: __, ...rest }: RunRecord) => rest;
/** A digest of rows, whose differences would take long to print. */
const digest = ({ x, y }: LabelledRows) =>
  createHash("sha256").update(x.data).update(y.data).digest("hex");
const paramsOf = (state: Arrays | undefined) => state!.params as { encoder: Arrays };

for (const { name: method, pretrained } of transferMethods) {
  Deno.test(`run of ${method} records metrics, checkpoints, curve and predictions of the target`, async () => {
    const { record, predictions } = await follow({ method, labels: 8 });
    assert.equal(record.status, "ok", record.error?.message ?? "");
    const spec = halvesSpec({ method, labels: 8 });
    assert.deepEqual([record.id, record.spec], [runId(spec), spec]);
    assert.deepEqual(record.curve.map(({ step }) => step), [2, 4, 6]);
    for (const { training, tasks } of record.curve) {
      const { validation, test } = tasks["A-B 8"];
      assert.ok(training.loss > 0);
      // Parts of two rows of each class, and of all test rows.
      for (const part of [10 * validation!, 20 * test!]) {
        assertClose([part], [Math.round(part)], 1e-12, 1);
      }
    }
    const scores = record.curve.map(({ step, tasks }) => ({ step, ...tasks["A-B 8"] }));
    const best = Math.max(...scores.map(({ validation }) => validation!));
    const chosen = scores.find(({ validation }) => validation === best)!;
    assert.deepEqual(record.selected, {
      last: { "A-B 8": 6 },
      validation: { "A-B 8": chosen.step },
    });
    assert.deepEqual(record.metrics, {
      "A-B 8": {
        last: { accuracy: scores[2].test },
        validation: { accuracy: chosen.test },
      },
    });
    const labels = [...fewHalves.B.test.y.data];
    assert.deepEqual(Object.keys(predictions!), ["id", "tasks"]);
    const { "A-B 8": kept, ...others } = predictions!.tasks;
    assert.deepEqual(others, {});
    assert.deepEqual(kept.labels, labels);
    const metrics: RunRecord["metrics"] = record.metrics;
    for (const [rule, classes] of Object.entries(kept.predicted)) {
      const right = classes.filter((name, row) => name === labels[row]).length;
      assert.equal(right / 20, metrics["A-B 8"][rule].accuracy);
    }
    assert.ok(!("domainDistance" in record));
    assert.ok(Object.values(record.seconds).every((seconds) => seconds >= 0 && seconds < 60));
    assert.ok(record.seconds.train > 0 && record.seconds.evaluate > 0);
  });

  Deno.test(`run of ${method} ${pretrained ? "trains on the source first" : "trains on the target alone"}`, async () => {
    const { trainings } = await follow({ method });
    const [target, source] = [...trainings].reverse();
    assert.equal(trainings.length, pretrained ? 2 : 1);
    if (pretrained) {
      assert.equal(digest(source.tables.labelled), digest(fewHalves.A.train));
      // Two passes of three steps of 16 rows.
      assert.deepEqual(
        source.feeds.map(({ rows: { labelled } }) => labelled.length),
        Array(6).fill(16),
      );
      assert.deepEqual(source.predicted, []);
    }
    assert.deepEqual(
      target.feeds.map(({ rows: { labelled } }) => labelled.length),
      Array(6).fill(16),
    );
    const rows = target.tables.labelled.y.data.length;
    assert.equal(rows, 45);
    const test = fewHalves.B.test.x;
    assert.deepEqual(target.predicted.map((x) => x === test), Array(3).fill([true, false]).flat());
  });

  Deno.test(`run of ${method} is the same twice, apart from times, and leaks no tensor`, async () => {
    const before = tf.memory().numTensors;
    const [first, second] = [await follow({ method }), await follow({ method })];
    assert.deepEqual(timeless(second.record), timeless(first.record));
    assert.deepEqual(second.predictions, first.predictions);
    assert.equal(tf.memory().numTensors, before);
    const other = await follow({ method, seed: 1 });
    assert.notDeepEqual(other.record.curve, first.record.curve);
  });

  Deno.test(`run of ${method} reports its progress, rising to 1`, async () => {
    const reported: number[] = [];
    await run(halvesSpec({ method, protocol: { pretraining: 1, epochs: 3 } }), {
      catalogue: builtIn,
      executor,
      environment,
      load: () => Promise.resolve(asHalves(fewHalves)),
      onProgress: (progress) => void reported.push(progress),
    });
    reported.slice(1).forEach((progress, i) => assert.ok(progress > reported[i]));
    assert.ok(reported[0] > 0);
    assert.equal(reported.at(-1), 1);
    // One of the four epochs is the source's.
    assert.equal(reported.includes(0.25), pretrained);
  });
}

Deno.test("run copies the final layers of the source's training, bit for bit", async () => {
  for (const depth of [1, 2]) {
    const taken = async (method: string) => {
      const { trainings: [source, target] } = await follow({ method, values: { depth } });
      const learned = leaves(paramsOf(source.end).encoder).slice(0, 2 * depth);
      assert.notDeepEqual(learned, leaves(paramsOf(source.start).encoder).slice(0, 2 * depth));
      return { learned, target };
    };
    const { learned, target } = await taken("fine_tuning");
    assert.deepEqual(leaves(paramsOf(target.start).encoder).slice(0, 2 * depth), learned);
    assert.notDeepEqual(leaves(paramsOf(target.end).encoder).slice(0, 2 * depth), learned);
    const { learned: same, target: frozen } = await taken("feature_extraction");
    assert.deepEqual(same, learned);
    assert.deepEqual(leaves((frozen.end!.fixed as { frozen: Arrays }).frozen), learned);
  }
});

Deno.test("run draws the source's network separately: no weight starts equal to the target's own", async () => {
  for (const pair of [["A", "B"], ["B", "B"]] as const) {
    const { trainings: [target] } = await follow({ method: "from_scratch", pair });
    const { trainings: [source, tuned] } = await follow({ method: "fine_tuning", pair });
    const own = new Map(leaves(target.start.params as Arrays));
    for (const [path, { data }] of leaves(source.start.params as Arrays)) {
      const same = data.filter((value, i) => value === own.get(path)!.data[i]);
      assert.equal(same.length, 0, path);
    }
    // The target's new layers are those that from_scratch starts with.
    for (const [path, leaf] of leaves(tuned.start.params as Arrays)) {
      if (!path.startsWith("encoder/layer1/")) assert.deepEqual(leaf, own.get(path), path);
    }
  }
});

Deno.test("run trains on the source in the same way for every method, number of labels and depth of a seed", async () => {
  const learned = async (what: TransferCase) => {
    const { trainings: [{ end, feeds }] } = await follow(what);
    return { encoder: paramsOf(end).encoder, feeds };
  };
  const first = await learned({ method: "fine_tuning" });
  for (
    const other of [
      { method: "feature_extraction" },
      { method: "l2_sp", values: { depth: 2, alpha: 5 } },
      { method: "fine_tuning", labels: 4, protocol: { epochs: 1 } },
    ]
  ) {
    assert.deepEqual(await learned(other), first);
  }
  assert.notDeepEqual(await learned({ method: "fine_tuning", seed: 1 }), first);
});

Deno.test("run from another source gives fine_tuning another result, and from_scratch the same", async () => {
  const { A, B } = fewHalves;
  const others = [
    { A: { train: relabelled(A.train), test: A.test }, B },
    { A: { train: brighter(A.train, 3), test: A.test }, B },
    { A: B, B },
  ];
  for (const { name: method, pretrained } of transferMethods) {
    const { record } = await follow({ method });
    for (const data of others) {
      const { record: other } = await follow({ method }, data);
      const same = JSON.stringify(other.curve) === JSON.stringify(record.curve);
      assert.equal(same, !pretrained, method);
    }
  }
  const alone = await follow({ method: "from_scratch" });
  const self = await follow({ method: "from_scratch", pair: ["B", "B"] });
  const pointsOf = ({ record }: RunResult) =>
    record.curve.map(({ step, training, tasks }) => [step, training, Object.values(tasks)]);
  assert.deepEqual(pointsOf(self), pointsOf(alone));
});

Deno.test("run takes equally many steps for every number of labels, in batches no larger than the number of rows", async () => {
  const all = await follow({ method: "from_scratch", labels: "all" });
  for (
    const [labels, training, batch] of [["all", 45, 16], [12, 45, 16], [8, 30, 16], [4, 15, 15], [
      2,
      5,
      5,
    ]] as const
  ) {
    const { record, trainings: [{ feeds, tables }] } = await follow({
      method: "from_scratch",
      labels,
    });
    assert.equal(record.status, "ok", record.error?.message ?? "");
    assert.equal(tables.labelled.x.shape[0], training);
    assert.deepEqual(
      feeds.map(({ rows: { labelled } }) => new Set(labelled).size),
      Array(6).fill(batch),
    );
    assert.deepEqual(
      record.curve.map(({ step }) => step),
      all.record.curve.map(({ step }) => step),
    );
  }
});

Deno.test("run gives every method of a seed the same labelled rows and batches", async () => {
  const of = async (method: string, seed = 0) => {
    const { trainings } = await follow({ method, labels: 4, seed });
    const { tables: { labelled }, feeds, predicted } = trainings.at(-1)!;
    return {
      rows: digest(labelled),
      held: digest({ ...labelled, x: predicted[1] }),
      batches: feeds.map(({ rows }) => rows),
    };
  };
  const alone = await of("from_scratch");
  for (const method of pretrained) assert.deepEqual(await of(method), alone);
  const other = await of("from_scratch", 1);
  assert.notEqual(other.rows, alone.rows);
  assert.notEqual(other.held, alone.held);
  assert.notDeepEqual(other.batches, alone.batches);
});

Deno.test("run scores the held-out rows with their own labels", async () => {
  // Each image determines its class: a trained network is right everywhere.
  const { record, trainings } = await follow({ method: "from_scratch", protocol: { epochs: 30 } });
  const held = trainings[0].predicted[1];
  assert.deepEqual(held.shape, [15, 28, 28, 1]);
  assert.equal(record.curve.at(-1)!.tasks["A-B all"].validation, 1);
});

Deno.test("run without validation rows trains on all labelled rows and has no validation rule", async () => {
  const { record, trainings } = await follow({
    ...{ method: "fine_tuning", labels: 4, protocol: { validation: 0 } },
  });
  assert.equal(trainings[1].tables.labelled.x.shape[0], 20);
  assert.deepEqual(Object.keys(record.selected), ["last"]);
  assert.deepEqual(Object.keys(record.metrics["A-B 4"]), ["last"]);
  assert.ok(record.curve.every(({ tasks }) => !("validation" in tasks["A-B 4"])));
});

Deno.test("run feeds both trainings their own schedule from its start", async () => {
  const protocol = { optimizer: "sgd", learningRate: 0.5, schedule: "annealed" };
  const { trainings } = await follow({ method: "l2_sp", protocol });
  for (const { feeds } of trainings) {
    assertClose(
      feeds.map(({ scalars }) => scalars.learning_rate),
      feeds.map((_, i) => 0.5 / (1 + 10 * i / feeds.length) ** 0.75),
      1e-12,
    );
  }
});

Deno.test("run evaluates every `checkpointEvery` epochs and after the last step", async () => {
  const { record } = await follow({
    ...{ method: "fine_tuning", protocol: { epochs: 5, checkpointEvery: 2 } },
  });
  assert.deepEqual(record.curve.map(({ step }) => step), [4, 8, 10]);
});
