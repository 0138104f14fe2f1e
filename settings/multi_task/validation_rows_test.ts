import assert from "node:assert/strict";
import moons from "../../datasets/moons.ts";
import type { DomainData, LoadedDomains, Rows } from "../../datasets/dataset.ts";
import { randomStreams, toDense } from "../../engine/mod.ts";
import { tasksSpec } from "../../tests/conformance/task_runs.ts";
import type { TasksSpec } from "./suite.ts";
import { withValidation } from "./validation_rows.ts";

/** Rows that are numbered from `first`, with labels of two tasks that follow from the number. */
function numbered(first: number, rows: number, length = 1): Rows {
  const ids = Array.from({ length: rows }, (_, i) => first + i);
  return {
    x: {
      shape: [rows, length],
      data: Float32Array.from(ids.flatMap((id) => Array(length).fill(id))),
    },
    y: {
      parity: { shape: [rows], data: Int32Array.from(ids, (id) => id % 2) },
      minus: { shape: [rows], data: Float32Array.from(ids, (id) => -id) },
    },
  };
}

const domain = (train: readonly Rows[]): DomainData => ({
  input: { kind: "numbers", shape: [1] },
  train,
  test: [numbered(900, 5)],
  unlabelled: numbered(800, 3).x,
});

/** A run's protocol with a part to hold out. */
const holding = (validation: number, seed = 0): TasksSpec => {
  const { protocol, ...spec } = tasksSpec("hard_sharing");
  return { ...spec, seed, protocol: { ...protocol, values: { ...protocol.values, validation } } };
};

const idsOf = (parts: readonly Rows[]) =>
  parts.map(({ x }) => toDense(x)).flatMap(({ shape: [rows, length], data }) =>
    Array.from({ length: rows }, (_, row) => data[row * length])
  );

Deno.test("withValidation divides the training rows, each with its own labels", () => {
  const loaded = { a: domain([numbered(0, 40)]) };
  const { a } = withValidation(loaded, holding(0.25));
  const [train, held] = [idsOf(a.train), idsOf(a.validation)];
  assert.deepEqual([train.length, held.length], [30, 10]);
  assert.deepEqual([...train, ...held].sort((a, b) => a - b), idsOf(loaded.a.train));
  assert.notDeepEqual(held.toSorted((a, b) => a - b), idsOf(loaded.a.train).slice(0, 10));
  for (const { x, y } of [...a.train, ...a.validation]) {
    toDense(x).data.forEach((id, row) => {
      assert.deepEqual([y.parity.data[row], -y.minus.data[row]], [id % 2, id]);
    });
  }
  assert.equal(a.test, loaded.a.test);
  assert.equal(a.unlabelled, loaded.a.unlabelled);
  assert.equal(a.input, loaded.a.input);
});

Deno.test("withValidation draws by the seed, and other rows of each domain", () => {
  const loaded = { a: domain([numbered(0, 40)]), b: domain([numbered(0, 40)]) };
  const held = (seed: number, of = 0.25) => {
    const { a, b } = withValidation(loaded, holding(of, seed));
    return [idsOf(a.validation), idsOf(b.validation)];
  };
  assert.deepEqual(held(1), held(1));
  assert.notDeepEqual(held(1), held(2));
  const [a, b] = held(1);
  assert.notDeepEqual(a, b);
  // The held-out rows of a domain do not depend on the domains that are learned with it.
  assert.deepEqual(idsOf(withValidation({ b: loaded.b }, holding(0.25, 1)).b.validation), b);
});

Deno.test("withValidation holds the same fraction out of each length", () => {
  const { a } = withValidation(
    { a: domain([numbered(0, 20, 3), numbered(100, 8, 5), numbered(200, 1, 7)]) },
    holding(0.25),
  );
  assert.deepEqual(a.train.map(({ x }) => x.shape), [[15, 3], [6, 5], [1, 7]]);
  assert.deepEqual(a.validation.map(({ x }) => x.shape), [[5, 3], [2, 5]]);
});

Deno.test("withValidation leaves a domain with validation rows of its own as it is", () => {
  const own: DomainData = { ...domain([numbered(0, 9)]), validation: [numbered(50, 2)] };
  const { a, b } = withValidation({ a: own, b: domain([numbered(0, 10)]) }, holding(0.5));
  assert.deepEqual(a, own);
  assert.equal(idsOf(b.validation).length, 5);
});

Deno.test("withValidation refuses a part of no row", () => {
  assert.throws(() => withValidation({ a: domain([numbered(0, 9)]) }, holding(0.05)), {
    name: "RangeError",
    message: "Cannot hold out validation rows of a: 0.05 of its training rows is none",
  });
});

Deno.test("withValidation divides the rows of a dataset between domains", () => {
  const data: LoadedDomains = moons.sample(randomStreams(0));
  const validated = withValidation(data, holding(0.1));
  for (const domain of moons.domains) {
    const { train: [train], validation: [held] } = validated[domain];
    assert.deepEqual([train.x.shape, held.x.shape], [[36, 2], [4, 2]]);
    assert.deepEqual(held.y[domain].shape, [4]);
  }
});
