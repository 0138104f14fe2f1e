import assert from "node:assert/strict";
import type { Overrides, Parameters } from "../descriptors/parameters.ts";
import { openDevice, type Optimizer, optimizers, schedules, tf } from "../engine/mod.ts";
import { builtIn } from "../runs/catalogue.ts";
import { suites } from "../suites/mod.ts";
import type { Suite } from "../suites/suite.ts";
import { assertClose } from "../tests/golden/close.ts";
import {
  allParameters,
  changesOf,
  checkParameterNames,
  type CommonValues,
  factsOf,
  learningRateAt,
  optimizerOf,
  type ProtocolChanges,
  protocolOf,
} from "./_protocol.ts";
import type { Catalogue } from "./catalogue.ts";
import { settings } from "./mod.ts";
import type { ProtocolSpec } from "../records/record.ts";

type Protocolled = Pick<Suite, "setting" | "dataset" | "protocol">;

const encoder = { name: "mlp", values: { width: 3 } };

const between = (values: Overrides = {}, selections = ["last", "source_validation", "oracle"]) => ({
  setting: "unsupervised_adaptation",
  dataset: builtIn.datasets.moons,
  protocol: { encoder, values, selections },
});
const severalTasks = (values: Overrides = {}): Protocolled => ({
  setting: "multi_task",
  dataset: builtIn.datasets.adult_income,
  protocol: { encoder, values, selections: ["last", "validation"] },
});

const of = (suite: Protocolled, ...changes: ProtocolChanges[]) =>
  protocolOf(suite, builtIn, ...changes) as ProtocolSpec<CommonValues & Overrides>;
const ofValues = (suite: Protocolled, ...changes: Overrides[]) =>
  of(suite, ...changes.map((values) => ({ values })));

Deno.test("protocolOf states every value: the suite's, and the defaults of all others", () => {
  const values = { learningRate: 0.2, epochs: 7, optimizer: "sgd", momentum: 0.5, rows: 20 };
  assert.deepEqual(of(between(values)), {
    encoder: {
      name: "mlp",
      values: { depth: 1, width: 3, activation: "relu", initializer: "fan_in" },
    },
    optimizer: { name: "sgd", values: { momentum: 0.5, nesterov: "no", weightDecay: 0 } },
    schedule: { name: "constant", values: {} },
    values: {
      learningRate: 0.2,
      clipNorm: 0,
      epochs: 7,
      checkpointEvery: 1,
      batch: 64,
      transform: "none",
      validation: 0.1,
      rows: 20,
    },
    selections: ["last", "source_validation", "oracle"],
  });
});

Deno.test("protocolOf applies changes in order: the later of two wins", () => {
  const suite = between({ epochs: 7, batch: 8, schedule: "annealed", alpha: 2 });
  const changed = of(suite, { values: { epochs: 1, beta: 3 } }, { vectors: "f0" }, {
    encoder: { name: "mlp", values: { depth: 2 } },
    values: { epochs: 2 },
  });
  assert.deepEqual([changed.values.epochs, changed.values.batch], [2, 8]);
  assert.deepEqual(changed.schedule, { name: "annealed", values: { alpha: 2, beta: 3 } });
  assert.equal(changed.vectors, "f0");
  // Another encoder has its own defaults, and not the suite's width.
  assert.deepEqual(changed.encoder.values, {
    depth: 2,
    width: 100,
    activation: "relu",
    initializer: "fan_in",
  });
  assert.ok(!("vectors" in of(suite)));
});

