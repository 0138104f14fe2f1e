import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import {
  type Arrays,
  type Executor,
  leaves,
  type NdArray,
  type Numbers,
  openDevice,
  randomStreams,
  type Tables,
} from "../../engine/mod.ts";
import type { ProblemTask, TasksProblem } from "../../methods/multi_task/_sharing.ts";
import type { RuleUse } from "../../methods/multi_task/_trainer.ts";
import { gradientRules } from "../../methods/multi_task/gradient_rules/mod.ts";
import type { GradientRule } from "../../methods/multi_task/gradient_rules/gradient_rule.ts";
import mgda from "../../methods/multi_task/gradient_rules/mgda.ts";
import hardSharing from "../../methods/multi_task/hard_sharing.ts";
import { weightings } from "../../methods/multi_task/weightings/mod.ts";
import { assertClose } from "../golden/close.ts";
import { assertAlike, problemOf, type Sharing, sharingTrainer, tablesOf, task } from "./sharing.ts";

// Tasks with absent labels, under every weighting and every gradient rule.

/** Numbers of rows, and of the first of them, which have no label of any partial task. */
const [ROWS, NONE] = [40, 8];

const height = task("height", "people", "regression");
const size = task("size", "people", "classification");
const age = task("age", "people", "regression");

const partly = (task: ProblemTask): ProblemTask => ({ ...task, partial: true });

/** Tables in which 30 % of the labels of each partial task are absent. */
function partialTables(problem: TasksProblem): Tables {
  const { people } = tablesOf(problem) as {
    people: { x: NdArray; y: { [task: string]: NdArray } };
  };
  const y = Object.entries(people.y).map(([name, { shape, data }]) => {
    if (!problem.tasks.find((task) => task.name === name)!.partial) return [name, { shape, data }];
    const others = randomStreams(2)(name).permutation(ROWS - NONE).subarray(0, 0.3 * ROWS - NONE);
    const absent = new Set([...Array(NONE).keys(), ...others.map((row) => NONE + row)]);
    const none = data instanceof Int32Array ? -1 : NaN;
    return [name, { shape, data: data.map((label, row) => absent.has(row) ? none : label) }];
  });
  return { people: { x: people.x, y: Object.fromEntries(y) } };
}

const absentRows = Int32Array.from({ length: NONE }, (_, row) => row);

/** Batches of 8 rows: absent, mixed, absent, mixed. */
const batches = Array.from(
  { length: 4 },
  (_, step) =>
    step % 2 === 0 ? absentRows : randomStreams(5)(`${step}`).permutation(ROWS).subarray(0, NONE),
);

type Parts = Pick<Sharing, "weighting" | "rule"> & { readonly momentum?: number };

/** Trains hard sharing by gradient descent, and returns the states before and after, and each step's report. */
async function trained(
  executor: Executor,
  problem: TasksProblem,
  { weighting, rule, momentum = 0.9 }: Parts,
  rows: readonly Int32Array[],
): Promise<{ start: Arrays; end: Arrays; reports: readonly Numbers[] }> {
  const trainer = sharingTrainer({
    method: hardSharing,
    problem,
    weighting,
    rule,
    optimizer: { name: "sgd", learningRate: 0.05, options: { momentum } },
  });
  const execution = await executor.start(trainer, randomStreams(3), partialTables(problem));
  try {
    const start = await execution.state();
    const reports = await execution.train(rows.map((people, step) => ({
      rows: { people },
      scalars: { learning_rate: 0.05, epoch_ends: step % 3 === 2 ? 1 : 0 },
      noise: Object.fromEntries(
        ["dropout", "weighting", "rule"].map((purpose) => [
          purpose,
          randomStreams(4)(`${purpose} ${step}`),
        ]),
      ),
    })));
    return { start, end: await execution.state(), reports };
  } finally {
    execution.dispose();
  }
}

/** A weighting or a gradient rule in use. */
interface Combination {
  readonly name: string;
  of(problem: TasksProblem): Parts;
}

