import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import sum from "../../methods/multi_task/gradient_rules/sum.ts";
import {
  type Arrays,
  type Dense,
  leaves,
  openDevice,
  type OptimizerSpec,
  randomStreams,
  tf,
  valueAndReachedGradients,
} from "../../engine/mod.ts";
import { BatchPass } from "../../methods/multi_task/_batch_pass.ts";
import { element } from "../../methods/multi_task/_task_gradients.ts";
import hardSharing from "../../methods/multi_task/hard_sharing.ts";
import type {
  MultiTaskMethod,
  NetworkParams,
  TasksProblem,
} from "../../methods/multi_task/_sharing.ts";
import {
  assertAlike,
  batchOf,
  perceptrons,
  problemsOf,
  separate,
  type Sharing,
  together,
  trainSharing,
} from "./sharing.ts";
import { sharingMethods } from "./tiny.ts";

// Every sharing pattern of the registry on two problems: tasks on the same rows, and tasks on separate rows.

const problems: { readonly [name: string]: TasksProblem } = {
  "tasks on the same rows": together,
  "tasks on separate rows": separate,
};

/** Shared parameters that are not trained by the tasks' losses. */
const beyondLosses: { readonly [method: string]: { readonly part: string; readonly why: string } } =
  {
    adversarial_shared_private: {
      part: "shared/discriminator/",
      why: "it learns to discriminate the tasks' rows, through a penalty",
    },
  };

/** Values that a method needs to solve a problem. */
function valuesFor({ name }: MultiTaskMethod, problem: TasksProblem): Overrides {
  // Tasks on the same rows cannot be discriminated.
  return name === "adversarial_shared_private" && problem === together ? { adversarial: 0 } : {};
}

const each = sharingMethods.flatMap((method) =>
  Object.entries(problems).map(([name, problem]) => ({
    name: `${method.name}, ${name}`,
    method,
    problem,
    values: valuesFor(method, problem),
  }))
);

/** Changes a parameter in proportion to its gradient; Adam would amplify rounding errors of small gradients. */
const DESCENT: OptimizerSpec = { name: "sgd", learningRate: 0.05, options: { momentum: 0.9 } };

for (const { name, method, problem, values } of each) {
  // Tasks on the same rows share one turn.
  for (const inTurn of problem === together ? [false] : [false, true]) {
    const how = inTurn ? "in turn" : "jointly";
    Deno.test(`${name}, ${how}: compiled steps agree with the reference`, async () => {
      for (const part of problemsOf(method, problem)) {
        const sharing: Sharing = {
          method,
          values,
          problem: part,
          inTurn,
          optimizer: DESCENT,
          steps: 10,
        };
        const expected = await trainSharing(await openDevice("reference"), sharing);
        const actual = await trainSharing(await openDevice("cpu"), sharing);
        assertAlike(actual.end, expected.end, 1e-5);
        assertAlike(asArrays(actual.reports), asArrays(expected.reports), 1e-5);
      }
    });
  }

  Deno.test(`${name}: losses fall, and every parameter changes`, async () => {
    const executor = await openDevice("cpu");
    for (const part of problemsOf(method, problem)) {
      const sharing = { method, values, problem: part, steps: 60 };
      const { start, end, reports } = await trainSharing(executor, sharing);
      for (const { name } of part.tasks) {
        const losses = reports.map((report) => report[`loss.${name}`]);
        const [first, last] = [mean(losses.slice(0, 5)), mean(losses.slice(-5))];
        assert.ok(last < 0.9 * first, `${name}'s loss went from ${first} to ${last}`);
      }
      const initial = new Map(leaves(start));
      for (const [path, { data }] of leaves(end)) {
        if (!path.startsWith("params/")) continue;
        const before = initial.get(path)!.data;
        assert.ok(data.some((value, i) => value !== before[i]), `${path} is unchanged`);
      }
    }
  });

  Deno.test(`${name}: training is deterministic`, async () => {
    const executor = await openDevice("reference");
    for (const part of problemsOf(method, problem)) {
      const sharing = { method, values, problem: part, steps: 2 };
      const { end, reports } = await trainSharing(executor, sharing);
      const again = await trainSharing(executor, sharing);
      assert.deepEqual(again.reports, reports);
      assertAlike(again.end, end, 0);
    }
  });

  Deno.test(`${name}: training, predicting and measuring keep no tensors`, async () => {
    const executor = await openDevice("reference");
    for (const part of problemsOf(method, problem)) {
      const before = tf.memory().numTensors;
      await trainSharing(
        executor,
        { method, values, problem: part, steps: 2 },
        async (execution) => {
          const held = tf.memory().numTensors;
          for (const { source } of part.tasks) {
            const outputs = part.tasks.filter((task) => task.source === source)
              .reduce((width, { classes }) => width + Math.max(1, classes.length), 0);
            const x = { shape: [3, 4], data: new Float32Array(12).fill(0.5) };
            const predicted = await execution.predict(x, source);
            assert.deepEqual(predicted.shape, [3, outputs]);
          }
          assert.equal(tf.memory().numTensors, held);
        },
      );
      assert.equal(tf.memory().numTensors, before);
    }
  });

  Deno.test(`${name}: a task's loss reaches all shared parameters, and none of another task's own`, async () => {
    await openDevice("reference");
    for (const part of problemsOf(method, problem)) {
      tf.tidy(() => assertReaches(method, values, part));
    }
  });

  Deno.test(`${name}: heads of equal shape have hard_sharing's initial weights`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      const ownOf = (method: MultiTaskMethod, values: Overrides, part: TasksProblem) =>
        networkOf(method, values, part).init(randomStreams(4)).own as {
          readonly [task: string]: { readonly head: Dense };
        };
      const rivals = ownOf(hardSharing, {}, problem);
      for (const part of problemsOf(method, problem)) {
        for (const [task, { head }] of Object.entries(ownOf(method, values, part))) {
          const { kernel, bias } = rivals[task].head;
          if (head.kernel.shape.join() !== kernel.shape.join()) continue;
          assert.deepEqual(head.kernel.arraySync(), kernel.arraySync(), task);
          assert.deepEqual(head.bias.arraySync(), bias.arraySync(), task);
        }
      }
    });
  });

  if (!method.sharesParameters) continue;
  for (const over of ["parameters", "representation"] as const) {
    Deno.test(`${name}: the sum of the tasks' gradients over the ${over} is the sum's gradient`, async () => {
      const executor = await openDevice("reference");
      const sharing: Sharing = { method, values, problem, optimizer: DESCENT, steps: 3 };
      const expected = await trainSharing(executor, sharing);
      const bound = sum.create({}, problem.tasks.length);
      const actual = await trainSharing(executor, { ...sharing, rule: { bound, over } });
      assertAlike(actual.end, expected.end, 1e-5);
    });
  }
}

