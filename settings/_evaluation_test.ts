import assert from "node:assert/strict";
import type { NdArray } from "../engine/mod.ts";
import { builtIn } from "../runs/catalogue.ts";
import { defineSelection, type Selection } from "../selection/selection.ts";
import {
  DomainScript,
  followScript,
  idsOf,
  numberedDomains,
  scoresOf,
  testIds,
} from "../tests/conformance/domain_script.ts";
import { moonsSpec } from "../tests/conformance/runs.ts";

// Checkpoints of runs between domains, on a scripted executor.

Deno.test("run scores validation rows with their own labels", async () => {
  const perfect = new DomainScript(() => ({ loss: 1 }), (id) => id % 2);
  const { record } = await followScript(moonsSpec("source_only"), perfect);
  assert.ok(scoresOf(record).every(({ validation, test }) => validation === 1 && test === 1));
  const lucky = new DomainScript(() => ({ loss: 1 }), (id) => id >= 300 ? 1 - id % 2 : id % 2);
  const { record: other } = await followScript(moonsSpec("source_only"), lucky);
  assert.ok(scoresOf(other).every(({ validation, test }) => validation === 1 && test === 0));
});

Deno.test("run evaluates every `checkpointEvery` epochs and after the last step", async () => {
  const script = new DomainScript((step) => ({ loss: step, part: 2 * step }));
  const { record } = await followScript(
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
function scored(validation: number[], test: number[]): DomainScript {
  const script: DomainScript = new DomainScript(() => ({ loss: 1 }), (id, step) => {
    const checkpoint = step / 3 - 1;
    const right = id >= 300
      ? id - 300 < test[checkpoint]
      : heldOut(script).indexOf(id) < validation[checkpoint];
    return right ? id % 2 : 1 - id % 2;
  });
  return script;
}

const heldOut = ({ tables }: DomainScript): number[] => {
  const training = new Set(idsOf(tables.source.x as NdArray));
  return idsOf(numberedDomains["0"].train.x).filter((id) => !training.has(id));
};

Deno.test("run's selection rules select the last and the first of the best checkpoints", async () => {
  const script = scored([1, 3, 2, 3, 3, 0], [2, 1, 6, 5, 6, 3]);
  const { record, predictions } = await followScript(moonsSpec("source_only"), script);
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

Deno.test("run's selection rules select a checkpoint if all scores are zero", async () => {
  const script = scored([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]);
  const { record } = await followScript(moonsSpec("source_only"), script);
  assert.deepEqual(
    Object.values(record.selected).map((steps) => steps["0-35"]),
    [18, 3, 3],
  );
});

Deno.test("run reports only the selection rules of the protocol", async () => {
  const { record, predictions } = await followScript(moonsSpec("source_only", {}, {}, 0, ["last"]));
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
  const targetIds = idsOf(numberedDomains["35"].train.x);
  const seen: NdArray[] = [];
  const rule = fewestOnes(seen);
  const catalogue = { ...builtIn, selections: { ...builtIn.selections, [rule.name]: rule } };
  // Of 37 rows so many are of class 1 at each checkpoint; all others of that class are in vain.
  const ones = [20, 9, 12, 7, 7, 30];
  const script = new DomainScript(
    () => ({ loss: 1 }),
    (id, step) => id < 200 || id >= 300 || id - 200 < ones[step / 3 - 1] ? 1 : 0,
  );
  const spec = moonsSpec("dann");
  const protocol = { ...spec.protocol, selections: ["last", rule.name] };
  const { record } = await followScript({ ...spec, protocol }, script, numberedDomains, {
    catalogue,
  });
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
    new DomainScript(
      () => ({ loss: 1 }),
      (id, step) => step === 6 && id >= 200 && id < 300 ? NaN : 0,
    );
  const spec = moonsSpec("dann");
  const protocol = { ...spec.protocol, selections: ["last", rule.name] };
  const { record } = await followScript({ ...spec, protocol }, script(), numberedDomains, {
    catalogue,
  });
  assert.deepEqual(record.error, { message: "The predictions were not finite at step 6", step: 6 });
  assert.equal((await followScript(spec, script())).record.status, "ok");
});
