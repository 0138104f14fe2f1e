import assert from "node:assert/strict";
import type { Rows as LabelledRows } from "../../datasets/dataset.ts";
import { type Feed, type NdArray, randomStreams } from "../../engine/mod.ts";
import type { ProblemTask } from "../../methods/multi_task/_sharing.ts";
import type { TasksValues } from "./suite.ts";
import { affinityRows, type TaskBatches, taskBatches } from "./task_batches.ts";
import { take } from "../_batches.ts";
import type { TrainingRows } from "../_views.ts";

const WIDTH = 3;

const task = (name: string, source: string): ProblemTask => ({
  name,
  source,
  kind: "regression",
  classes: [],
  metric: "rmse",
  furtherMetrics: [],
  level: 1,
});

/** Rows of one width, labelled for some tasks. */
function rowsOf(rows: number, tasks: readonly string[], width = WIDTH): LabelledRows {
  const array = (shape: number[]): NdArray => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b)),
  });
  return {
    x: array([rows, width]),
    y: Object.fromEntries(tasks.map((name) => [name, array([rows])])),
  };
}

/** A source with labelled rows by width, and a number of unlabelled rows. */
function sourceOf(
  tasks: readonly string[],
  parts: readonly (readonly [rows: number, width: number])[],
  unlabelled?: number,
): TrainingRows {
  return {
    rows: parts.map(([rows, width]) => rowsOf(rows, tasks, width)),
    ...(unlabelled === undefined ? {} : { unlabelled: rowsOf(unlabelled, []).x }),
  };
}

const joint = { batch: 10, order: "joint", temperature: 1 } as const;
const inTurn = { ...joint, order: "in_turn" } as const;
const sampled = { ...joint, order: "sampled" } as const;

type Rows = Feed["rows"];

const stepsOf = (batches: TaskBatches, steps: number, seed = 0): Rows[] =>
  take(batches.rows(randomStreams(seed)), steps);

const plain = (steps: readonly Rows[]) =>
  steps.map((rows) => Object.fromEntries(Object.entries(rows).map(([t, r]) => [t, [...r]])));

/** Three sources with one task each: 43, 20 and 12 rows. */
const apart = {
  large: sourceOf(["l"], [[43, WIDTH]], 25),
  medium: sourceOf(["m"], [[20, WIDTH]]),
  small: sourceOf(["s"], [[12, WIDTH]], 4),
};
const apartTasks = [task("l", "large"), task("m", "medium"), task("s", "small")];

/** One source with two tasks. */
const shared = { people: sourceOf(["age", "height"], [[40, WIDTH]], 25) };
const sharedTasks = [task("age", "people"), task("height", "people")];

/** One source with two tasks, and 30, 4 and 61 rows of three lengths. */
const byLength = { texts: sourceOf(["low", "high"], [[30, 5], [4, 7], [61, 9]]) };
const lengthTasks = [task("low", "texts"), task("high", "texts")];

for (const protocol of [joint, inTurn]) {
  Deno.test(`taskBatches, ${protocol.order}: every step has a full batch of each source, none twice in a pass`, () => {
    const batches = taskBatches(apart, apartTasks, protocol, false);
    assert.equal(batches.stepsPerEpoch, 4);
    assert.deepEqual([...batches.stepsOf], [["l", 4], ["m", 4], ["s", 4]]);
    assert.deepEqual(Object.keys(batches.tables), ["large", "medium", "small"]);
    const steps = stepsOf(batches, 12);
    const passes = [["large", 43, 4], ["medium", 20, 2], ["small", 12, 1]] as const;
    for (const [table, rows, perPass] of passes) {
      const orders = new Set<string>();
      for (let step = 0; step < 12; step += perPass) {
        const pass = steps.slice(step, step + perPass).flatMap((rows) => [...rows[table]]);
        assert.equal(new Set(pass).size, 10 * perPass, table);
        assert.ok(pass.every((row) => row >= 0 && row < rows), table);
        orders.add(pass.join());
      }
      // The smaller sources start over, each time in another order.
      assert.equal(orders.size, 12 / perPass);
    }
    for (const rows of steps) {
      assert.deepEqual(Object.keys(rows), ["large", "medium", "small"]);
      assert.ok(Object.values(rows).every(({ length }) => length === 10));
    }
  });
}

