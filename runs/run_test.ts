import assert from "node:assert/strict";
import type {
  Execution,
  Executor,
  Feed,
  NdArray,
  Numbers,
  Program,
  Streams,
  Tables,
} from "../engine/mod.ts";
import { adaptationMethods } from "../tests/conformance/tiny.ts";
import { environment, moonsSpec } from "../tests/conformance/runs.ts";
import { type LabelledRows, loadedFrom, type OneTask } from "../tests/one_task.ts";
import { assertClose } from "../tests/golden/close.ts";
import type { RunRecord, RunSpec } from "../records/record.ts";
import { runId } from "../records/run_id.ts";
import { defineSelection, type Selection } from "../selection/selection.ts";
import { builtIn } from "./catalogue.ts";
import { run, type RunOptions, type RunResult } from "./run.ts";

// Runs on a scripted executor: its inputs, and the records made from its outputs.

/** An executor with scripted outputs that records its inputs. */
class Script implements Executor {
  readonly device = { name: "script", threads: 1, versions: {} };
  tables: Tables = {};
  prepared?: Feed;
  readonly calls: (readonly Feed[])[] = [];
  readonly predicted: number[][] = [];
  /** The rows whose features were requested, and the step of the request. */
  readonly viewed: { readonly ids: number[]; readonly step: number }[] = [];
  disposed = 0;

  /**
   * @param report The report of step n, from 1.
   * @param classOf The predicted class for a row's id after n steps.
   */
  constructor(
    readonly report: (step: number) => Numbers = () => ({ loss: 1 }),
    readonly classOf: (id: number, step: number) => number = () => 0,
  ) {}

  get feeds(): Feed[] {
    return this.calls.flat();
  }

  start(_program: Program, _random: Streams, tables: Tables): Promise<Execution> {
    this.tables = tables;
    return Promise.resolve({
      prepare: (feed) => {
        assert.deepEqual(this.calls, []);
        this.prepared = feed;
        return Promise.resolve();
      },
      train: (feeds) => {
        const first = this.feeds.length + 1;
        this.calls.push(feeds);
        return Promise.resolve(feeds.map((_, i) => this.report(first + i)));
      },
      measure: () => assert.fail("adaptation measures nothing"),
      predict: (x, of) => {
        const ids = idsOf(x);
        if (of === "features") {
          this.viewed.push({ ids, step: this.feeds.length });
          const features = Float32Array.from(ids, (id) => id * this.viewed.length);
          return Promise.resolve({ shape: [ids.length, 1], data: features });
        }
        assert.equal(of, undefined);
        this.predicted.push(ids);
        const classes = ids.map((id) => this.classOf(id, this.feeds.length));
        return Promise.resolve({
          shape: [ids.length, 2],
          // NaN stands for a model that has exploded.
          data: Float32Array.from(
            classes.flatMap((c) => Number.isNaN(c) ? [NaN, 0] : c === 0 ? [1, 0] : [0, 1]),
          ),
        });
      },
      state: () => assert.fail("the run must not ask for the state"),
      dispose: () => {
        this.disposed++;
      },
    });
  }
}

/** Rows whose first column is their id; odd ids are of class 1. */
function numbered(first: number, rows: number): LabelledRows {
  const ids = Array.from({ length: rows }, (_, i) => first + i);
  return {
    x: { shape: [rows, 3], data: Float32Array.from(ids.flatMap((id) => [id, 0, 0])) },
    y: { shape: [rows], data: Int32Array.from(ids, (id) => id % 2) },
  };
}

const idsOf = ({ data }: NdArray): number[] => [...data].filter((_, i) => i % 3 === 0);
const domains: { [domain: string]: OneTask } = {
  "0": { train: numbered(0, 43), test: numbered(100, 9) },
  "35": { train: numbered(200, 37), test: numbered(300, 8) },
};
const load = (data = domains) => Promise.resolve(loadedFrom(data, { kind: "points", shape: [3] }));
const testIds = idsOf(domains["35"].test.x);

const given: Pick<RunOptions, "catalogue" | "environment"> = {
  catalogue: builtIn,
  environment,
};

