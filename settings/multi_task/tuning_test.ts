import assert from "node:assert/strict";
import { type Arrays, openDevice, randomStreams, type Tensors, tf } from "../../engine/mod.ts";
import { numberedTasks, tasksSpec, type TinyRows } from "../../tests/conformance/task_runs.ts";
import { followScript, type Script, type Seen } from "../../tests/conformance/task_script.ts";

// Fine-tuning, on a scripted executor.

const rows: TinyRows = { train: [43], validation: [8], test: [9] };
const few: TinyRows = { ...rows, train: [21], unlabelled: 15 };

/** The final parameters of the network of all tasks; their structure is not checked. */
const ended: Arrays = {
  params: {
    network: {
      shared: { layer: { shape: [2], data: Float32Array.of(3, 4) } },
      own: {
        books: { head: { shape: [1, 1], data: Float32Array.of(5) } },
        electronics: { head: { shape: [1, 1], data: Float32Array.of(6) } },
      },
    },
    weighting: { scales: { shape: [2], data: Float32Array.of(7, 8) } },
  },
  optimizer: { count: { shape: [], data: Float32Array.of(9) } },
};

const script: Script = {
  measure: () => ({ "books~electronics": 0.5 }),
  state: () => ended,
};

/** Two epochs of each of two tasks with separate rows, after three epochs of both. */
const spec = tasksSpec("hard_sharing", { suite: "fudan_reviews" }, {
  fineTuning: 2,
  weighting: { name: "dwa" },
  rule: { name: "pcgrad" },
});
const data = numberedTasks(spec, [rows, few]);

const stepsOf = ({ calls }: Seen) => calls.flat();

Deno.test("run fine-tunes each task by itself, from the parameters at the end of the joint training", async () => {
  const { record, networks } = await followScript(spec, data, script);
  assert.equal(record.status, "ok", record.error?.message ?? "");
  assert.equal(networks.length, 3);
  assert.ok(networks.every(({ disposed }) => disposed));
  await openDevice("reference");
  for (const { program } of networks.slice(1)) {
    tf.tidy(() => {
      const state = program.init(randomStreams(0)) as Tensors & { params: Tensors };
      const { shared, own } = state.params.network as {
        shared: { layer: tf.Tensor };
        own: { books: { head: tf.Tensor }; electronics: { head: tf.Tensor } };
      };
      assert.deepEqual(
        [shared.layer, own.books.head, own.electronics.head].map((leaf) => leaf.arraySync()),
        [[3, 4], [[5]], [[6]]],
      );
      // Losses and gradients of one task are not weighed or combined.
      assert.deepEqual([state.params.weighting, state.weighting, state.rule], [{}, {}, {}]);
    });
  }
});

Deno.test("run fine-tunes a task on its own labelled rows, for its share of an epoch's steps", async () => {
  const { networks: [joint, books, electronics] } = await followScript(spec, data, script);
  assert.deepEqual(Object.keys(joint.tables), ["books", "electronics"]);
  assert.deepEqual(Object.keys(books.tables), ["books"]);
  assert.deepEqual(Object.keys(electronics.tables), ["electronics"]);
  assert.deepEqual([joint, books, electronics].map((seen) => stepsOf(seen).length), [12, 8, 8]);
  for (const seen of [books, electronics]) {
    const feeds = stepsOf(seen);
    assert.deepEqual(feeds.map(({ scalars }) => scalars.epoch_ends), [0, 0, 0, 1, 0, 0, 0, 1]);
    assert.ok(feeds.every(({ rows }) => Object.values(rows)[0].length === 10));
  }
  assert.ok(books.predicted.every(({ of }) => of === "books"));
  assert.ok(electronics.predicted.every(({ of }) => of === "electronics"));
});

Deno.test("run fine-tunes each task with the same rows on its own labels", async () => {
  const spec = tasksSpec("mmoe", {}, { fineTuning: 1 });
  const data = numberedTasks(spec, rows);
  const measure = () => ({ "income~marital": 0.5 });
  const { record, networks } = await followScript(spec, data, { ...script, measure });
  assert.equal(record.status, "ok", record.error?.message ?? "");
  assert.deepEqual(
    networks.map(({ tables: { adult } }) => Object.keys(adult.y)),
    [["income", "marital"], ["income"], ["marital"]],
  );
});

