import assert from "node:assert/strict";
import { plan, planTasks } from "../../tests/fixtures/runs.ts";
import { planTransfer } from "../../tests/fixtures/transfer_runs.ts";
import { compare } from "../inference/comparison.ts";
import { protocolText } from "./protocol_text.ts";

const pairs = compare(plan("dann", { "a-b": [0.5, 0.5] }));

Deno.test("protocolText: names the suite, the dataset, their versions and the facts on the protocol", () => {
  assert.equal(
    protocolText({ ...pairs, version: 3, dataset: { name: "words", version: 2 } }),
    "suite example version 3; dataset words version 2; encoder mlp (hidden=100); optimizer adam at 0.001; " +
      "epochs 30, a checkpoint every epoch; batch 64 rows of each domain; inputs log1p; held out 10 % of the " +
      "labelled training rows; selection rules last, oracle; seeds 0, 1",
  );
});

Deno.test("protocolText: has the facts of any setting, in their order", () => {
  assert.ok(
    protocolText(compare(planTransfer("from_scratch", { "A-B all": [0.5] }))).includes(
      "; batch 64 rows of each domain; epochs on the source 20; inputs log1p; ",
    ),
  );
  const facts = [["buffer", "50 rows"], ["order", "as they come"]] as const;
  assert.equal(
    protocolText({ ...pairs, facts }),
    "suite example version 1; dataset example version 1; buffer 50 rows; order as they come; seeds 0, 1",
  );
});

Deno.test("protocolText: names the word vectors, and the part of the words that they have", () => {
  const tasks = compare(planTasks("mmoe", { name: "g", tasks: { a: "rmse" } }, [[1]]));
  const withVectors = { ...tasks, protocol: { ...tasks.protocol, vectors: "ab12" } };
  assert.ok(
    protocolText(withVectors).endsWith(
      "; selection rules last, validation; word vectors ab12; seed 0",
    ),
  );
  assert.ok(
    protocolText({ ...withVectors, wordsFound: 0.9414 })
      .endsWith("; word vectors ab12, of 94.1 % of the words; seed 0"),
  );
});