async function follow(
  spec: RunSpec,
  script = new Script(),
  data = domains,
  catalogue = builtIn,
): Promise<RunResult & { script: Script }> {
  const result = await run(spec, {
    ...given,
    catalogue,
    executor: script,
    load: () => load(data),
  });
  return { ...result, script };
}

for (const method of adaptationMethods) {
  Deno.test(`run gives ${method.name} the rows that it reads, and holds out a tenth of the labelled ones`, async () => {
    const { script, record } = await follow(moonsSpec(method.name));
    assert.equal(record.status, "ok");
    const { source, target } = method.reads;
    const labelled = source === "labelled" ? "source" : "target";
    assert.deepEqual(
      Object.keys(script.tables).sort(),
      Object.entries({ source, target }).filter(([, how]) => how !== "none").map(([t]) => t),
    );
    for (const [table, columns] of Object.entries(script.tables)) {
      assert.deepEqual(Object.keys(columns), table === labelled ? ["x", "y"] : ["x"]);
    }
    const all = idsOf(domains[labelled === "source" ? "0" : "35"].train.x);
    const { x, y } = script.tables[labelled] as { x: NdArray; y: NdArray };
    const training = idsOf(x);
    assert.deepEqual([...y.data], training.map((id) => id % 2));

    // At a checkpoint, the target's test rows and the held-out rows are predicted.
    const held = script.predicted.find((ids) => all.includes(ids[0]))!;
    assert.equal(held.length, 4);
    assert.deepEqual([...training, ...held].sort((a, b) => a - b), all);
    assert.notDeepEqual(held, all.slice(0, 4));
    for (const ids of script.predicted) {
      assert.ok([held, testIds].some((known) => String(known) === String(ids)), `${ids}`);
    }
    if (target === "unlabelled") {
      assert.deepEqual(
        idsOf((script.tables.target as { x: NdArray }).x),
        idsOf(domains["35"].train.x),
      );
    }
  });
}

for (const [part, held] of [[0.25, 11], [0.02, 1], [0.5, 22]]) {
  Deno.test(`run holds out ${held} of 43 rows if validation is ${part}`, async () => {
    const { script } = await follow(moonsSpec("source_only", {}, { validation: part }));
    assert.equal((script.tables.source.y as NdArray).shape[0], 43 - held);
  });
}

Deno.test("run draws rows of each domain by the seed, the same for every method, and holds out some of these", async () => {
  // Equally many rows in both domains.
  const level = { ...domains, "35": { ...domains["35"], train: numbered(200, 43) } };
  const drawn = async (method: string, seed = 1) => {
    const spec = moonsSpec(method, {}, { rows: 30, validation: 0.2 }, seed);
    const { script } = await follow(spec, new Script(), level);
    const { source, target } = script.tables as { [table: string]: { x: NdArray; y: NdArray } };
    const { x, y } = source ?? target;
    const held = script.predicted.find((ids) => String(ids) !== String(testIds))!;
    assert.deepEqual([idsOf(x).length, held.length], [24, 6]);
    assert.deepEqual([...y.data], idsOf(x).map((id) => id % 2));
    const labelled = [...idsOf(x), ...held].sort((a, b) => a - b);
    assert.equal(new Set(labelled).size, 30);
    return { labelled, target: target && idsOf(target.x).sort((a, b) => a - b) };
  };
  const [alone, mmd, bound] = [
    await drawn("source_only"),
    await drawn("mmd"),
    await drawn("target_only"),
  ];
  assert.deepEqual(mmd.labelled, alone.labelled);
  assert.deepEqual(bound.labelled, mmd.target);
  // Neither the first rows, nor the same rows of both domains.
  assert.notDeepEqual(mmd.target, idsOf(level["35"].train.x).slice(0, 30));
  assert.notDeepEqual(mmd.target.map((id) => id - 200), mmd.labelled);
  assert.notDeepEqual((await drawn("mmd", 2)).labelled, mmd.labelled);
});

Deno.test("run uses all rows of a domain that has fewer than the maximum", async () => {
  const plain = await follow(moonsSpec("mmd"));
  const { script } = await follow(moonsSpec("mmd", {}, { rows: 43 }));
  assert.deepEqual(script.tables, plain.script.tables);
  const { script: between } = await follow(moonsSpec("mmd", {}, { rows: 40 }));
  assert.equal((between.tables.source.x as NdArray).shape[0], 36);
  assert.deepEqual(between.tables.target, plain.script.tables.target);
});

