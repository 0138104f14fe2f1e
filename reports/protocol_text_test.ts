import assert from "node:assert/strict";
import { plan, planTasks, protocol, tasksProtocol } from "./_example_runs.ts";
import { planTransfer } from "./_example_transfer_runs.ts";
import { compare } from "./comparison.ts";
import { protocolText } from "./protocol_text.ts";

const compared = (runs: Parameters<typeof compare>[0]) => compare(runs, { upperBounds: new Set() });
const pairs = compared(plan("dann", { "a-b": [0.5, 0.5] }));
const tasks = compared(planTasks("mmoe", { name: "g", tasks: { a: "rmse" } }, [[1]]));

Deno.test("protocolText: names the suite, the dataset, their versions and how pairs are trained", () => {
  assert.equal(
    protocolText({ ...pairs, version: 3, dataset: { name: "words", version: 2 } }),
    "suite example version 3; dataset words version 2; encoder mlp (hidden=100); inputs log1p; " +
      "adam at 0.001; 30 epochs; batch 64 of each domain; 10 % of the labelled training rows held " +
      "out; seeds 0, 1",
  );
});

Deno.test("protocolText: says that some rows alone are used", () => {
  const text = protocolText({ ...pairs, protocol: { ...protocol, rows: 2000 } });
  assert.ok(
    text.includes(
      "; batch 64 of each domain; at most 2000 training rows of each domain, drawn by the seed; 10 %",
    ),
  );
});

Deno.test("protocolText: says how long the source and the target are learned", () => {
  assert.equal(
    protocolText(compared(planTransfer("from_scratch", { "A-B all": [0.5] }))),
    "suite example_transfer version 1; dataset example version 1; encoder cnn (layers=3); " +
      "inputs log1p; adam at 0.001; 20 epochs on the source, 30 on the target; batch 64; " +
      "10 % of the labelled training rows held out; seed 0",
  );
});

Deno.test("protocolText: names the order of tasks", () => {
  assert.ok(
    protocolText(tasks).endsWith(
      "; 20 epochs; all tasks in every step; batch 32 of each source; seed 0",
    ),
  );
});

Deno.test("protocolText: names settings that are not the plain ones", () => {
  const text = protocolText({
    ...pairs,
    protocol: {
      ...protocol,
      transform: "none",
      optimizer: { name: "sgd", learningRate: 0.1, clipNorm: 5, options: { momentum: 0.9 } },
      schedule: { name: "cosine" },
    },
  });
  assert.ok(
    text.includes("(hidden=100); sgd at 0.1, momentum 0.9, clipNorm 5; cosine learning rate; 30"),
  );
  const { order: _, ...rest } = tasksProtocol;
  const withVectors = {
    ...tasks,
    protocol: { ...rest, order: "in_turn", vectors: "ab12" },
  } as const;
  assert.ok(
    protocolText(withVectors)
      .includes("; word vectors ab12; adam at 0.001; 20 epochs; tasks in turn; "),
  );
  assert.ok(
    protocolText({ ...withVectors, wordsFound: 0.9414 })
      .includes("; word vectors ab12, of 94.1 % of the words; adam"),
  );
});
