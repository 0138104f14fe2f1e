import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import { leaves, openDevice, randomStreams, tf } from "../../engine/mod.ts";
import {
  assertFollowsSingleTask,
  perceptrons,
  separate,
  together,
  trainSharing,
} from "../../tests/conformance/sharing.ts";
import { assertClose } from "../../tests/golden/close.ts";
import crossStitch from "./cross_stitch.ts";
import type { TasksProblem } from "./_sharing.ts";

const create = (values: Overrides, problem: TasksProblem = separate) =>
  crossStitch.create(bind(crossStitch, values), problem, perceptrons({ width: 2 }));

for (const device of ["cpu", "reference"]) {
  for (const problem of [together, separate]) {
    for (const units of ["layer", "channel"]) {
      const tasks = problem.tasks.map(({ name }) => name).join(", ");
      Deno.test(`cross_stitch with identity units (${units}) equals single_task bit for bit: ${tasks}, on ${device}`, async () => {
        const values = { units, same: 1, learn_units: "no" };
        const sharing = { method: crossStitch, values, problem };
        const place = (task: string) => `shared/columns/${task}`;
        await assertFollowsSingleTask(await openDevice(device), sharing, place);
      });
    }
  }
}

Deno.test("cross_stitch's units start with `same` for a task's own layer and share the rest among the others", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { shared, own } = create({ same: 0.8 }).init(randomStreams(0));
    const alpha = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]];
    const found = new Map(leaves({ shared, own }));
    assertClose(found.get("shared/units/layer1")!.dataSync(), alpha.flat(), 1e-6);
    separate.tasks.forEach(({ name }, i) =>
      assertClose(found.get(`own/${name}/unit`)!.dataSync(), alpha[i], 1e-6)
    );
  });
});

Deno.test("cross_stitch's channel units start equal in all channels of a layer", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { shared, own } = create({ units: "channel" }, together).init(randomStreams(0));
    const found = new Map(leaves({ shared, own }));
    const unit = found.get("shared/units/layer1")!;
    assert.deepEqual(unit.shape, [2, 2, 2]);
    assertClose(unit.dataSync(), [0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.9, 0.9], 1e-6);
    assertClose(found.get("own/size/unit")!.dataSync(), [0.1, 0.1, 0.9, 0.9], 1e-6);
  });
});

Deno.test("cross_stitch with fixed units has no units among its parameters", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { shared, own } = create({ learn_units: "no" }).init(randomStreams(0));
    const paths = leaves({ shared, own }).map(([path]) => path);
    assert.deepEqual(paths.filter((path) => path.includes("unit")), []);
  });
});

Deno.test("cross_stitch with equal units and an equal start keeps its encoders equal", async () => {
  const { end } = await trainSharing(await openDevice("reference"), {
    method: crossStitch,
    values: { same: 0.5, learn_units: "no" },
    problem: together,
    optimizer: { name: "sgd", learningRate: 0.1 },
  });
  const columns = together.tasks.map(({ name }) =>
    leaves(end).filter(([path]) => path.startsWith(`params/network/shared/columns/${name}/`))
      .flatMap(([, { data }]) => [...data])
  );
  assertClose(columns[0], columns[1], 1e-5, 0.1);
});

Deno.test("cross_stitch with an encoder of one layer mixes its features", async () => {
  const { end } = await trainSharing(await openDevice("reference"), {
    method: crossStitch,
    problem: separate,
    encoders: perceptrons({ depth: 1 }),
    steps: 2,
  });
  const paths = leaves(end).map(([path]) => path).filter((path) => path.startsWith("params/"));
  assert.ok(paths.includes("params/network/own/colour/unit"));
  assert.deepEqual(paths.filter((path) => path.includes("units")), []);
});

Deno.test("cross_stitch refuses a single task", () => {
  const { tasks: [task], all } = separate;
  assert.throws(() => create({}, { tasks: [task], all }), {
    name: "RangeError",
    message: "Cannot create cross_stitch: it needs 2 tasks, current number is 1",
  });
});