Deno.test("taskBatches, joint: tasks of one source have one table, and its batches", () => {
  const batches = taskBatches(shared, sharedTasks, joint, false);
  assert.deepEqual(Object.keys(batches.tables), ["people"]);
  const { x, y } = batches.tables.people as unknown as LabelledRows;
  assert.equal(x, shared.people.rows[0].x);
  assert.deepEqual(Object.keys(y), ["age", "height"]);
  assert.equal(batches.stepsPerEpoch, 4);
});

for (const protocol of [inTurn, sampled]) {
  Deno.test(`taskBatches, ${protocol.order}: tasks of one source have a table and batches each`, () => {
    const batches = taskBatches(shared, sharedTasks, protocol, false);
    assert.deepEqual(Object.keys(batches.tables), ["people#age", "people#height"]);
    for (const name of ["age", "height"]) {
      const { x, y } = batches.tables[`people#${name}`] as unknown as LabelledRows;
      assert.equal(x, shared.people.rows[0].x);
      assert.deepEqual(y, { [name]: shared.people.rows[0].y[name] });
    }
    const [one] = stepsOf(taskBatches(shared, sharedTasks, inTurn, false), 1);
    assert.notDeepEqual(one["people#age"], one["people#height"]);
  });
}

Deno.test("taskBatches drops labels of tasks that are not trained", () => {
  const batches = taskBatches(shared, [sharedTasks[1]], joint, false);
  assert.deepEqual(Object.keys(batches.tables), ["people"]);
  assert.deepEqual(Object.keys(batches.tables.people.y), ["height"]);
});

Deno.test("taskBatches visits lengths in proportion to their rows, and makes one smaller batch of the rows of a rare length", () => {
  const batches = taskBatches(byLength, lengthTasks, joint, false);
  assert.deepEqual(Object.keys(batches.tables), ["texts@5", "texts@7", "texts@9"]);
  // 3 + 1 + 6.
  assert.equal(batches.stepsPerEpoch, 10);
  const steps = stepsOf(batches, 30);
  const orders = new Set<string>();
  for (let epoch = 0; epoch < 3; epoch++) {
    const present = steps.slice(10 * epoch, 10 * epoch + 10).map((rows) => {
      const [[table, taken], ...rest] = Object.entries(rows);
      assert.equal(rest.length, 0);
      return { table, taken: [...taken] };
    });
    orders.add(present.map(({ table }) => table).join());
    for (
      const [table, rows, visits, size] of [
        ["texts@5", 30, 3, 10],
        ["texts@7", 4, 1, 4],
        ["texts@9", 61, 6, 10],
      ] as const
    ) {
      const visited = present.filter((batch) => batch.table === table);
      assert.equal(visited.length, visits, table);
      assert.ok(visited.every(({ taken }) => taken.length === size), table);
      const all = visited.flatMap(({ taken }) => taken);
      assert.equal(new Set(all).size, visits * size, table);
      assert.ok(all.every((row) => row >= 0 && row < rows), table);
    }
  }
  assert.equal(orders.size, 3, "the order of lengths changes in every epoch");
});

Deno.test("taskBatches, in_turn: each task of a source has its own order of lengths", () => {
  const batches = taskBatches(byLength, lengthTasks, inTurn, false);
  assert.deepEqual(
    Object.keys(batches.tables),
    ["low", "high"].flatMap((name) => [5, 7, 9].map((length) => `texts#${name}@${length}`)),
  );
  for (const rows of stepsOf(batches, 10)) {
    const tables = Object.keys(rows).map((table) => table.replace(/@.*/, ""));
    assert.deepEqual(tables, ["texts#low", "texts#high"]);
  }
});