Deno.test("protocolOf: options of the suite's optimizer do not apply to another one", () => {
  const suite = between({ beta1: 0.5, weightDecay: 0.1, epsilon: 1e-4, learningRate: 0.3 });
  assert.deepEqual(ofValues(suite, { optimizer: "adam", beta2: 0.9 }).optimizer.values, {
    beta1: 0.5,
    beta2: 0.9,
    epsilon: 1e-4,
    weightDecay: 0.1,
  });
  // Not even those that it has too.
  const adamw = ofValues(suite, { optimizer: "adamw" });
  assert.deepEqual(adamw.optimizer, {
    name: "adamw",
    values: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  });
  assert.equal(adamw.values.learningRate, 0.3);
  const sgd = ofValues(suite, { optimizer: "sgd", momentum: 0.9 }, { nesterov: "yes" });
  assert.deepEqual(sgd.optimizer.values, { momentum: 0.9, nesterov: "yes", weightDecay: 0 });
  // A suite's own smoke test may set options of its optimizer.
  assert.deepEqual(
    ofValues(suite, { beta1: 0.7 }, { optimizer: "sgd" }).optimizer.values,
    { momentum: 0, nesterov: "no", weightDecay: 0 },
  );
  assert.deepEqual(
    ofValues(between({ schedule: "annealed", alpha: 2 }), { schedule: "linear" }).schedule,
    { name: "linear", values: {} },
  );
});

const refused: [what: string, suite: Protocolled, changes: Overrides, message: string | RegExp][] =
  [
    [
      "an unknown name",
      between(),
      { epoch: 3 },
      /^Cannot set protocol\.epoch: no such parameter, its parameters are optimizer, schedule, learningRate, /,
    ],
    [
      "an unknown name of the suite's",
      between({ epoch: 3 }),
      {},
      /^Cannot set protocol\.epoch: no suc/,
    ],
    [
      "an option of another optimizer",
      between(),
      { momentum: 0.9 },
      "Cannot set protocol.momentum: it does not apply with optimizer=adam, schedule=constant, " +
      "transform=none, where there are optimizer, schedule, learningRate, clipNorm, epochs, " +
      "checkpointEvery, batch, transform, validation, rows, beta1, beta2, epsilon, weightDecay",
    ],
    [
      "a suite's option of another optimizer",
      between({ momentum: 0.9 }),
      {},
      /^Cannot set protocol\.momentum: no such parameter/,
    ],
    [
      "an option of another schedule",
      between(),
      { schedule: "cosine", alpha: 1 },
      /^Cannot set protocol\.alpha: it does not apply with optimizer=adam, schedule=cosine, /,
    ],
    [
      "a parameter of another setting",
      between(),
      { order: "joint" },
      /^Cannot set protocol\.order: no/,
    ],
    [
      "a parameter of another setting",
      severalTasks(),
      { pretraining: 2 },
      /^Cannot set protocol\.pretraining: no such parameter/,
    ],
    [
      "a held-out part where the dataset has validation rows",
      severalTasks(),
      { validation: 0.1 },
      /^Cannot set protocol\.validation: no such parameter/,
    ],
    [
      "an unknown optimizer",
      between(),
      { optimizer: "lion" },
      "Cannot set protocol.optimizer: it must be one of " +
      "sgd, adam, adamw, rmsprop, adagrad, adadelta, current value is 'lion'",
    ],
    [
      "an optimizer's name that every object inherits",
      between(),
      { optimizer: "constructor" },
      /^Cannot set protocol\.optimizer: it must be one of/,
    ],
    [
      "an unknown schedule",
      between(),
      { schedule: "step" },
      /^Cannot set protocol\.schedule: it must/,
    ],
    [
      "half an epoch",
      between(),
      { epochs: 0.5 },
      "Cannot set protocol.epochs: it must be in [1, 1000000], current value is 0.5",
    ],
    [
      "a decay that forgets nothing",
      between(),
      { beta2: 1 },
      /^Cannot set protocol\.beta2: it must be in \[0, 0\.9999\d+\], current value is 1$/,
    ],
    [
      "a temperature for an order that has none",
      severalTasks(),
      { temperature: 2 },
      /^Cannot set protocol\.temperature: it does not apply with .*order=joint, transform=none, where there are /,
    ],
  ];

for (const [what, suite, changes, message] of refused) {
  Deno.test(`protocolOf refuses ${what}: ${JSON.stringify(changes)}`, () => {
    assert.throws(() => ofValues(suite, changes), { name: "RangeError", message });
  });
}

Deno.test("protocolOf refuses a number where a name must be", () => {
  assert.throws(() => ofValues(between(), { optimizer: 1 }), { name: "TypeError" });
});