/** The scores of the one task at each checkpoint. */
const scoresOf = ({ curve }: RunRecord) => curve.map(({ tasks }) => tasks["0-35"]);

Deno.test("run scores validation rows with their own labels", async () => {
  const perfect = new Script(() => ({ loss: 1 }), (id) => id % 2);
  const { record } = await follow(moonsSpec("source_only"), perfect);
  assert.ok(scoresOf(record).every(({ validation, test }) => validation === 1 && test === 1));
  const lucky = new Script(() => ({ loss: 1 }), (id) => id >= 300 ? 1 - id % 2 : id % 2);
  const { record: other } = await follow(moonsSpec("source_only"), lucky);
  assert.ok(scoresOf(other).every(({ validation, test }) => validation === 1 && test === 0));
});

Deno.test("run feeds full batches, each pass over the rows in another random order", async () => {
  const { script } = await follow(moonsSpec("mmd", {}, { epochs: 8 }));
  // 39 rows of the source left: three batches of ten, eight times.
  assert.equal(script.feeds.length, 24);
  assert.ok(script.calls.length > 8 - 1 && script.calls.every((feeds) => feeds.length <= 16));
  for (const [table, rows, perPass] of [["source", 39, 3], ["target", 37, 3]] as const) {
    const passes: string[] = [];
    for (let step = 0; step < 24; step += perPass) {
      const pass = script.feeds.slice(step, step + perPass).flatMap((f) => [...f.rows[table]]);
      assert.equal(new Set(pass).size, 10 * perPass);
      assert.ok(pass.every((row) => row >= 0 && row < rows));
      passes.push(String(pass));
    }
    assert.equal(new Set(passes).size, 8);
  }
});

Deno.test("run prepares the execution for the first step's feed before it trains", async () => {
  const { script } = await follow(moonsSpec("dann"));
  assert.ok(script.prepared);
  assert.deepEqual(script.prepared, script.feeds[0]);
});

Deno.test("run orders the rows of each domain by a separate stream", async () => {
  // As many rows as the source has after holding out.
  const level = { ...domains, "35": { ...domains["35"], train: numbered(200, 39) } };
  const { script } = await follow(moonsSpec("mmd"), new Script(), level);
  for (const { rows } of script.feeds) assert.notDeepEqual(rows.source, rows.target);
});

Deno.test("run restarts a smaller target while the source continues", async () => {
  const small = { ...domains, "35": { ...domains["35"], train: numbered(200, 12) } };
  const { record, script } = await follow(moonsSpec("mmd"), new Script(), small);
  assert.equal(record.status, "ok");
  assert.ok(script.feeds.every(({ rows }) => new Set(rows.target).size === 10));
});

Deno.test("run gives rivals the same split and batches, and others for another seed", async () => {
  const of = async (method: string, seed: number) => {
    const { script } = await follow(moonsSpec(method, {}, {}, seed));
    return {
      source: script.tables.source,
      batches: script.feeds.map(({ rows }) => rows.source),
      target: script.feeds.map(({ rows }) => rows.target),
    };
  };
  const [alone, dann, mmd] = [await of("source_only", 1), await of("dann", 1), await of("mmd", 1)];
  for (const rival of [dann, mmd]) {
    assert.deepEqual(rival.source, alone.source);
    assert.deepEqual(rival.batches, alone.batches);
  }
  assert.deepEqual(mmd.target, dann.target);
  const other = await of("source_only", 2);
  assert.notDeepEqual(other.source, alone.source);
  assert.notDeepEqual(other.batches, alone.batches);
});

Deno.test("run feeds the scheduled learning rate and the method's own scalars", async () => {
  const annealed = { optimizer: "sgd", learningRate: 0.5, schedule: "annealed" };
  const { script } = await follow(moonsSpec("dann", { lambda: 2 }, annealed));
  const steps = script.feeds.length;
  assert.equal(steps, 18);
  script.feeds.forEach(({ scalars }, step) => {
    assert.deepEqual(Object.keys(scalars), ["learning_rate", "adaptation"]);
    const p = step / steps;
    assertClose([scalars.learning_rate], [0.5 / (1 + 10 * p) ** 0.75], 1e-12);
    assertClose([scalars.adaptation], [2 * Math.tanh(5 * p)], 1e-12, 1e-3);
  });
});

