import assert from "node:assert/strict";
import { runId } from "../records/run_id.ts";
import {
  DomainScript,
  followScript,
  numbered,
  numberedDomains,
} from "../tests/conformance/domain_script.ts";
import { environment, moonsSpec } from "../tests/conformance/runs.ts";

// Runs on a scripted executor: how they end, and what their records say.

for (const loss of [NaN, Infinity, -Infinity]) {
  Deno.test(`run that reports a loss of ${loss} has diverged at that step`, async () => {
    const script = new DomainScript((step) => ({ loss: step === 11 ? loss : 1 }));
    const { record, predictions } = await followScript(moonsSpec("dann"), script);
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
  const script = new DomainScript(() => ({ loss: 1 }), (_id, step) => step === 18 ? NaN : 0);
  const { record, predictions } = await followScript(moonsSpec("source_only"), script);
  assert.equal(record.status, "diverged");
  assert.deepEqual(record.error, {
    message: "The predictions were not finite at step 18",
    step: 18,
  });
  assert.deepEqual([record.metrics, predictions], [{}, undefined]);
});

Deno.test("run with less than one validation row has failed", async () => {
  const { record } = await followScript(moonsSpec("source_only", {}, { validation: 1e-6 }));
  assert.equal(record.status, "failed");
  assert.match(
    record.error!.message,
    /^Cannot hold out validation rows: 0.000001 of \d+ rows is none$/,
  );
});

Deno.test("run whose step throws has failed, with the message, and frees its resources", async () => {
  const script = new DomainScript((step) => {
    if (step === 5) throw new TypeError("no such kernel");
    return { loss: 1 };
  });
  const { record, predictions } = await followScript(moonsSpec("coral"), script);
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
    const { record } = await followScript(spec, new DomainScript(), numberedDomains, {
      load: () => Promise.reject(thrown),
    });
    assert.equal(record.status, "failed");
    assert.deepEqual(record.error, { message: "line 3 is malformed" });
    assert.deepEqual([record.metrics, record.curve], [{}, []]);
    assert.equal(record.id, runId(spec));
  });
}

Deno.test("run that cannot fill a batch has failed", async () => {
  const { record } = await followScript(moonsSpec("source_only", {}, { batch: 40 }));
  assert.equal(record.status, "failed");
  assert.match(record.error!.message, /^Cannot fill a batch of 40 rows: .* has 39$/);
  const small = { ...numberedDomains, "35": { ...numberedDomains["35"], train: numbered(200, 9) } };
  const { record: other } = await followScript(moonsSpec("mmd"), new DomainScript(), small);
  assert.equal(other.status, "failed");
  assert.match(other.error!.message, /^Cannot fill a batch of 10 rows: .* has 9$/);
});

Deno.test("run reports its progress, rising to 1", async () => {
  const reported: number[] = [];
  await followScript(moonsSpec("source_only"), new DomainScript(), numberedDomains, {
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
  const { record, script } = await followScript(spec);
  assert.equal(record.id, runId(spec));
  assert.deepEqual(record.spec, spec);
  assert.deepEqual(record.environment, environment);
  assert.ok(record.startedAt >= before && record.startedAt <= new Date().toISOString());
  assert.deepEqual(Object.keys(record.seconds), ["data", "compile", "train", "evaluate"]);
  assert.ok(Object.values(record.seconds).every((seconds) => seconds >= 0 && seconds < 60));
  assert.ok(!("error" in record));
  assert.equal(script.disposed, 1);
});

Deno.test("run prepares the execution for the first step's feed before it trains", async () => {
  const { script } = await followScript(moonsSpec("dann"));
  assert.ok(script.prepared);
  assert.deepEqual(script.prepared, script.feeds[0]);
});