Deno.test("protocolOf has a temperature where the order is sampled, and nowhere else", () => {
  const temperatureOf = (suite: Protocolled, ...changes: Overrides[]) =>
    ofValues(suite, ...changes).values.temperature;
  const sampled = severalTasks({ order: "sampled", temperature: 4 });
  assert.equal(temperatureOf(severalTasks(), { order: "sampled" }), 1);
  assert.equal(temperatureOf(severalTasks(), { order: "sampled", temperature: 9 }), 9);
  assert.equal(temperatureOf(sampled), 4);
  for (const order of ["joint", "in_turn"]) {
    assert.ok(!("temperature" in ofValues(severalTasks({ order })).values));
    // The suite's temperature does not apply to another order.
    assert.ok(!("temperature" in ofValues(sampled, { order }).values));
  }
});

Deno.test("protocolOf: a parameter that applies to the default of another one has a value", () => {
  const number = { kind: "number", default: 1, range: [0, 9], grid: [], describe: "" } as const;
  const mode = { kind: "choice", default: "a", range: ["a", "b"], grid: [], describe: "" } as const;
  const own: Catalogue = {
    ...builtIn,
    settings: {
      own: {
        ...settings.unsupervised_adaptation,
        name: "own",
        protocol: { mode, ofA: number },
        applies: ({ mode: value }): Parameters => value === "a" ? { mode, ofA: number } : { mode },
      },
    },
  };
  const suite = { ...between(), setting: "own" };
  assert.equal(protocolOf(suite, own).values.ofA, 1);
  assert.ok(!("ofA" in protocolOf(suite, own, { values: { mode: "b" } }).values));
});

Deno.test("protocolOf leaves out the rules that read validation rows if none are held out", () => {
  const rules = ["oracle", "source_validation", "last", "validation"];
  assert.deepEqual(of(between({ validation: 0 }, rules)).selections, ["oracle", "last"]);
  assert.deepEqual(of(between({ validation: 0.2 }, rules)).selections, rules);
  assert.deepEqual(
    ofValues(between({ validation: 0 }, rules), { validation: 0.2 }).selections,
    rules,
  );
  // Several tasks have validation rows in any case.
  assert.deepEqual(of(severalTasks()).selections, ["last", "validation"]);
  assert.throws(() => of(between({}, ["best"])), /^RangeError: Cannot find selection rule 'best'/);
});

Deno.test("protocolOf takes other selection rules than the suite's, if the setting has what they read", () => {
  const by = (...selections: string[]) => of(between(), { selections }).selections;
  assert.deepEqual(by("entropy", "last"), ["entropy", "last"]);
  assert.deepEqual(of(severalTasks(), { selections: ["last"] }).selections, ["last"]);
  assert.throws(() => by("oracle"), /^RangeError: Cannot select by oracle alone/);
  const reading = {
    ...severalTasks(),
    protocol: { ...severalTasks().protocol, selections: ["entropy"] },
  };
  assert.throws(
    () => of(reading),
    /^RangeError: Cannot select by entropy: it reads unlabelled rows/,
  );
});

Deno.test("protocolOf completes every suite's protocol, also with its changes for a smoke test", () => {
  for (const suite of Object.values(suites)) {
    const [plain, quick] = [of(suite), of(suite, { values: suite.quick })];
    assert.notDeepEqual(quick, plain, suite.name);
    assert.deepEqual(plain.selections, suite.protocol.selections);
    const known = allParameters(settings[suite.setting], suite.dataset);
    for (const name of Object.keys({ ...suite.protocol.values, ...suite.quick })) {
      assert.ok(Object.hasOwn(known, name), name);
    }
  }
});

Deno.test("allParameters are the setting's, the common ones, and those of every optimizer and schedule", () => {
  const names = Object.keys(allParameters(settings.multi_task, builtIn.datasets.adult_income));
  for (
    const name of [
      ...[
        "optimizer",
        "schedule",
        "learningRate",
        "clipNorm",
        "epochs",
        "checkpointEvery",
        "batch",
      ],
      ...["order", "temperature", "momentum", "nesterov", "decay", "initialAccumulator", "alpha"],
    ]
  ) assert.ok(names.includes(name), name);
  for (const foreign of ["pretraining", "rows"]) assert.ok(!names.includes(foreign), foreign);
});

