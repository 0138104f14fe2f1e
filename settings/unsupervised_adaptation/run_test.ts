import assert from "node:assert/strict";
import type { NdArray } from "../../engine/mod.ts";
import {
  DomainScript,
  followScript,
  idsOf,
  numbered,
  numberedDomains,
  scoresOf,
  testIds,
} from "../../tests/conformance/domain_script.ts";
import { moonsSpec } from "../../tests/conformance/runs.ts";
import { adaptationMethods } from "../../tests/conformance/tiny.ts";
import { assertClose } from "../../tests/golden/close.ts";

// Runs of adaptation on a scripted executor: the rows, batches and scalars that it receives.

for (const method of adaptationMethods) {
  Deno.test(`run gives ${method.name} the rows that it reads, and holds out a tenth of the labelled ones`, async () => {
    const { script, record } = await followScript(moonsSpec(method.name));
    assert.equal(record.status, "ok");
    const { source, target } = method.reads;
    const labelled = source === "labelled" ? "source" : "target";
    assert.deepEqual(
      Object.keys(script.tables).sort(),
      Object.entries({ source, target }).filter(([, how]) => how !== "none").map(([t]) => t),
    );
    for (const [table, columns] of Object.entries(script.tables)) {
      assert.deepEqual(Object.keys(columns), table === labelled ? ["x", "y"] : ["x"]);
    }
    const all = idsOf(numberedDomains[labelled === "source" ? "0" : "35"].train.x);
    const { x, y } = script.tables[labelled] as { x: NdArray; y: NdArray };
    const training = idsOf(x);
    assert.deepEqual([...y.data], training.map((id) => id % 2));

    // At a checkpoint, the target's test rows and the held-out rows are predicted.
    const held = script.predicted.find((ids) => all.includes(ids[0]))!;
    assert.equal(held.length, 4);
    assert.deepEqual([...training, ...held].sort((a, b) => a - b), all);
    assert.notDeepEqual(held, all.slice(0, 4));
    for (const ids of script.predicted) {
      assert.ok([held, testIds].some((known) => String(known) === String(ids)), `${ids}`);
    }
    if (target === "unlabelled") {
      assert.deepEqual(
        idsOf((script.tables.target as { x: NdArray }).x),
        idsOf(numberedDomains["35"].train.x),
      );
    }
  });
}

for (const [part, held] of [[0.25, 11], [0.02, 1], [0.5, 22]]) {
  Deno.test(`run holds out ${held} of 43 rows if validation is ${part}`, async () => {
    const { script } = await followScript(moonsSpec("source_only", {}, { validation: part }));
    assert.equal((script.tables.source.y as NdArray).shape[0], 43 - held);
  });
}

Deno.test("run draws rows of each domain by the seed, the same for every method, and holds out some of these", async () => {
  // Equally many rows in both domains.
  const level = {
    ...numberedDomains,
    "35": { ...numberedDomains["35"], train: numbered(200, 43) },
  };
  const drawn = async (method: string, seed = 1) => {
    const spec = moonsSpec(method, {}, { rows: 30, validation: 0.2 }, seed);
    const { script } = await followScript(spec, new DomainScript(), level);
    const { source, target } = script.tables as { [table: string]: { x: NdArray; y: NdArray } };
    const { x, y } = source ?? target;
    const held = script.predicted.find((ids) => String(ids) !== String(testIds))!;
    assert.deepEqual([idsOf(x).length, held.length], [24, 6]);
    assert.deepEqual([...y.data], idsOf(x).map((id) => id % 2));
    const labelled = [...idsOf(x), ...held].sort((a, b) => a - b);
    assert.equal(new Set(labelled).size, 30);
    return { labelled, target: target && idsOf(target.x).sort((a, b) => a - b) };
  };
  const [alone, mmd, bound] = [
    await drawn("source_only"),
    await drawn("mmd"),
    await drawn("target_only"),
  ];
  assert.deepEqual(mmd.labelled, alone.labelled);
  assert.deepEqual(bound.labelled, mmd.target);
  // Neither the first rows, nor the same rows of both domains.
  assert.notDeepEqual(mmd.target, idsOf(level["35"].train.x).slice(0, 30));
  assert.notDeepEqual(mmd.target.map((id) => id - 200), mmd.labelled);
  assert.notDeepEqual((await drawn("mmd", 2)).labelled, mmd.labelled);
});

Deno.test("run uses all rows of a domain that has fewer than the maximum", async () => {
  const plain = await followScript(moonsSpec("mmd"));
  const { script } = await followScript(moonsSpec("mmd", {}, { rows: 43 }));
  assert.deepEqual(script.tables, plain.script.tables);
  const { script: between } = await followScript(moonsSpec("mmd", {}, { rows: 40 }));
  assert.equal((between.tables.source.x as NdArray).shape[0], 36);
  assert.deepEqual(between.tables.target, plain.script.tables.target);
});