Deno.test("run fine-tunes without unlabelled rows", async () => {
  const spec = tasksSpec(
    "adversarial_shared_private",
    { suite: "fudan_reviews" },
    { fineTuning: 1 },
  );
  const { networks } = await followScript(spec, data, script);
  assert.deepEqual(networks.map(({ tables }) => Object.keys(tables)), [
    ["books", "electronics", "electronics~unlabelled"],
    ["books"],
    ["electronics"],
  ]);
});

Deno.test("run reports the fine-tuned networks, whose step numbers continue", async () => {
  // All test rows are right after joint training, then fewer and fewer; the best validation of books is in between.
  const right = (id: number, step: number, network: number, task: string) => {
    if (network === 0) return true;
    const test = id % 10_000 >= 2000;
    const epoch = step / 4;
    if (test) return id % 10_000 - 2000 < 6 - 2 * epoch + network;
    return task === "books" ? epoch === 1 : epoch === 2;
  };
  const { record, predictions } = await followScript(spec, data, {
    ...script,
    report: (step, network) => ({ loss: step, "loss.books": step, part: 10 * network }),
    predict: (id, { task, step, network }) =>
      (id % 2 === 1) === right(id, step, network, task.name) ? 1 : -1,
  });
  assert.deepEqual(record.selected, {
    last: { books: 20, electronics: 20 },
    validation: { books: 16, electronics: 20 },
  });
  const scores = (count: number) => ({ error: (9 - count) / 9, accuracy: count / 9 });
  assert.deepEqual(record.metrics, {
    books: { last: scores(3), validation: scores(5) },
    electronics: { last: scores(4), validation: scores(4) },
  });
  assert.equal(
    predictions!.tasks.books.predicted.validation
      .filter((label, i) => label === predictions!.tasks.books.labels[i]).length,
    5,
  );
  assert.deepEqual(
    record.curve.map(({ step, training, tasks, affinity }) => [
      step,
      training,
      Object.values(tasks).map(({ test }) => Math.round(9 * test)),
      affinity !== undefined,
    ]),
    [
      [4, { loss: 2.5, "loss.books": 2.5, part: 0 }, [0, 0], true],
      [8, { loss: 6.5, "loss.books": 6.5, part: 0 }, [0, 0], true],
      [12, { loss: 10.5, "loss.books": 10.5, part: 0 }, [0, 0], true],
      [16, { "loss.books": 2.5, part: 20 }, [4, 3], false],
      [20, { "loss.books": 6.5, part: 20 }, [6, 5], false],
    ],
  );
});

Deno.test("run that diverges in fine-tuning names the continued step number", async () => {
  const { record } = await followScript(spec, data, {
    ...script,
    report: (step, network) => ({ loss: network === 2 && step === 3 ? NaN : 1 }),
  });
  assert.deepEqual(record.error, { message: "The loss was NaN at step 15", step: 15 });
  const { record: other } = await followScript(spec, data, {
    ...script,
    predict: (_id, { network, step }) => network === 1 && step === 4 ? NaN : 0,
  });
  assert.deepEqual(other.error, {
    message: "The predictions were not finite at step 16",
    step: 16,
  });
});

Deno.test("run reports its progress over joint training and all fine-tuning, rising to 1", async () => {
  const { progress } = await followScript(spec, data, script);
  progress.slice(1).forEach((part, i) => assert.ok(part > progress[i]));
  assert.equal(progress.at(-1), 1);
  // Three parts of three, two and two checkpoints; the executor's calls in between report, too.
  for (const end of [1 / 9, 2 / 9, 1 / 3, 1 / 2, 2 / 3, 5 / 6]) {
    assert.ok(progress.some((part) => Math.abs(part - end) < 1e-12), `${end}`);
  }
});

Deno.test("run has the same joint training with and without fine-tuning", async () => {
  const plain = tasksSpec("hard_sharing", { suite: "fudan_reviews" });
  const tuned = tasksSpec("hard_sharing", { suite: "fudan_reviews" }, { fineTuning: 1 });
  const [one, other] = await Promise.all(
    [plain, tuned].map((spec) => followScript(spec, data, script)),
  );
  assert.deepEqual(
    stepsOf(other.networks[0]).map(({ rows, scalars }) => ({ rows, scalars })),
    stepsOf(one.networks[0]).map(({ rows, scalars }) => ({ rows, scalars })),
  );
  assert.deepEqual(other.record.curve.slice(0, 3), one.record.curve);
});