Deno.test("run evaluates every `checkpointEvery` epochs and after the last step", async () => {
  const script = new Script((step) => ({ loss: step, part: 2 * step }));
  const { record } = await follow(
    moonsSpec("source_only", {}, { epochs: 5, checkpointEvery: 2 }),
    script,
  );
  // Three steps an epoch.
  assert.deepEqual(record.curve.map(({ step }) => step), [6, 12, 15]);
  assert.deepEqual(record.curve.map(({ training }) => training), [
    { loss: 3.5, part: 7 },
    { loss: 9.5, part: 19 },
    { loss: 14, part: 28 },
  ]);
});

/** Predictions right for a given number of the 4 validation and the 8 test rows at each checkpoint. */
function scored(validation: number[], test: number[]): Script {
  const script: Script = new Script(() => ({ loss: 1 }), (id, step) => {
    const checkpoint = step / 3 - 1;
    const right = id >= 300
      ? id - 300 < test[checkpoint]
      : heldOut(script).indexOf(id) < validation[checkpoint];
    return right ? id % 2 : 1 - id % 2;
  });
  return script;
}

const heldOut = ({ tables }: Script): number[] => {
  const training = new Set(idsOf(tables.source.x as NdArray));
  return idsOf(domains["0"].train.x).filter((id) => !training.has(id));
};

Deno.test("run's selection rules select the last and the first of the best checkpoints", async () => {
  const script = scored([1, 3, 2, 3, 3, 0], [2, 1, 6, 5, 6, 3]);
  const { record, predictions } = await follow(moonsSpec("source_only"), script);
  assert.deepEqual(
    scoresOf(record).map(({ validation }) => validation),
    [1, 3, 2, 3, 3, 0].map((right) => right / 4),
  );
  assert.deepEqual(
    scoresOf(record).map(({ test }) => test),
    [2, 1, 6, 5, 6, 3].map((right) => right / 8),
  );
  assert.deepEqual(record.selected, {
    last: { "0-35": 18 },
    source_validation: { "0-35": 6 },
    oracle: { "0-35": 9 },
  });
  assert.deepEqual(record.metrics, {
    "0-35": {
      last: { accuracy: 3 / 8 },
      source_validation: { accuracy: 1 / 8 },
      oracle: { accuracy: 6 / 8 },
    },
  });
  const predictedAt = (right: number) => testIds.map((id, i) => i < right ? id % 2 : 1 - id % 2);
  const { features: _, ...classes } = predictions!;
  assert.deepEqual(classes, {
    id: record.id,
    tasks: {
      "0-35": {
        labels: testIds.map((id) => id % 2),
        predicted: {
          last: predictedAt(3),
          source_validation: predictedAt(1),
          oracle: predictedAt(6),
        },
      },
    },
  });
});

Deno.test("run views the features of test rows of both domains, untrained and after the last step", async () => {
  const { script, predictions } = await follow(moonsSpec("dann"));
  assert.deepEqual(script.viewed.map(({ step }) => step), [0, 18]);
  const [first, last] = script.viewed.map(({ ids }) => ids);
  assert.deepEqual(last, first);
  const sourceIds = idsOf(domains["0"].test.x);
  assert.deepEqual([...first].sort((a, b) => a - b), [...sourceIds, ...testIds]);
  const { before, after } = predictions!.features!;
  // The script's features are twice as large in the second view.
  assertClose(after.source.map(([x]) => x), before.source.map(([x]) => 2 * x), 1e-3);
  // Rivals are viewed on the same rows, other seeds on others.
  const { script: rival } = await follow(moonsSpec("mmd"));
  assert.deepEqual(rival.viewed, script.viewed);
  const { script: other } = await follow(moonsSpec("dann", {}, {}, 1));
  assert.notDeepEqual(other.viewed, script.viewed);
});

