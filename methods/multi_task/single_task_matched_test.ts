import assert from "node:assert/strict";
import { bind } from "../../descriptors/parameters.ts";
import { leaves, openDevice, randomStreams, tf } from "../../engine/mod.ts";
import { perceptrons, problemOf, separate, task } from "../../tests/conformance/sharing.ts";
import hardSharing from "./hard_sharing.ts";
import type { Encoders, MultiTaskMethod, TasksProblem } from "./_sharing.ts";
import singleTask from "./single_task.ts";
import singleTaskMatched from "./single_task_matched.ts";

const create = (method: MultiTaskMethod, problem: TasksProblem, encoders: Encoders) =>
  method.create(bind(method), problem, encoders);

const sizeOf = (method: MultiTaskMethod, problem: TasksProblem, encoders: Encoders) =>
  tf.tidy(() => {
    const params = create(method, problem, encoders).init(randomStreams(0));
    return leaves(params).reduce((sum, [, { size }]) => sum + size, 0);
  });

for (const width of [3, 20, 100]) {
  Deno.test(`single_task_matched has as many parameters as hard_sharing in all, and no unnecessary unit, at width ${width}`, async () => {
    await openDevice("reference");
    const encoders = perceptrons({ width });
    const wanted = sizeOf(hardSharing, separate, encoders);
    for (const alone of separate.tasks) {
      const problem = { tasks: [alone], all: separate.all };
      assert.ok(sizeOf(singleTask, problem, encoders) < wanted);
      const actual = sizeOf(singleTaskMatched, problem, encoders);
      assert.ok(actual >= wanted, `${actual} parameters, hard sharing has ${wanted}`);
      const narrower = perceptrons({ width: widthBelow(actual, problem) });
      assert.ok(sizeOf(singleTask, problem, narrower) < wanted);
    }
  });
}

/** The width of the widest perceptron with fewer parameters. */
function widthBelow(parameters: number, problem: TasksProblem): number {
  let width = 1;
  while (sizeOf(singleTask, problem, perceptrons({ width: width + 1 })) < parameters) width++;
  return width;
}

Deno.test("single_task_matched finds factors far above 1", async () => {
  await openDevice("reference");
  const many = problemOf(
    Array.from({ length: 60 }, (_, i) => task(`task${i}`, "rows", "classification")),
  );
  const encoders = perceptrons({ width: 2, depth: 1 });
  const wanted = sizeOf(hardSharing, many, encoders);
  const problem = { tasks: many.tasks.slice(0, 1), all: many.all };
  const actual = sizeOf(singleTaskMatched, problem, encoders);
  assert.ok(actual >= wanted && actual < 1.03 * wanted, `${actual} and ${wanted}`);
});

Deno.test("single_task_matched with one task equals single_task", async () => {
  await openDevice("reference");
  const problem = problemOf([separate.tasks[0]]);
  tf.tidy(() => {
    const [matched, alone] = [singleTaskMatched, singleTask].map((method) =>
      leaves(create(method, problem, perceptrons()).init(randomStreams(2)))
        .map(([path, leaf]) => [path, leaf.arraySync()])
    );
    assert.deepEqual(matched, alone);
  });
});

Deno.test("single_task_matched refuses an encoder that cannot be widened", () => {
  const { encoder } = perceptrons();
  assert.throws(() => create(singleTaskMatched, separate, { encoder, widened: () => encoder }), {
    name: "RangeError",
    message:
      "Cannot widen the encoder: no layer is wider at twice its widths, current widths are 6, 6",
  });
});