Deno.test("run trains on all labelled rows if the protocol holds none out", async () => {
  const script = new DomainScript();
  const { record } = await followScript(moonsSpec("source_only", {}, { validation: 0 }), script);
  assert.equal(record.status, "ok");
  assert.equal((script.tables.source.x as NdArray).shape[0], numberedDomains["0"].train.x.shape[0]);
  assert.deepEqual(Object.keys(record.selected), ["last", "oracle"]);
  assert.ok(scoresOf(record).every((scores) => !("validation" in scores)));
});

Deno.test("run feeds full batches, each pass over the rows in another random order", async () => {
  const { script } = await followScript(moonsSpec("mmd", {}, { epochs: 8 }));
  // 39 rows of the source left: three batches of ten, eight times.
  assert.equal(script.feeds.length, 24);
  assert.ok(script.calls.length > 8 - 1 && script.calls.every((feeds) => feeds.length <= 16));
  for (const [table, rows, perPass] of [["source", 39, 3], ["target", 37, 3]] as const) {
    const passes: string[] = [];
    for (let step = 0; step < 24; step += perPass) {
      const pass = script.feeds.slice(step, step + perPass).flatMap((f) => [...f.rows[table]]);
      assert.equal(new Set(pass).size, 10 * perPass);
      assert.ok(pass.every((row) => row >= 0 && row < rows));
      passes.push(String(pass));
    }
    assert.equal(new Set(passes).size, 8);
  }
});

Deno.test("run orders the rows of each domain by a separate stream", async () => {
  // As many rows as the source has after holding out.
  const level = {
    ...numberedDomains,
    "35": { ...numberedDomains["35"], train: numbered(200, 39) },
  };
  const { script } = await followScript(moonsSpec("mmd"), new DomainScript(), level);
  for (const { rows } of script.feeds) assert.notDeepEqual(rows.source, rows.target);
});

Deno.test("run restarts a smaller target while the source continues", async () => {
  const small = {
    ...numberedDomains,
    "35": { ...numberedDomains["35"], train: numbered(200, 12) },
  };
  const { record, script } = await followScript(moonsSpec("mmd"), new DomainScript(), small);
  assert.equal(record.status, "ok");
  assert.ok(script.feeds.every(({ rows }) => new Set(rows.target).size === 10));
});

Deno.test("run gives rivals the same split and batches, and others for another seed", async () => {
  const of = async (method: string, seed: number) => {
    const { script } = await followScript(moonsSpec(method, {}, {}, seed));
    return {
      source: script.tables.source,
      batches: script.feeds.map(({ rows }) => rows.source),
      target: script.feeds.map(({ rows }) => rows.target),
    };
  };
  const [alone, dann, mmd] = [await of("source_only", 1), await of("dann", 1), await of("mmd", 1)];
  for (const rival of [dann, mmd]) {
    assert.deepEqual(rival.source, alone.source);
    assert.deepEqual(rival.batches, alone.batches);
  }
  assert.deepEqual(mmd.target, dann.target);
  const other = await of("source_only", 2);
  assert.notDeepEqual(other.source, alone.source);
  assert.notDeepEqual(other.batches, alone.batches);
});

Deno.test("run feeds the scheduled learning rate and the method's own scalars", async () => {
  const annealed = { optimizer: "sgd", learningRate: 0.5, schedule: "annealed" };
  const { script } = await followScript(moonsSpec("dann", { lambda: 2 }, annealed));
  const steps = script.feeds.length;
  assert.equal(steps, 18);
  script.feeds.forEach(({ scalars }, step) => {
    assert.deepEqual(Object.keys(scalars), ["learning_rate", "adaptation"]);
    const p = step / steps;
    assertClose([scalars.learning_rate], [0.5 / (1 + 10 * p) ** 0.75], 1e-12);
    assertClose([scalars.adaptation], [2 * Math.tanh(5 * p)], 1e-12, 1e-3);
  });
});

Deno.test("run views the features of test rows of both domains, untrained and after the last step", async () => {
  const { script, predictions } = await followScript(moonsSpec("dann"));
  assert.deepEqual(script.viewed.map(({ step }) => step), [0, 18]);
  const [first, last] = script.viewed.map(({ ids }) => ids);
  assert.deepEqual(last, first);
  const sourceIds = idsOf(numberedDomains["0"].test.x);
  assert.deepEqual([...first].sort((a, b) => a - b), [...sourceIds, ...testIds]);
  const { before, after } = predictions!.features!;
  // The script's features are twice as large in the second view.
  assertClose(after.source.map(([x]) => x), before.source.map(([x]) => 2 * x), 1e-3);
  // Rivals are viewed on the same rows, other seeds on others.
  const { script: rival } = await followScript(moonsSpec("mmd"));
  assert.deepEqual(rival.viewed, script.viewed);
  const { script: other } = await followScript(moonsSpec("dann", {}, {}, 1));
  assert.notDeepEqual(other.viewed, script.viewed);
});