Deno.test("run's selection rules select a checkpoint if all scores are zero", async () => {
  const script = scored([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]);
  const { record } = await follow(moonsSpec("source_only"), script);
  assert.deepEqual(
    Object.values(record.selected).map((steps) => steps["0-35"]),
    [18, 3, 3],
  );
});

Deno.test("run reports only the selection rules of the protocol", async () => {
  const { record, predictions } = await follow(moonsSpec("source_only", {}, {}, 0, ["last"]));
  assert.deepEqual(Object.keys(record.selected), ["last"]);
  assert.deepEqual(Object.keys(record.metrics["0-35"]), ["last"]);
  assert.deepEqual(Object.keys(predictions!.tasks["0-35"].predicted), ["last"]);
});

/** The rule whose score is minus the number of outputs of class 1 on the target's training rows. */
function fewestOnes(seen: NdArray[]): Selection {
  return defineSelection({
    name: "fewest_ones",
    title: "the checkpoint with the fewest outputs of class 1",
    reads: "unlabelled",
    score({ unlabelled }) {
      seen.push(unlabelled);
      return -unlabelled.data.filter((logit, i) => i % 2 === 1 && logit > 0).length;
    },
  });
}

Deno.test("run gives a foreign rule the outputs on the target's training inputs, and no others", async () => {
  const targetIds = idsOf(domains["35"].train.x);
  const seen: NdArray[] = [];
  const rule = fewestOnes(seen);
  const catalogue = { ...builtIn, selections: { ...builtIn.selections, [rule.name]: rule } };
  // Of 37 rows so many are of class 1 at each checkpoint; all others of that class are in vain.
  const ones = [20, 9, 12, 7, 7, 30];
  const script = new Script(
    () => ({ loss: 1 }),
    (id, step) => id < 200 || id >= 300 || id - 200 < ones[step / 3 - 1] ? 1 : 0,
  );
  const spec = moonsSpec("dann");
  const protocol = { ...spec.protocol, selections: ["last", rule.name] };
  const { record } = await follow({ ...spec, protocol }, script, domains, catalogue);
  assert.equal(record.status, "ok", record.error?.message ?? "");
  assert.deepEqual(
    seen.map(({ shape, data }) => [shape, targetIds.map((_, row) => data[2 * row + 1])]),
    ones.map((count) => [[37, 2], targetIds.map((_, row) => row < count ? 1 : 0)]),
  );
  assert.equal(script.predicted.filter((ids) => ids.join() === targetIds.join()).length, 6);
  assert.deepEqual(record.selected, { last: { "0-35": 18 }, fewest_ones: { "0-35": 12 } });
  assert.deepEqual(record.about.selections.fewest_ones, { title: rule.title, bound: false });
});

Deno.test("run whose outputs on the target's training rows are not finite has diverged, if a rule reads them", async () => {
  const rule = fewestOnes([]);
  const catalogue = { ...builtIn, selections: { ...builtIn.selections, [rule.name]: rule } };
  const script = () =>
    new Script(() => ({ loss: 1 }), (id, step) => step === 6 && id >= 200 && id < 300 ? NaN : 0);
  const spec = moonsSpec("dann");
  const protocol = { ...spec.protocol, selections: ["last", rule.name] };
  const { record } = await follow({ ...spec, protocol }, script(), domains, catalogue);
  assert.deepEqual(record.error, { message: "The predictions were not finite at step 6", step: 6 });
  assert.equal((await follow(spec, script())).record.status, "ok");
});

for (const loss of [NaN, Infinity, -Infinity]) {
  Deno.test(`run that reports a loss of ${loss} has diverged at that step`, async () => {
    const script = new Script((step) => ({ loss: step === 11 ? loss : 1 }));
    const { record, predictions } = await follow(moonsSpec("dann"), script);
    assert.equal(record.status, "diverged");
    assert.deepEqual(record.error, { message: `The loss was ${loss} at step 11`, step: 11 });
    assert.deepEqual(record.metrics, {});
    assert.deepEqual(record.selected, {});
    assert.deepEqual(record.curve.map(({ step }) => step), [3, 6, 9]);
    assert.equal(predictions, undefined);
    assert.equal(script.disposed, 1);
    // Later steps are not trained.
    assert.equal(script.feeds.length, 12);
  });
}

