import assert from "node:assert/strict";
import { builtIn } from "../runs/catalogue.ts";
import {
  changesFor,
  checkProtocolChanges,
  protocolFits,
  type TextChanges,
} from "./_protocol_option.ts";

const { moons, correlated_tasks: tasks, fashion_halves: halves } = builtIn.suites;

/** Changes as on the command line: `rows=2000,epochs=3`. */
const changes = (text: string): TextChanges =>
  new Map(text.split(",").map((part) => part.split("=") as [string, string]));

const valuesFor = (suite: typeof moons, text: string) => changesFor(suite, changes(text), builtIn);

Deno.test("changesFor gives rows only to suites of adaptation", () => {
  const text = "rows=2000,epochs=3";
  assert.deepEqual(valuesFor(moons, text), { rows: 2000, epochs: 3 });
  assert.deepEqual(valuesFor(tasks, text), { epochs: 3 });
  assert.deepEqual(valuesFor(halves, text), { epochs: 3 });
});

Deno.test("changesFor gives pretraining only to suites of inductive transfer", () => {
  const text = "pretraining=2,validation=0,order=joint";
  assert.deepEqual(valuesFor(halves, text), { pretraining: 2, validation: 0 });
  assert.deepEqual(valuesFor(moons, text), { validation: 0 });
  assert.deepEqual(valuesFor(tasks, text), { order: "joint" });
});

Deno.test("changesFor parses numbers, and leaves choices and what is no number as they are written", () => {
  assert.deepEqual(valuesFor(moons, "learningRate=3e-4,optimizer=sgd,nesterov=yes,momentum=.9"), {
    learningRate: 3e-4,
    optimizer: "sgd",
    nesterov: "yes",
    momentum: 0.9,
  });
  assert.deepEqual(valuesFor(moons, "epochs=few"), { epochs: "few" });
});

Deno.test("protocolFits: true if all names are of the suite's setting, an optimizer or a schedule", () => {
  const fits = (suite: typeof moons, text: string) =>
    protocolFits(suite, changes(text), [], builtIn);
  for (const suite of [moons, tasks, halves]) {
    assert.ok(fits(suite, "optimizer=rmsprop,decay=0.5,schedule=annealed,alpha=1,clipNorm=3"));
  }
  assert.ok(fits(tasks, "order=sampled,temperature=2"));
  assert.ok(!fits(tasks, "order=sampled,rows=2"));
  assert.ok(!fits(moons, "temperature=2"));
});

Deno.test("checkProtocolChanges refuses a name of none of the suites, and lists those of the first", () => {
  const check = (text: string, suites = [moons, tasks]) =>
    checkProtocolChanges(changes(text), suites, builtIn);
  check("order=sampled,rows=3");
  check("order=sampled,temperature=3", [tasks]);
  assert.throws(() => check("pretraining=2"), {
    name: "UsageError",
    message: "Cannot change pretraining of moons, correlated_tasks: --protocol takes " +
      "optimizer, schedule, learningRate, clipNorm, epochs, checkpointEvery, batch, transform, " +
      "validation, rows, momentum, nesterov, weightDecay, beta1, beta2, epsilon, decay, " +
      "initialAccumulator, alpha, beta",
  });
});

Deno.test("checkProtocolChanges refuses values that a protocol cannot have", () => {
  const wrong: [text: string, message: RegExp][] = [
    [
      "rows=-1",
      /^Cannot set protocol\.rows: it must be in \[0, 1000000000\], current value is -1$/,
    ],
    ["rows=1.5", /^Cannot set protocol\.rows: it must be an integer, current value is 1\.5$/],
    ["epochs=", /^Cannot set protocol\.epochs: it must be a number, current value is ''$/],
    ["schedule=step", /protocol\.schedule: it must be one of constant, annealed, cosine, linear, /],
    ["optimizer=sgd,momentum=1", /protocol\.momentum: it must be in \[0, 0\.99/],
    [
      "momentum=0.9",
      /^Cannot set protocol\.momentum: it does not apply with optimizer=adam, .*, beta1, /,
    ],
    ["alpha=3", /^Cannot set protocol\.alpha: it does not apply with .*schedule=constant/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(() => checkProtocolChanges(changes(text), [moons], builtIn), {
      name: "UsageError",
      message,
    });
  }
});
