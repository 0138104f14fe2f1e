import assert from "node:assert/strict";
import { adaptationRuns, tasksRuns, transferRuns } from "../tests/fixtures/records.ts";
import { FORMAT } from "./record.ts";
import { isEarlier, parsePredictions, parseRecord } from "./schema.ts";

const [adapted] = adaptationRuns();
const [transferred] = transferRuns();
const [joint] = tasksRuns();

/** A copy with one place changed, such as `metrics/0-35/last`: set, or removed if `to` is `undefined`. */
function changed(value: unknown, place: string, to: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(value));
  const keys = place.split("/");
  const last = keys.pop()!;
  // deno-lint-ignore no-explicit-any
  const holder = keys.reduce((at: any, key) => at[key], copy);
  if (to === undefined) delete holder[last];
  else holder[last] = to;
  return copy;
}

/** The reason why a value is refused. */
function flawOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    assert.ok(error instanceof SyntaxError);
    return error.message;
  }
  assert.fail("it was not refused");
}

const flawOfRecord = (value: unknown) => flawOf(() => parseRecord(value));
const flawOfPredictions = (value: unknown, id: string) => flawOf(() => parsePredictions(value, id));

Deno.test("parseRecord: returns a record of each setting", () => {
  for (const { record } of [...adaptationRuns(), ...transferRuns(), ...tasksRuns()]) {
    assert.deepEqual(parseRecord(record), record);
  }
  const { metrics: _, selected: __, ...rest } = adapted.record;
  const failed = { ...rest, status: "failed", metrics: {}, selected: {}, error: { message: "no" } };
  assert.deepEqual(parseRecord(failed), failed);
});

Deno.test("parseRecord: ignores unknown fields, except in the description of the run", () => {
  const { record } = adapted;
  assert.deepEqual(parseRecord({ ...record, later: [{}] }), record);
  assert.equal(
    flawOfRecord({ ...record, spec: { ...record.spec, later: 1 } }),
    "spec.later is not known here",
  );
});

Deno.test("parseRecord: equal parts of records are one object, and a part that differs is checked", () => {
  const { record } = adapted;
  const [first, second] = [0, 1].map((seed) => parseRecord(changed(record, "spec/seed", seed)));
  assert.equal(second.about, first.about);
  assert.equal(second.environment, first.environment);
  for (const part of ["suite", "dataset", "problem", "method", "protocol"] as const) {
    assert.equal(second.spec[part], first.spec[part]);
  }
  const named = parseRecord(changed(record, "about/suite/title", "Another"));
  assert.deepEqual(named.about, {
    ...first.about,
    suite: { ...first.about.suite, title: "Another" },
  });
  assert.match(
    flawOfRecord(changed(record, "about/suite/title", 1)),
    /^about\.suite\.title must be/,
  );
});

