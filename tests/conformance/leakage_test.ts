import assert from "node:assert/strict";
import { openDevice } from "../../engine/mod.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunResult } from "../../runs/run.ts";
import type { LabelledRows, OneTask } from "../one_task.ts";
import { asMoons, environment, fewMoons, moonsSpec } from "./runs.ts";
import { adaptationMethods } from "./tiny.ts";

// Data that a method must not use is changed, and everything that it computes stays bit-identical.

type Domains = { readonly [domain: string]: OneTask };

const executor = await openDevice("wasm");
const untouched = await fewMoons();

async function result(method: string, data: Domains): Promise<RunResult> {
  const found = await run(moonsSpec(method, {}, { epochs: 2 }), {
    catalogue: builtIn,
    executor,
    environment,
    load: () => Promise.resolve(asMoons(data)),
  });
  assert.equal(found.record.status, "ok", found.record.error?.message ?? "");
  return found;
}

/** The model: its rounded outputs over the plane, and its predictions after the last step. */
const modelOf = ({ record, predictions }: RunResult) => ({
  training: record.curve.map(({ training }) => training),
  validation: record.curve.map(({ tasks }) => tasks["0-35"].validation),
  last: predictions!.tasks["0-35"].predicted.last,
  probability: predictions!.plane!.probability,
});

/** The checkpoints of the selection rules that do not use the target's labels. */
const chosenOf = ({ record, predictions }: RunResult) => ({
  last: record.selected.last,
  sourceValidation: record.selected.source_validation,
  predicted: predictions!.tasks["0-35"].predicted.source_validation,
});

for (const method of adaptationMethods) {
  const bound = method.reads.target === "labelled";
  const { "0": source, "35": target } = untouched;
  let made: Promise<RunResult> | undefined;
  const ofUntouched = () => made ??= result(method.name, untouched);

  Deno.test(`${method.name} does not use the labels of the target's test rows`, async () => {
    const plain = await ofUntouched();
    const relabelled = (change: typeof opposite) =>
      result(method.name, {
        "0": source,
        "35": { train: target.train, test: change(target.test) },
      });
    const blind = await relabelled(opposite);
    for (const other of [blind, await relabelled(rotated)]) {
      assert.deepEqual(modelOf(other), modelOf(plain));
      assert.deepEqual(chosenOf(other), chosenOf(plain));
    }
    // The test scores depend on them.
    blind.record.curve.forEach(({ tasks: { "0-35": { test } } }, i) => {
      assert.ok(Math.abs(test - (1 - plain.record.curve[i].tasks["0-35"].test)) < 1e-12);
    });
  });

  Deno.test(`${method.name} ${bound ? "learns from" : "does not use"} the labels of the target's training rows`, async () => {
    const plain = await ofUntouched();
    const blind = await result(method.name, {
      "0": source,
      "35": { train: opposite(target.train), test: target.test },
    });
    if (bound) {
      assert.notDeepEqual(modelOf(blind), modelOf(plain));
    } else {
      assert.deepEqual(modelOf(blind), modelOf(plain));
      assert.deepEqual(chosenOf(blind), chosenOf(plain));
      assert.deepEqual(blind.record.metrics, plain.record.metrics);
    }
  });

  Deno.test(`${method.name} never trains on test rows`, async () => {
    const plain = await ofUntouched();
    const blind = await result(method.name, {
      "0": { train: source.train, test: moved(source.test) },
      "35": { train: target.train, test: moved(target.test) },
    });
    const { last: _, ...model } = modelOf(blind);
    const { last: __, ...expected } = modelOf(plain);
    assert.deepEqual(model, expected);
    assert.deepEqual(
      blind.record.selected.source_validation,
      plain.record.selected.source_validation,
    );
  });

  Deno.test(`${method.name} ignores domains of other pairs`, async () => {
    const plain = await ofUntouched();
    const curve = ({ record }: RunResult) =>
      record.curve.map(({ training, tasks }) => [training, tasks["0-35"].validation]);
    const withSource = { "0": { ...source, train: moved(source.train) }, "35": target };
    const withTarget = { "0": source, "35": { ...target, train: moved(target.train) } };
    for (const [domain, data] of [["source", withSource], ["target", withTarget]] as const) {
      const other = curve(await result(method.name, data));
      const same = JSON.stringify(other) === JSON.stringify(curve(plain));
      assert.equal(same, method.reads[domain] === "none", domain);
    }
  });
}

/** Replaces every label by the other class. */
function opposite({ x, y }: LabelledRows): LabelledRows {
  return { x, y: { shape: y.shape, data: Int32Array.from(y.data, (label) => 1 - label) } };
}

/** Replaces every label by that of another row. */
function rotated({ x, y }: LabelledRows): LabelledRows {
  const { length } = y.data;
  const data = Int32Array.from({ length }, (_, row) => y.data[(row + 7) % length]);
  return { x, y: { shape: y.shape, data } };
}

function moved({ x, y }: LabelledRows): LabelledRows {
  return { x: { shape: x.shape, data: Float32Array.from(x.data, (v) => 3 - 2 * v) }, y };
}