Deno.test("taskBatches, sampled: a step has one task's batch, and an epoch one step for each batch", () => {
  const batches = taskBatches(apart, apartTasks, sampled, false);
  // 4 + 2 + 1.
  assert.equal(batches.stepsPerEpoch, 7);
  // Of 7 steps, by 43, 20 and 12 rows of 75: 4.01, 1.87 and 1.12.
  assert.deepEqual([...batches.stepsOf], [["l", 4], ["m", 2], ["s", 1]]);
  const seen: { [table: string]: number[] } = {};
  for (const rows of stepsOf(batches, 70)) {
    const [[table, taken], ...rest] = Object.entries(rows);
    assert.equal(rest.length, 0);
    (seen[table] ??= []).push(...taken);
  }
  // A task's batches are one pass over its rows after another.
  for (const [table, perPass] of [["large", 40], ["medium", 20], ["small", 10]] as const) {
    for (let at = 0; at + perPass <= seen[table].length; at += perPass) {
      assert.equal(new Set(seen[table].slice(at, at + perPass)).size, perPass, table);
    }
  }
});

Deno.test("taskBatches, sampled: a small task trains for one step of an epoch at least", () => {
  const data = {
    large: sourceOf(["l"], [[9990, WIDTH]]),
    small: sourceOf(["s"], [[10, WIDTH]]),
  };
  const { stepsOf } = taskBatches(data, [task("l", "large"), task("s", "small")], sampled, false);
  // Of 1000 steps: 999 and 1; with the root of the sizes 969 and 31.
  assert.deepEqual([...stepsOf.values()], [999, 1]);
  const warm = { ...sampled, temperature: 2 };
  const even = taskBatches(data, [task("l", "large"), task("s", "small")], warm, false);
  assert.deepEqual([...even.stepsOf.values()], [969, 31]);
});