Deno.test("allParameters have a held-out part on datasets without validation rows alone", () => {
  const { multi_task: several, unsupervised_adaptation: between } = settings;
  const holdsOut = (setting: typeof several, dataset: string) =>
    Object.hasOwn(allParameters(setting, builtIn.datasets[dataset]), "validation");
  for (const setting of [several, between]) {
    assert.ok(holdsOut(setting, "amazon_reviews"));
    assert.ok(!holdsOut(setting, "fudan_reviews"));
  }
});

/** Returns the parameters after one step of each gradient. */
function stepped(optimizer: Optimizer, gradients: readonly number[][], learningRate = 0.5) {
  return tf.tidy(() => {
    let params: { a: tf.Tensor } = { a: tf.tensor1d([1, -2]) };
    let state = optimizer.init(params);
    for (const gradient of gradients) {
      const next = optimizer.update(
        { a: tf.tensor1d(gradient) },
        state,
        params,
        tf.scalar(learningRate),
      );
      params = next.params as { a: tf.Tensor };
      state = next.state;
    }
    return [...params.a.dataSync()];
  });
}

Deno.test("optimizerOf makes the protocol's optimizer with its options", async () => {
  await openDevice("reference");
  const step = (values: Overrides) =>
    stepped(optimizerOf(ofValues(between(), values)), [[2, 0], [0, 4]]);
  const sgd = { optimizer: "sgd" };
  // θ − 0.5 g, twice.
  assertClose(step(sgd), [0, -4], 1e-6);
  // v ← 0.5 v + g: (2, 0) and then (1, 4).
  assertClose(step({ ...sgd, momentum: 0.5 }), [-0.5, -4], 1e-6);
  // g + 0.5 v: (3, 0) and then (0.5, 6).
  assertClose(step({ ...sgd, momentum: 0.5, nesterov: "yes" }), [-0.75, -5], 1e-6);
  // g + 0.5 θ: (2.5, −1), θ = (−0.25, −1.5); (−0.125, 3.25), θ = (−0.1875, −3.125).
  assertClose(step({ ...sgd, weightDecay: 0.5 }), [-0.1875, -3.125], 1e-6);
  // The second gradient, of norm 4, is scaled to norm 3.
  assertClose(step({ ...sgd, clipNorm: 3 }), [0, -3.5], 1e-6);
  // Adagrad's steps have the learning rate's length.
  assertClose(step({ optimizer: "adagrad" }), [0.5, -2.5], 1e-6);
});

Deno.test("optimizerOf updates parameters apart on request: one without a gradient stays", async () => {
  await openDevice("reference");
  const adam = of(between());
  const moved = (apart: boolean) =>
    tf.tidy(() => {
      const params = { a: tf.tensor1d([1]), b: tf.tensor1d([1]) };
      const optimizer = optimizerOf(adam, apart);
      const gradients = { a: tf.tensor1d([1]) };
      const { params: next } = optimizer.update(
        gradients,
        optimizer.init(params),
        params,
        tf.scalar(0.5),
      );
      return Object.values(next as { [name: string]: tf.Tensor }).map((p) => p.dataSync()[0]);
    });
  assertClose(moved(true), [0.5, 1], 1e-6);
});

Deno.test("learningRateAt is the learning rate times its schedule", () => {
  const at = (values: Overrides, progress: number) =>
    learningRateAt(ofValues(between(), { learningRate: 0.5, ...values }), progress);
  assert.deepEqual([0, 0.5, 0.9].map((progress) => at({}, progress)), [0.5, 0.5, 0.5]);
  assert.deepEqual([0, 0.25].map((p) => at({ schedule: "linear" }, p)), [0.5, 0.375]);
  assertClose([0, 0.5, 1].map((p) => at({ schedule: "cosine" }, p)), [0.5, 0.25, 0], 1e-12, 1);
  assertClose([at({ schedule: "annealed" }, 0.3)], [0.5 * 4 ** -0.75], 1e-12);
  assertClose([at({ schedule: "annealed", alpha: 1, beta: 2 }, 1)], [0.125], 1e-12);
});

const facts = (suite: Protocolled, ...changes: ProtocolChanges[]) =>
  Object.fromEntries(factsOf(of(suite, ...changes), settings[suite.setting]));