Deno.test("parseRecord: names the place, the expected type and the current value", () => {
  const { record } = adapted;
  const wrong: [value: unknown, flaw: string | RegExp][] = [
    [changed(record, "spec/method/name", "\ud800"), /^spec\.method\.name must be a name/],
    [changed(record, "spec/method/values", { "\ud800": 1 }), /must be a string/],
    [null, "it must be an object, current value is null"],
    [[], "format is missing"],
    [changed(record, "format", 3), /^format must be 2, the format of this version of Graft, .* 3$/],
    [changed(record, "spec", undefined), "spec is missing"],
    [changed(record, "spec/problem", "0-35"), /^spec\.problem must be an object, .* "0-35"$/],
    [
      changed(record, "spec/seed", 1.5),
      /^spec\.seed must be a whole number from 0 to 2147483647, .* 1\.5$/,
    ],
    [
      changed(record, "spec/protocol/values/epochs", []),
      /^spec\.protocol\.values\.epochs must be a number or a string, current value is a list$/,
    ],
    [
      changed(record, "spec/protocol/epochs", 3),
      "spec.protocol.epochs is not known here",
    ],
    [changed(record, "spec/protocol/optimizer/name", ""), /must be a name, current value is ""$/],
    [changed(record, "spec/setting", undefined), "spec.setting is missing"],
    [changed(record, "spec/problem/sources", []), /sources must be a list of 1 or more/],
    [changed(record, "spec/problem/tasks", []), /tasks must be a list of 1 or more/],
    [changed(record, "about/words/held", undefined), "about.words.held is missing"],
    [changed(record, "about/bound", 1), /^about\.bound must be true or false, .* 1$/],
    [changed(record, "about/protocol/0", ["a"]), /^about\.protocol\.0/],
    [changed(record, "selected/last/0-35", -1), /^selected\.last\.0-35 must be a whole number/],
    [changed(record, "spec/protocol/selections", []), /must be a list of 1 or more/],
    [changed(record, "status", "fine"), /^status must be one of ok, diverged, failed, .* "fine"$/],
    [
      changed(record, "metrics/0-35/last/accuracy", 7.5),
      "metrics.0-35.last.accuracy must be from 0 to 1, current value is 7.5",
    ],
    [changed(record, "metrics/0-35/last/accuracy", null), /accuracy must be a number, .* null$/],
    [changed(record, "metrics/0-35/last", {}), "metrics.0-35.last.accuracy is missing"],
    [changed(record, "metrics/0-35", undefined), "metrics.0-35.last.accuracy is missing"],
    [changed(record, "metrics/35-0", {}), "metrics.35-0 belongs to no task of the run"],
    [changed(record, "curve/1/step", 10), "curve.1.step must be above the one before"],
    [
      changed(record, "curve/0/tasks/0-35/test", "2"),
      /^curve\.0\.tasks\.0-35\.test must be a number, current value is "2"$/,
    ],
    [
      { ...record, vectors: { found: 3, of: 2 } },
      "vectors must be counts with found ≤ of, current value is an object",
    ],
    [changed(record, "seconds/train", -1), /^seconds\.train must be a number of 0 or more/],
    [changed(record, "environment/commit", "main"), /^environment\.commit must be a commit/],
    [changed(record, "startedAt", "2026-13-01T00:00:00Z"), /^startedAt must be a time/],
    [changed(record, "status", "failed"), "error is missing, and the status is failed"],
    [
      { ...record, status: "failed", error: { message: "no" } },
      "metrics and selected must be empty where the status is failed",
    ],
    [changed(record, "startedAt", "x".repeat(1000)), /current value is "x{59}…$/],
    [changed(record, "status", JSON.parse("[".repeat(1e5) + "]".repeat(1e5))), / value is a list$/],
    [changed(transferred.record, "spec/problem/labels", "few"), /^spec\.problem\.labels must be/],
    [changed(joint.record, "spec/problem/tasks/0/metrics/0", "speed"), /must be one of accuracy/],
    [
      changed(joint.record, `metrics/${Object.keys(joint.record.metrics)[0]}/last/rmse`, -1),
      /rmse must be from 0 to 1e\+39, current value is -1$/,
    ],
  ];
  for (const [value, flaw] of wrong) {
    const found = flawOfRecord(value);
    if (typeof flaw === "string") assert.equal(found, flaw);
    else assert.match(found, flaw);
  }
});

Deno.test("parseRecord: rejects a number that JSON has parsed as infinite", () => {
  const text = JSON.stringify(adapted.record).replace('"train":0.3', '"train":1e999');
  assert.match(flawOfRecord(JSON.parse(text)), /^seconds\.train must be a number/);
});

Deno.test("isEarlier: a record of a format before this one, and nothing else", () => {
  const { record } = adapted;
  // Records of format 1 do not state it.
  const { format: _, ...first } = record;
  const { id } = record;
  for (const earlier of [first, { ...record, format: FORMAT - 1 }, { id, spec: { later: [] } }]) {
    assert.equal(isEarlier(earlier), true);
  }
  const others = [
    ...[record, { ...record, format: FORMAT + 1 }, { ...record, format: "1" }, null, [], {}, "x"],
    ...[{ ...first, id: "x" }, { ...first, spec: 1 }, { ...record, format: 0 }],
  ];
  for (const other of others) assert.equal(isEarlier(other), false);
});

Deno.test("parsePredictions: returns predictions of each setting, and names the flaw of others", () => {
  for (const { record: { id }, predictions } of [adapted, transferred, joint]) {
    assert.deepEqual(parsePredictions(predictions, id), predictions);
  }
  const { record: { id }, predictions } = adapted;
  const [task] = Object.keys(joint.predictions.tasks);
  const wrong: [value: unknown, flaw: string | RegExp][] = [
    [
      changed(predictions, "tasks/0-35/labels/0", null),
      /^tasks\.0-35\.labels must be a list of numbers/,
    ],
    [
      changed(predictions, "tasks/0-35/predicted/last/0", "1"),
      /^tasks\.0-35\.predicted\.last must be a list of numbers/,
    ],
    [
      changed(predictions, "tasks/0-35/predicted/last", [1]),
      "1 rows of 0-35 are predicted under last, and 4 are labelled",
    ],
    [changed(predictions, "tasks/0-35/predicted", {}), "it has no rows of 0-35"],
    [changed(predictions, "tasks/0-35/labels", []), "it has no rows of 0-35"],
    [changed(predictions, "tasks", {}), "it has no labels and predictions"],
    [{ id }, "tasks is missing"],
    [changed(predictions, "id", "0".repeat(64)), "its id is not that of its run"],
    [changed(predictions, "plane/xs", [1]), /^plane\.probability must be of 1 × 2 points/],
    [changed(predictions, "plane/probability/3", 1.5), /^plane\.probability must be/],
    [changed(predictions, "plane/source/0", [0, 0, 2]), /must be a point and its class, one of 2,/],
    [changed(predictions, "features/after/target/0", [0, 0, 1e6]), /and its class, one of 1000,/],
    [changed(predictions, "features/before/explained", [1]), /must be two fractions/],
  ];
  for (const [value, flaw] of wrong) {
    const found = flawOfPredictions(value, id);
    if (typeof flaw === "string") assert.equal(found, flaw);
    else assert.match(found, flaw);
  }
  assert.match(
    flawOfPredictions(changed(joint.predictions, `tasks/${task}/lengths`, [9]), joint.record.id),
    /^the rows of .* have 9 words, and 4 are labelled$/,
  );
});
