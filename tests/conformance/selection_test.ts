import assert from "node:assert/strict";
import type { DomainData, TaskData } from "../../datasets/dataset.ts";
import { openDevice, randomStreams } from "../../engine/mod.ts";
import type { RunSpec } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunResult } from "../../runs/run.ts";
import { defineSelection, type Read, type Selection } from "../../selection/selection.ts";
import { familyOf } from "../../settings/multi_task/networks.ts";
import { environment, fewMoons, moonsSpec } from "./runs.ts";
import { tasksSpec } from "./task_runs.ts";
import { fewHalves, halvesSpec } from "./transfer_runs.ts";

// What selection rules of a user's see in a run of each setting.

/** A run with its data. */
interface Case {
  readonly spec: RunSpec;
  readonly domains: { readonly [domain: string]: DomainData };
  readonly tasks?: TaskData;
  /** The shape of the outputs on the target's training inputs, if it has a target. */
  readonly outputs?: readonly number[];
}

const moons = await fewMoons();
const tasks = tasksSpec("hard_sharing", { suite: "correlated_tasks", sources: ["p=0:n=200"] });
const cases: { readonly [setting: string]: Case } = {
  unsupervised_adaptation: { spec: moonsSpec("dann"), domains: moons, outputs: [60, 2] },
  inductive_transfer: {
    spec: halvesSpec({ method: "fine_tuning", labels: 8 }),
    domains: fewHalves,
    outputs: [60, 5],
  },
  multi_task: {
    spec: tasks,
    domains: {},
    tasks: familyOf(tasks, builtIn).sample(randomStreams(0)),
  },
};

/** A run's result, and everything that a rule of each kind was given. */
interface Seen extends RunResult {
  readonly given: { readonly [reads: string]: readonly { readonly [key: string]: unknown }[] };
}

const kinds = ["step", "validation", "unlabelled", "test"] as const;

async function followed({ spec, domains, tasks }: Case): Promise<Seen> {
  const given = Object.fromEntries(kinds.map((kind) => [kind, [] as { [key: string]: unknown }[]]));
  const rules = kinds.map((kind): Selection =>
    defineSelection<Read>({
      name: `by_${kind}`,
      title: "",
      ...(kind === "step" ? {} : { reads: kind }),
      score(checkpoint) {
        given[kind].push(checkpoint as unknown as { [key: string]: unknown });
        return -checkpoint.step;
      },
    })
  );
  const named = Object.fromEntries(rules.map((rule) => [rule.name, rule]));
  const protocol = { ...spec.protocol, selections: ["last", ...Object.keys(named)] };
  const result = await run({ ...spec, protocol }, {
    catalogue: { ...builtIn, selections: { ...builtIn.selections, ...named } },
    executor: await openDevice("cpu"),
    environment,
    load: (domain) => Promise.resolve(domains[domain]),
    loadTasks: () => Promise.resolve(tasks!),
  });
  assert.equal(result.record.status, "ok", result.record.error?.message ?? "");
  return { ...result, given };
}

const flipped = ({ x, y }: DomainData["test"]) => ({
  x,
  y: { shape: y.shape, data: y.data.map((label) => label === 0 ? 1 : 0) },
});

/** The case with other labels of all test rows. */
function withOtherTests({ domains, tasks, ...rest }: Case): Case {
  return {
    ...rest,
    domains: Object.fromEntries(
      Object.entries(domains).map((
        [domain, data],
      ) => [domain, { ...data, test: flipped(data.test) }]),
    ),
    ...(tasks
      ? {
        tasks: {
          ...tasks,
          sources: Object.fromEntries(
            Object.entries(tasks.sources).map(([source, data]) => [source, {
              ...data,
              test: data.test.map(({ x, y }) => ({
                x,
                y: Object.fromEntries(
                  Object.entries(y).map(([task, { shape, data }]) => [task, {
                    shape,
                    data: data.map((number) => 1 - 2 * number),
                  }]),
                ),
              })),
            }]),
          ),
        },
      }
      : {}),
  };
}

for (const [setting, what] of Object.entries(cases)) {
  Deno.test(`${setting}: a rule is given the step and what it declares to read, and nothing else`, async () => {
    const { given, record } = await followed(what);
    const steps = record.curve.map(({ step }) => step);
    for (const kind of kinds) {
      if (kind === "unlabelled" && !what.outputs) {
        assert.deepEqual(given[kind], []);
        continue;
      }
      assert.deepEqual(given[kind].map(({ step }) => step), steps);
      for (const checkpoint of given[kind]) {
        assert.deepEqual(Object.keys(checkpoint), kind === "step" ? ["step"] : ["step", kind]);
      }
    }
    for (const { unlabelled } of given.unlabelled) {
      const { shape, data } = unlabelled as { shape: number[]; data: Float32Array };
      assert.deepEqual(shape, what.outputs);
      assert.ok(data.every(Number.isFinite));
    }
    // The first checkpoint has the greatest score.
    const rules = what.outputs ? kinds : kinds.filter((kind) => kind !== "unlabelled");
    assert.deepEqual(Object.keys(record.selected), ["last", ...rules.map((kind) => `by_${kind}`)]);
    for (const kind of rules) {
      assert.ok(Object.values(record.selected[`by_${kind}`]).every((step) => step === steps[0]));
    }
  });

  Deno.test(`${setting}: no label of a test row reaches a rule that does not read the test`, async () => {
    const [plain, other] = [await followed(what), await followed(withOtherTests(what))];
    for (const kind of kinds) {
      if (kind === "test") assert.notDeepEqual(other.given[kind], plain.given[kind]);
      else assert.deepEqual(other.given[kind], plain.given[kind]);
    }
  });
}
