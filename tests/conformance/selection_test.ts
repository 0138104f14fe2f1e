import assert from "node:assert/strict";
import type { LoadedDomains } from "../../datasets/dataset.ts";
import { openDevice } from "../../engine/mod.ts";
import type { RunSpec } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { run, type RunResult } from "../../runs/run.ts";
import { defineSelection, type Read, type Selection } from "../../selection/selection.ts";
import { datasetOf, sampleOf } from "../../settings/_data.ts";
import { asMoons, environment, fewMoons, moonsSpec } from "./runs.ts";
import { tasksSpec } from "./task_runs.ts";
import { asHalves, fewHalves, halvesSpec } from "./transfer_runs.ts";

// Measurements that selection rules of a user's read in a run of each setting.

/** A run with its data. */
interface Case {
  readonly spec: RunSpec;
  readonly data: LoadedDomains;
  /** The shape of the outputs on the target's training inputs, if it has a target. */
  readonly outputs?: readonly number[];
}

const moons = asMoons(await fewMoons());
const tasks = tasksSpec("hard_sharing", { suite: "correlated_tasks", sources: ["p=0:n=200"] });
const cases: { readonly [setting: string]: Case } = {
  unsupervised_adaptation: { spec: moonsSpec("dann"), data: moons, outputs: [60, 2] },
  inductive_transfer: {
    spec: halvesSpec({ method: "fine_tuning", labels: 8 }),
    data: asHalves(fewHalves),
    outputs: [60, 5],
  },
  multi_task: {
    spec: tasks,
    data: sampleOf(datasetOf(tasks, builtIn)),
  },
};

/** A run's result, and everything that a rule of each kind was given. */
interface Seen extends RunResult {
  readonly given: { readonly [reads: string]: readonly { readonly [key: string]: unknown }[] };
}

const kinds = ["step", "validation", "unlabelled", "test"] as const;

async function followed({ spec, data }: Case): Promise<Seen> {
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
    load: () => Promise.resolve(data),
  });
  assert.equal(result.record.status, "ok", result.record.error?.message ?? "");
  return { ...result, given };
}

/** The case with other labels of all test rows: another class, or another number. */
function withOtherTests({ data, ...rest }: Case): Case {
  const other = (label: number, ofClasses: boolean) =>
    ofClasses ? (label === 0 ? 1 : 0) : 1 - 2 * label;
  const changed = Object.entries(data).map(([domain, { test, ...others }]) => [domain, {
    ...others,
    test: test.map(({ x, y }) => ({
      x,
      y: Object.fromEntries(
        Object.entries(y).map(([task, { shape, data }]) => [task, {
          shape,
          data: data.map((label) => other(label, data instanceof Int32Array)),
        }]),
      ),
    })),
  }]);
  return { ...rest, data: Object.fromEntries(changed) };
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