const ruled = (rule: GradientRule, over: RuleUse["over"], values: Overrides = {}): Combination => ({
  name: `${rule.name} ${JSON.stringify(values)} over the ${over}`,
  of: ({ tasks }) => ({
    rule: { bound: rule.create(bind(rule, values), tasks.length), over },
  }),
});

const combinations: readonly Combination[] = [
  ...Object.values(weightings).map((weighting) => ({
    name: weighting.name,
    of: () => ({ weighting }),
  })),
  ...Object.values(gradientRules).flatMap((rule) => [
    ruled(rule, "parameters"),
    ruled(rule, "representation"),
  ]),
  // Divisors that are zero for an absent task.
  ...["l2", "loss", "loss_l2"].map((normalization) => ruled(mgda, "parameters", { normalization })),
];

function assertFinite({ end }: { readonly end: Arrays }): void {
  for (const [path, { data }] of leaves(end)) {
    assert.ok([...data].every(Number.isFinite), `${path} is ${data}`);
  }
}

for (const { name, of } of combinations) {
  Deno.test(`${name} learns with 30 % of one task's labels absent: compiled steps agree with the reference`, async () => {
    const problem = problemOf([partly(height), size, age]);
    const expected = await trained(
      await openDevice("reference"),
      problem,
      of(problem),
      batches,
    );
    const actual = await trained(await openDevice("cpu"), problem, of(problem), batches);
    assertFinite(expected);
    assertAlike(actual.end, expected.end, 2e-4);
    for (const reports of [expected.reports, actual.reports]) {
      reports.forEach((report, step) => {
        assert.equal(Number.isNaN(report["loss.height"]), step % 2 === 0);
        const others = [report.loss, report["loss.size"], report["loss.age"]];
        assert.ok(others.every(Number.isFinite), `${others}`);
      });
    }
  });

  Deno.test(`${name}: a step without any label changes no parameter, and the next step is finite`, async () => {
    const problem = problemOf([height, size, age].map(partly));
    const executor = await openDevice("cpu");
    const still = await trained(executor, problem, { ...of(problem), momentum: 0 }, [absentRows]);
    const before = new Map(leaves(still.start));
    for (const [path, { data }] of leaves(still.end)) {
      assert.ok([...data].every(Number.isFinite), `${path} is ${data}`);
      if (path.startsWith("params/")) assert.deepEqual(data, before.get(path)!.data, path);
    }
    assert.deepEqual(still.reports.map(({ loss }) => Math.abs(loss)), [0]);
    const moved = await trained(executor, problem, of(problem), batches);
    assertFinite(moved);
  });

  // The noise of random weights depends on the number of tasks.
  if (name === "random") continue;
  // From the second step on, weights that sum to the number of tasks differ by a factor.
  const steps = ["dwa", "gradnorm"].includes(name) ? 1 : 3;
  Deno.test(`${name}: steps without labels of one task are the steps of the others`, async () => {
    const executor = await openDevice("cpu");
    for (
      const [others, rowsOf] of [
        [[size, age], () => absentRows],
        [[partly(size), age], rowsWithoutFirst],
      ] as const
    ) {
      const [part, whole] = [problemOf(others), problemOf([partly(height), ...others])];
      const rows = Array(steps).fill(rowsOf(whole));
      const expected = await trained(executor, part, of(part), rows);
      const found = new Map(leaves((await trained(executor, whole, of(whole), rows)).end));
      for (const [path, { data }] of leaves(expected.end)) {
        if (!path.startsWith("params/network/")) continue;
        assertClose(found.get(path)!.data, data, 1e-5, 0.1);
      }
    }
  });
}

/** Returns the rows without a label of the first task; some have one of the second. */
function rowsWithoutFirst(problem: TasksProblem): Int32Array {
  const { people } = partialTables(problem) as { people: { y: { [task: string]: NdArray } } };
  const [first, second] = problem.tasks.map(({ name }) => people.y[name].data);
  const rows = [...Array(ROWS).keys()].filter((row) => Number.isNaN(first[row]));
  assert.ok(rows.some((row) => second[row] >= 0) && rows.some((row) => second[row] < 0));
  return Int32Array.from(rows);
}