const networkOf = (method: MultiTaskMethod, values: Overrides, problem: TasksProblem) =>
  method.create(bind(method, values), problem, perceptrons());

function assertReaches(method: MultiTaskMethod, values: Overrides, problem: TasksProblem): void {
  const network = networkOf(method, values, problem);
  const scalars = Object.fromEntries(
    Object.entries(network.schedule?.(0.5) ?? {}).map(([name, value]) => [name, tf.scalar(value)]),
  );
  const noise = { uniform: (shape: readonly number[]) => tf.fill([...shape], 0.75) };
  const pass = new BatchPass(problem, network, batchOf(problem, method), {}, scalars, noise);
  for (const [k, { name }] of pass.tasks.entries()) {
    // A rectifier may be inactive on all rows for one initialisation, but not for three.
    const starts = [1, 2, 3].map((seed) => network.init(randomStreams(seed)));
    const moved = new Set(starts.flatMap((params) => movedBy(pass, params, k)));
    assert.equal(leaves(starts[0].shared).length > 0, method.sharesParameters);
    for (const [path] of leaves(starts[0])) {
      if (path.startsWith(beyondLosses[method.name]?.part ?? "/")) continue;
      const [place, owner] = path.split("/");
      const expected = place === "shared" || owner === name;
      assert.equal(moved.has(path), expected, `${name} and ${path}`);
    }
  }
}

/** Returns the parameters for which a task's loss has a non-zero gradient. */
function movedBy(pass: BatchPass, params: NetworkParams, task: number): string[] {
  const { gradients } = valueAndReachedGradients((params) => ({
    loss: element(pass.through(params as NetworkParams).losses, task),
    parts: {},
  }), params);
  return leaves(gradients)
    .filter(([, gradient]) => gradient.dataSync().some((g) => g !== 0))
    .map(([path]) => path);
}

/** Converts reports to a tree with one array for each name. */
function asArrays(reports: readonly { readonly [name: string]: number }[]): Arrays {
  return Object.fromEntries(
    Object.keys(reports[0]).map((name) => [name, {
      shape: [reports.length],
      data: Float32Array.from(reports, (report) => report[name]),
    }]),
  );
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