Deno.test("factsOf states the protocol in words, the setting's part included", () => {
  assert.deepEqual(factsOf(of(between()), settings.unsupervised_adaptation), [
    ["encoder", "mlp (depth=1, width=3, activation=relu, initializer=fan_in)"],
    ["optimizer", "adam at 0.001"],
    ["epochs", "1, a checkpoint every epoch"],
    ["batch", "64 rows of each domain"],
    ["held out", "10 % of the labelled training rows"],
    ["selection rules", "last, source_validation, oracle"],
  ]);
});

Deno.test("factsOf states options that differ from the optimizer's defaults, and a schedule", () => {
  const values = {
    optimizer: "sgd",
    momentum: 0.9,
    clipNorm: 5,
    learningRate: 0.1,
    schedule: "annealed",
    epochs: 30,
    checkpointEvery: 10,
  };
  const { optimizer, epochs, "learning rate": schedule } = facts(between(), { values });
  assert.equal(optimizer, "sgd at 0.1, momentum 0.9, clipNorm 5");
  assert.equal(epochs, "30, a checkpoint every 10 epochs");
  assert.equal(schedule, "annealed (alpha=10, beta=0.75)");
  const cosine = facts(between(), { values: { schedule: "cosine" } });
  assert.equal(cosine["learning rate"], "cosine");
  assert.equal(facts(severalTasks(), { values: { order: "in_turn" } }).tasks, "in turn");
});

Deno.test("changesOf is empty for the suite's own protocol", () => {
  for (const suite of Object.values(suites)) assert.deepEqual(changesOf(of(suite), of(suite)), []);
});

Deno.test("changesOf states every difference with both values", () => {
  const own = between({ epochs: 30, beta1: 0.5 });
  const changes = (...changed: ProtocolChanges[]) => changesOf(of(own, ...changed), of(own));
  assert.deepEqual(changes({ values: { epochs: 3, batch: 8 } }), [
    "epochs: 3, the suite's 30",
    "batch: 8, the suite's 64",
  ]);
  assert.deepEqual(changes({ encoder: { name: "mlp", values: { width: 4 } } }), [
    "encoder: mlp (depth=1, width=4, activation=relu, initializer=fan_in), " +
    "the suite's mlp (depth=1, width=3, activation=relu, initializer=fan_in)",
  ]);
  assert.deepEqual(changes({ values: { optimizer: "sgd", schedule: "annealed", alpha: 2 } }), [
    "optimizer: sgd (momentum=0, nesterov=no, weightDecay=0), " +
    "the suite's adam (beta1=0.5, beta2=0.999, epsilon=1e-8, weightDecay=0)",
    "schedule: annealed (alpha=2, beta=0.75), the suite's constant",
  ]);
  assert.deepEqual(changes({ values: { validation: 0 }, vectors: "f0" }), [
    "word vectors: f0, the suite's none",
    "validation: 0, the suite's 0.1",
    "selections: last, oracle, the suite's last, source_validation, oracle",
  ]);
});

Deno.test("every optimizer and schedule can be chosen by a protocol", () => {
  for (const optimizer of Object.keys(optimizers)) {
    assert.equal(ofValues(between(), { optimizer }).optimizer.name, optimizer);
    optimizerOf(ofValues(between(), { optimizer }));
  }
  for (const schedule of Object.keys(schedules)) {
    assert.equal(ofValues(between(), { schedule }).schedule.name, schedule);
  }
});

Deno.test("checkParameterNames refuses a name that other parameters of a protocol have", () => {
  for (const setting of Object.values(settings)) checkParameterNames(setting);
  const { validation: parameter } = settings.unsupervised_adaptation.protocol;
  const taken = {
    momentum: "the optimizer sgd has",
    beta2: "the optimizer adam has",
    alpha: "the schedule annealed has",
    epochs: "all protocols have",
    optimizer: "all protocols have",
  };
  for (const [name, owner] of Object.entries(taken)) {
    assert.throws(
      () => checkParameterNames({ protocol: { order: parameter, [name]: parameter } }),
      {
        name: "RangeError",
        message: `has a parameter '${name}', which ${owner}, too: give it another name`,
      },
    );
  }
});
