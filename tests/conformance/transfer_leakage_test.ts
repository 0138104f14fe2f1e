import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { LabelledRows } from "../one_task.ts";
import type { RunResult } from "../../runs/run.ts";
import { splitLabelled } from "../../settings/inductive_transfer/run.ts";
import { type Arrays, leaves, randomStreams, toDense } from "../../engine/mod.ts";
import type { Labels } from "../../records/record.ts";
import {
  allRows,
  brighter,
  fewHalves,
  follow,
  followSpec,
  type Halves,
  halvesSpec,
  relabelled,
  swapped,
} from "./transfer_runs.ts";
import { transferMethods } from "./tiny.ts";

// Data that a method must not use is changed, and everything that it computes stays bit-identical.

const LABELS = 8;
const PROBLEM = `A-B ${LABELS}`;
const { A, B } = fewHalves;

async function computed(method: string, data: Halves) {
  const { record, predictions, trainings } = await follow({ method, labels: LABELS }, data);
  assert.equal(record.status, "ok", record.error?.message ?? "");
  return {
    ends: trainings.map(({ end }) => end),
    curve: record.curve.map(({ training, tasks }) => [training, tasks[PROBLEM].validation]),
    selected: record.selected,
    result: { record, predictions },
  };
}

/** The predicted classes of the test rows. */
const predictedOf = ({ result }: { result: RunResult }) =>
  result.predictions!.tasks[PROBLEM].predicted;

/** All results except those on test rows. */
const learnedOf = ({ result: _, ...learned }: Awaited<ReturnType<typeof computed>>) => learned;

for (const { name: method, pretrained } of transferMethods) {
  Deno.test(`${method} does not use the labels of the target's test rows`, async () => {
    const plain = await computed(method, fewHalves);
    const blind = await computed(method, { A, B: { ...B, test: relabelled(B.test) } });
    assert.deepEqual(learnedOf(blind), learnedOf(plain));
    assert.deepEqual(predictedOf(blind), predictedOf(plain));
    // The test scores depend on them.
    const scores = ({ result }: typeof plain) =>
      result.record.curve.map(({ tasks }) => tasks[PROBLEM].test);
    assert.notDeepEqual(scores(blind), scores(plain));
  });

  Deno.test(`${method} never trains on test rows, the source's or the target's`, async () => {
    const plain = await computed(method, fewHalves);
    const ofTarget = { A, B: { ...B, test: brighter(B.test, 3) } };
    const ofSource = { A: { ...A, test: brighter(relabelled(A.test), 3) }, B };
    for (const data of [ofTarget, ofSource]) {
      assert.deepEqual(learnedOf(await computed(method, data)), learnedOf(plain));
    }
    const { result } = await computed(method, ofSource);
    assert.deepEqual(result.record.metrics, plain.result.record.metrics);
  });

  Deno.test(`${method} does not use the target's unlabelled rows, nor their labels`, async () => {
    const plain = await computed(method, fewHalves);
    const labelled = labelledRows(B.train);
    const [seen, unseen] = [true, false].map((which) =>
      allRows(B.train).filter((row) => labelled.has(row) === which)
    );
    // Only hidden labels whose change does not change the choice of labelled rows.
    const hidden = unseen.filter((row) =>
      labelled.symmetricDifference(labelledRows(relabelled(B.train, [row]))).size === 0
    );
    assert.deepEqual([seen.length, unseen.length], [5 * LABELS, 60 - 5 * LABELS]);
    assert.ok(hidden.length > 1);
    const dark = brighter(relabelled(B.train, hidden), 3, unseen);
    const blind = await computed(method, { A, B: { train: dark, test: B.test } });
    assert.deepEqual(learnedOf(blind), learnedOf(plain));
    assert.deepEqual(blind.result.record.metrics, plain.result.record.metrics);
    // It does use the labelled rows.
    const other = { train: brighter(B.train, 3, seen), test: B.test };
    assert.notDeepEqual((await computed(method, { A, B: other })).curve, plain.curve);
  });

  Deno.test(`${method} ${pretrained ? "learns from the source's training rows" : "does not use the source"}`, async () => {
    const plain = await computed(method, fewHalves);
    for (const train of [brighter(A.train, 3), relabelled(A.train)]) {
      const other = await computed(method, { A: { ...A, train }, B });
      const same = JSON.stringify(other.curve) === JSON.stringify(plain.curve);
      assert.equal(same, !pretrained);
    }
  });
}

for (const labels of ["all", LABELS] as const) {
  for (const { name: method } of transferMethods) {
    Deno.test(`${method} from a domain to itself trains on no validation row, with ${labels} labels`, async () => {
      const spec = halvesSpec({ method, pair: ["B", "B"] });
      const learned = async (train: LabelledRows) => {
        const { record, trainings } = await followSpec(
          { ...spec, problem: { ...spec.problem, labels } },
          { B: { ...B, train } },
        );
        assert.equal(record.status, "ok", record.error?.message ?? "");
        return {
          ends: trainings.map(({ end }) => digest(end!)),
          curve: record.curve.map(({ training, tasks }) => [training, tasks["B-B all"].test]),
          validation: record.curve.map(({ tasks }) => tasks["B-B all"].validation),
        };
      };
      const split = placesOf(B.train, labels);
      const { held } = split;
      // Two rows of different classes; with swapped labels, the same rows are held out.
      const exchanged = held.flatMap((one) => held.map((other) => swapped(B.train, one, other)))
        .find((rows) =>
          !isDeepStrictEqual(rows, B.train) && isDeepStrictEqual(placesOf(rows, labels), split)
        )!;
      const { validation, ...plain } = await learned(B.train);
      for (const train of [brighter(B.train, 3, held), exchanged]) {
        const { validation: _, ...blind } = await learned(train);
        assert.deepEqual(blind, plain);
      }
      const { validation: otherwise } = await learned(brighter(B.train, 1e3, held));
      assert.notDeepEqual(otherwise, validation);
    });
  }
}

/** Hashes a state, because printing a difference of states takes long. */
function digest(state: Arrays): string {
  const hash = createHash("sha256");
  for (const [, { data }] of leaves(state)) hash.update(data);
  return hash.digest("hex");
}

/** Returns the rows whose labels a run of seed 0 may use. */
function labelledRows(rows: LabelledRows): Set<number> {
  const { training, held } = placesOf(rows, LABELS);
  return new Set([...training, ...held]);
}

/** Returns the training rows and the validation rows of a run of seed 0. */
function placesOf(rows: LabelledRows, labels: Labels): { training: number[]; held: number[] } {
  const places = Float32Array.from(rows.y.data.keys());
  const { training, validation } = splitLabelled({
    x: { shape: [places.length, 1], data: places },
    y: rows.y,
  }, { labels, validation: 0.25, random: randomStreams(0) });
  return {
    training: [...toDense(training.x).data],
    held: [...toDense(validation!.x).data].sort((a, b) => a - b),
  };
}
