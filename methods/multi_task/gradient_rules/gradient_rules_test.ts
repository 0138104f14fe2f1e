import assert from "node:assert/strict";
import type { Overrides } from "../../../descriptors/parameters.ts";
import { randomStreams, tf } from "../../../engine/mod.ts";
import { assertClose } from "../../../tests/golden/close.ts";
import {
  cosine,
  type Example,
  follow,
  length,
  randomExample,
} from "../../../tests/fixtures/gradients.ts";
import { gradientRules } from "./mod.ts";

const rules = Object.values(gradientRules);

for (const rule of rules) {
  Deno.test(`${rule.name} does not depend on the order of the tasks`, async () => {
    for (const tasks of [2, 3, 5, 13]) {
      const example = randomExample(tasks, tasks + 4);
      const expected = await follow(rule, example);
      const order = [...randomStreams(tasks)("order").permutation(tasks)];
      const actual = await follow(rule, reordered(example, order, rule.name === "pcgrad"));
      assertClose(actual, expected, 1e-4, length(expected));
    }
  });

  Deno.test(`${rule.name} does not depend on the division into leaves`, async () => {
    for (const tasks of [2, 5]) {
      const example = randomExample(tasks, 12);
      const expected = await follow(rule, example, {}, (v) => ({ all: tf.tensor1d([...v]) }));
      assertClose(await follow(rule, example), expected, 1e-5, length(expected));
    }
  });

  Deno.test(`${rule.name} is finite if gradients are zero, equal or opposite`, async () => {
    for (const tasks of [2, 3, 5]) {
      const { gradients: [first, second, ...more], ...rest } = randomExample(tasks, tasks + 4);
      const zero = first.map(() => 0);
      const negative = first.map((x) => -x);
      for (
        const gradients of [
          [zero, second, ...more],
          [zero, zero, ...more],
          [first, second, ...more].map(() => zero),
          [first, first, ...more],
          [first, second, ...more].map(() => first),
          [first, negative, ...more],
          [first, negative.map((x) => 3 * x), ...more],
          [first, first.map((x) => x * 1e-4), ...more],
        ]
      ) {
        for (const values of settings(rule.name)) {
          const actual = await follow(rule, { gradients, ...rest }, values);
          const longest = Math.max(...gradients.map(length));
          assert.ok(length(actual) <= 1e3 * tasks * longest, `${actual} of ${gradients}`);
        }
      }
    }
  });

  Deno.test(`${rule.name} is precise for gradients of any size`, async () => {
    for (const tasks of [2, 5]) {
      const { gradients, ...rest } = randomExample(tasks, tasks + 4);
      const expected = await follow(rule, { gradients, ...rest });
      for (const size of [1e-7, 1e3]) {
        const scaled = gradients.map((vector) => vector.map((x) => x * size));
        const actual = await follow(rule, { gradients: scaled, ...rest });
        const growth = rule.name === "nash_mtl" ? 1 : size;
        assertClose(actual.map((x) => x / growth), expected, 1e-4, length(expected));
      }
    }
  });

  Deno.test(
    `${rule.name} ${
      rule.excludesWeightings ? "does not depend on" : "depends on"
    } the scales of the losses`,
    async () => {
      for (const tasks of [2, 3, 5]) {
        const { gradients, losses, noise } = randomExample(tasks, tasks + 4);
        const factors = losses.map((_, task) => 10 ** (task % 3 - 1));
        const before = await follow(rule, { gradients, losses, noise });
        const after = await follow(rule, {
          gradients: gradients.map((vector, task) => vector.map((x) => x * factors[task])),
          losses: losses.map((loss, task) => loss * factors[task]),
          noise,
        });
        const apart = 1 - cosine(before, after);
        assert.ok(rule.excludesWeightings ? apart < 1e-6 : apart > 1e-3, `${apart}`);
      }
    },
  );
}

Deno.test("every gradient rule has a title, a paper and valid reasons", () => {
  for (const { name, title, paper, excludesWeightings } of rules) {
    assert.ok(title && paper.title && paper.url.startsWith("https://"), name);
    assert.doesNotMatch(excludesWeightings ?? "", /\.$|^[A-Z]/, name);
  }
});

/** Parameters that change a rule's computation. */
function settings(name: string): Overrides[] {
  switch (name) {
    case "mgda":
      return ["none", "l2", "loss", "loss_l2"].map((normalization) => ({ normalization }));
    case "aligned_mtl":
      return ["min", "median", "rmse"].map((scale_mode) => ({ scale_mode }));
    case "cagrad":
      return [0, 0.01, 0.5, 0.9, 2].map((c) => ({ c }));
    case "nash_mtl":
      return [0, 1].map((max_norm) => ({ max_norm }));
    default:
      return [{}];
  }
}

/** The same example with the tasks in another order, and their noise too if it belongs to tasks. */
function reordered(example: Required<Example>, order: number[], ofTasks: boolean): Example {
  const { gradients, losses, noise } = example;
  return {
    gradients: order.map((task) => gradients[task]),
    losses: order.map((task) => losses[task]),
    noise: ofTasks
      ? order.flatMap((task) => order.map((other) => noise[task * order.length + other]))
      : noise,
  };
}
