import assert from "node:assert/strict";
import { main } from "./bench.ts";
import { isUsage, oneLine } from "./_program.ts";

const tasks = ["correlated_tasks", "--tasks", "p=1:n=200"];

const bad: [what: string, args: string[], message: RegExp][] = [
  ["an unknown suite", ["moon"], /suite 'moon'.*moons/],
  [
    "a parameter named like a property of every object",
    ["--param", "constructor.x=1"],
    /method 'constructor'/,
  ],
  ["an unknown device", ["--device", "tpu"], /device 'tpu'.*wasm/],
  ["an unknown parameter", ["--param", "dann.lamda=1"], /dann\.lamda.*lambda/],
  ["a value out of range", ["--param", "dann.lambda=-1"], /\[0, 100\].*-1/],
  ["a value that is not a number", ["--param", "dann.lambda=big"], /number.*'big'/],
  ["a parameter without a value", ["--param", "dann.lambda"], /METHOD\.NAME=VALUE/],
  [
    "a parameter of a method that is not run",
    [
      ...["--methods", "mmd", "--param", "dann.lambda=1"],
    ],
    /dann: it is not selected/,
  ],
  ["an unknown name of the protocol", ["--protocol", "epoch=3"], /change epoch of .*epochs/],
  [
    "a value of the protocol that is not a number",
    ["--protocol", "epochs=few"],
    /protocol\.epochs: it must be a number, current value is 'few'/,
  ],
  [
    "an option of an optimizer that is not used",
    ["moons", "--protocol", "optimizer=rmsprop,beta1=0.5"],
    /protocol\.beta1: .* optimizer=rmsprop, .* there are .*decay, momentum, epsilon/,
  ],
  [
    "an optimizer that does not exist",
    ["--protocol", "optimizer=lion"],
    /protocol\.optimizer: it must be one of sgd, adam, .*'lion'/,
  ],
  [
    "an order of tasks in adaptation",
    ["moons", "--protocol", "order=sampled"],
    /change order of moons: --protocol takes optimizer, schedule, learningRate, .*rows/,
  ],
  [
    "a temperature of tasks that are not sampled",
    ["correlated_tasks", "--protocol", "temperature=2"],
    /protocol\.temperature: it does not apply with .*order=joint/,
  ],
  [
    "a batch of more rows than are generated",
    ["moons", "--protocol", "batch=500"],
    /Cannot fill a batch of 500 rows/,
  ],
  [
    "a value that the protocol cannot have",
    ["--protocol", "validation=1"],
    /\[0, 0\.9\].*1/,
  ],
  ["no seeds", ["--seeds", "0"], /--seeds.*'0'/],
  ["no threads", ["--threads", "0"], /--threads.*'0'/],
  ["a number of jobs that is not a number", ["--jobs", "two"], /--jobs.*'two'/],
  ["a pair that does not exist", ["--pairs", "0-400"], /'0-400'/],
  ["a pair of one domain", ["--pairs", "35"], /'35'.*source-target/],
  ["a data folder that does not exist", ["--data", "/no/such/folder"], /\/no\/such\/folder/],
  [
    "a source that does not exist",
    ["correlated_tasks", "--tasks", "p=2:n=9"],
    /'p=2:n=9'.*p=0:n=200/,
  ],
  [
    "an invalid combination",
    [...tasks, "--methods", "mmoe", "--weightings", "famo", "--rules", "pcgrad"],
    /mmoe with famo with pcgrad: famo works with no gradient rule/,
  ],
  [
    "another number of weights than of tasks",
    [
      ...[...tasks, "--methods", "mmoe", "--weightings", "fixed"],
      ...["--param", "fixed.weights=1:2:3"],
    ],
    /2 tasks: fixed\.weights .*'1:2:3'/,
  ],
  [
    "a method that does not fit the tasks",
    [...tasks, "--methods", "hierarchical_sharing"],
    /by hierarchy: .*level 1/,
  ],
  [
    "an encoder for other inputs",
    [...tasks, "--encoder", "text_cnn"],
    /numbers with text_cnn/,
  ],
  ["an encoder for other inputs in adaptation", ["moons", "--encoder", "cnn"], /points with cnn/],
];

for (const [what, args, message] of bad) {
  Deno.test(`bench refuses ${what} as bad usage`, async () => {
    await assert.rejects(main(args), (error) => {
      assert.ok(isUsage(error), oneLine(error));
      assert.match(oneLine(error), message);
      return true;
    });
  });
}