Deno.test("run whose last update explodes, after its loss was reported, has diverged", async () => {
  const script = new Script(() => ({ loss: 1 }), (_id, step) => step === 18 ? NaN : 0);
  const { record, predictions } = await follow(moonsSpec("source_only"), script);
  assert.equal(record.status, "diverged");
  assert.deepEqual(record.error, {
    message: "The predictions were not finite at step 18",
    step: 18,
  });
  assert.deepEqual([record.metrics, predictions], [{}, undefined]);
});

Deno.test("run trains on all labelled rows if the protocol holds none out", async () => {
  const script = new Script();
  const { record } = await follow(moonsSpec("source_only", {}, { validation: 0 }), script);
  assert.equal(record.status, "ok");
  assert.equal((script.tables.source.x as NdArray).shape[0], domains["0"].train.x.shape[0]);
  assert.deepEqual(Object.keys(record.selected), ["last", "oracle"]);
  assert.ok(scoresOf(record).every((scores) => !("validation" in scores)));
});

Deno.test("run with less than one validation row has failed", async () => {
  const { record } = await follow(moonsSpec("source_only", {}, { validation: 1e-6 }));
  assert.equal(record.status, "failed");
  assert.match(
    record.error!.message,
    /^Cannot hold out validation rows: 0.000001 of \d+ rows is none$/,
  );
});

Deno.test("run whose step throws has failed, with the message, and frees its resources", async () => {
  const script = new Script((step) => {
    if (step === 5) throw new TypeError("no such kernel");
    return { loss: 1 };
  });
  const { record, predictions } = await follow(moonsSpec("coral"), script);
  assert.equal(record.status, "failed");
  assert.deepEqual(record.error, { message: "no such kernel" });
  assert.deepEqual([record.metrics, record.selected], [{}, {}]);
  assert.equal(record.curve.length, 1);
  assert.equal(predictions, undefined);
  assert.equal(script.disposed, 1);
});

for (const thrown of [new SyntaxError("line 3 is malformed"), "line 3 is malformed"]) {
  Deno.test(`run whose loading throws ${typeof thrown} has failed, with the message`, async () => {
    const spec = moonsSpec("source_only");
    const { record } = await run(spec, {
      ...given,
      executor: new Script(),
      load: () => Promise.reject(thrown),
    });
    assert.equal(record.status, "failed");
    assert.deepEqual(record.error, { message: "line 3 is malformed" });
    assert.deepEqual([record.metrics, record.curve], [{}, []]);
    assert.equal(record.id, runId(spec));
  });
}

Deno.test("run that cannot fill a batch has failed", async () => {
  const { record } = await follow(moonsSpec("source_only", {}, { batch: 40 }));
  assert.equal(record.status, "failed");
  assert.match(record.error!.message, /^Cannot fill a batch of 40 rows: .* has 39$/);
  const small = { ...domains, "35": { ...domains["35"], train: numbered(200, 9) } };
  const { record: other } = await follow(moonsSpec("mmd"), new Script(), small);
  assert.equal(other.status, "failed");
  assert.match(other.error!.message, /^Cannot fill a batch of 10 rows: .* has 9$/);
});

Deno.test("run reports its progress, rising to 1", async () => {
  const reported: number[] = [];
  await run(moonsSpec("source_only"), {
    ...given,
    executor: new Script(),
    load: () => load(),
    onProgress: (progress) => {
      reported.push(progress);
    },
  });
  reported.slice(1).forEach((progress, i) => assert.ok(progress > reported[i]));
  assert.equal(reported.at(-1), 1);
});

Deno.test("run's record names the spec, its id, the environment and the time", async () => {
  const spec = moonsSpec("source_only");
  const before = new Date().toISOString();
  const { record, script } = await follow(spec);
  assert.equal(record.id, runId(spec));
  assert.deepEqual(record.spec, spec);
  assert.deepEqual(record.environment, environment);
  assert.ok(record.startedAt >= before && record.startedAt <= new Date().toISOString());
  assert.deepEqual(Object.keys(record.seconds), ["data", "compile", "train", "evaluate"]);
  assert.ok(Object.values(record.seconds).every((seconds) => seconds >= 0 && seconds < 60));
  assert.ok(!("error" in record));
  assert.equal(script.disposed, 1);
});