for (const temperature of [1, 2, 1000]) {
  Deno.test(`taskBatches, sampled at temperature ${temperature}: tasks are drawn in proportion to their size to the power of 1/${temperature}`, () => {
    const batches = taskBatches(apart, apartTasks, { ...sampled, temperature }, false);
    const draws = 20_000;
    const counts: { [table: string]: number } = { large: 0, medium: 0, small: 0 };
    const rows = batches.rows(randomStreams(4));
    for (let step = 0; step < draws; step++) counts[Object.keys(rows.next().value!)[0]]++;
    const weights = [43, 20, 12].map((size) => Math.pow(size, 1 / temperature));
    const total = weights.reduce((a, b) => a + b);
    // Pearson's χ² with two degrees of freedom is above 13.8 once in a thousand seeds.
    const chi2 = Object.values(counts).reduce((sum, count, i) => {
      const expected = draws * weights[i] / total;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    assert.ok(chi2 < 13.8, `χ² is ${chi2} of ${JSON.stringify(counts)}`);
  });
}

for (const protocol of [joint, inTurn, sampled]) {
  Deno.test(`taskBatches, ${protocol.order}: unlabelled rows are added on request, for the sources that have some`, () => {
    const batches = taskBatches(apart, apartTasks, protocol, true);
    const tables = ["large~unlabelled", "small~unlabelled"];
    assert.deepEqual(Object.keys(batches.tables).slice(3), tables);
    assert.deepEqual(batches.tables["large~unlabelled"], {
      x: apart.large.unlabelled,
    });
    const steps = stepsOf(batches, 6);
    for (const rows of steps) {
      assert.deepEqual(Object.keys(rows).filter((table) => table.includes("~")), tables);
      // All of them if there are fewer than a batch.
      assert.deepEqual(tables.map((table) => new Set(rows[table]).size), [10, 4]);
    }
    const pass = steps.slice(0, 2).flatMap((rows) => [...rows["large~unlabelled"]]);
    assert.equal(new Set(pass).size, 20);
    const without = taskBatches(apart, apartTasks, protocol, false);
    const labelled = ({ large, medium, small }: Rows) => ({ large, medium, small });
    assert.deepEqual(stepsOf(without, 6).map(labelled), steps.map(labelled));
    assert.ok(!("large~unlabelled" in without.tables));
  });
}

const cases = { apart: [apart, apartTasks], shared: [shared, sharedTasks] } as const;

for (const [what, [data, tasks]] of Object.entries(cases)) {
  for (
    const protocol of [joint, inTurn] as Pick<TasksValues, "batch" | "order" | "temperature">[]
  ) {
    Deno.test(`taskBatches, ${protocol.order}, ${what}: a task alone has the same batches as beside the others`, () => {
      const together = plain(stepsOf(taskBatches(data, tasks, protocol, false), 9, 3));
      for (const one of tasks) {
        const alone = plain(stepsOf(taskBatches(data, [one], protocol, false), 9, 3));
        for (const [step, rows] of alone.entries()) {
          const [[table, taken]] = Object.entries(rows);
          assert.deepEqual(taken, together[step][table], `${table} at ${step}`);
        }
      }
    });
  }

  Deno.test(`taskBatches, sampled, ${what}: a task alone has its batches in the sampled order`, () => {
    const together = plain(stepsOf(taskBatches(data, tasks, sampled, false), 60, 3));
    for (const one of tasks) {
      const alone = plain(stepsOf(taskBatches(data, [one], sampled, false), 60, 3));
      const [table] = Object.keys(alone[0]);
      const seen = together.flatMap((rows) => rows[table] ? [rows[table]] : []);
      assert.ok(seen.length > 5);
      assert.deepEqual(alone.slice(0, seen.length).map((rows) => rows[table]), seen);
    }
  });
}

Deno.test("taskBatches: a task alone has the same batches of each length as beside the other", () => {
  for (const protocol of [joint, inTurn]) {
    const together = plain(stepsOf(taskBatches(byLength, lengthTasks, protocol, false), 20));
    const alone = plain(stepsOf(taskBatches(byLength, [lengthTasks[1]], protocol, false), 20));
    alone.forEach((rows, step) => {
      const [[table, taken]] = Object.entries(rows);
      assert.deepEqual(together[step][table], taken);
    });
  }
});

Deno.test("taskBatches draws the same batches for the same seed, and others for another seed", () => {
  for (const protocol of [joint, inTurn, sampled]) {
    const batches = taskBatches(apart, apartTasks, protocol, true);
    const first = plain(stepsOf(batches, 8, 1));
    assert.deepEqual(plain(stepsOf(batches, 8, 1)), first);
    assert.notDeepEqual(plain(stepsOf(batches, 8, 2)), first);
  }
});

Deno.test("taskBatches refuses a source with fewer rows than a batch", () => {
  for (const [rows, parts] of [[9, [[9, 3]]], [9, [[5, 3], [4, 4]]], [0, []]] as const) {
    const data = { ...apart, few: sourceOf(["f"], parts) };
    for (const protocol of [joint, inTurn, sampled]) {
      assert.throws(() => taskBatches(data, [...apartTasks, task("f", "few")], protocol, false), {
        name: "RangeError",
        message: `Cannot fill a batch of 10 rows: few has ${rows} to train on`,
      });
    }
  }
  // A single length may have fewer rows.
  const mixed = { few: sourceOf(["f"], [[5, 3], [5, 4]]) };
  assert.equal(taskBatches(mixed, [task("f", "few")], joint, false).stepsPerEpoch, 2);
});

Deno.test("affinityRows draws a batch of every labelled unit, of its first length, the same each time", () => {
  for (
    const [data, tasks, tables] of [
      [apart, apartTasks, ["large", "medium", "small"]],
      [shared, sharedTasks, ["people"]],
      [byLength, lengthTasks, ["texts@5"]],
    ] as const
  ) {
    const batches = taskBatches(data, tasks, joint, true);
    const rows = affinityRows(batches, 10, randomStreams(0));
    assert.deepEqual(Object.keys(rows), tables);
    assert.ok(Object.values(rows).every((taken) => new Set(taken).size === 10));
    assert.deepEqual(affinityRows(batches, 10, randomStreams(0)), rows);
    assert.notDeepEqual(affinityRows(batches, 10, randomStreams(1)), rows);
  }
  const apartByTask = taskBatches(byLength, lengthTasks, inTurn, false);
  assert.deepEqual(
    Object.keys(affinityRows(apartByTask, 10, randomStreams(0))),
    ["texts#low@5", "texts#high@5"],
  );
});
