import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import { leaves, openDevice, randomStreams, type Tensors, tf } from "../../engine/mod.ts";
import { reachedBy } from "../../tests/conformance/reach.ts";
import { perceptrons, together } from "../../tests/conformance/sharing.ts";
import hardSharing from "./hard_sharing.ts";
import mmoe from "./mmoe.ts";

const encoders = perceptrons({ depth: 1, width: 16 });
const create = (values: Overrides) => mmoe.create(bind(mmoe, values), together, encoders);
const rowsOf = () => [{
  table: "people",
  tasks: ["height", "size"],
  x: tf.randomNormal([5, 4], 0, 1, "float32", 2),
}];

Deno.test("mmoe with one expert equals hard_sharing", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const [one, hard] = [create({ experts: 1 }), hardSharing.create({}, together, encoders)];
    const params = hard.init(randomStreams(1));
    const { own } = one.init(randomStreams(1));
    const same = {
      shared: { experts: { expert1: params.shared.encoder } },
      own: Object.fromEntries(
        Object.entries(own).map(([task, { gate }]) => [task, { ...params.own[task], gate }]),
      ),
    };
    const context = { scalars: {} };
    const rows = rowsOf();
    const found = one.decode(same, one.encode(same.shared, rows, context), rows, context);
    const expected = hard.decode(params, hard.encode(params.shared, rows, context), rows, context);
    for (const { name } of together.tasks) {
      assert.deepEqual(found.outputs[name].arraySync(), expected.outputs[name].arraySync());
    }
  });
});

Deno.test("mmoe: a task's outputs depend on every expert, and on its own gate, tower and head", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const network = create({ experts: 3, tower: 8 });
    const params = network.init(randomStreams(6));
    const all = leaves(params as Tensors).map(([path]) => path);
    for (const task of ["height", "size"]) {
      assert.deepEqual(
        reachedBy(network, params, rowsOf(), task),
        all.filter((path) => /^shared/.test(path) || path.startsWith(`own/${task}/`)).sort(),
      );
    }
    assert.deepEqual(Object.keys(params.own.size), ["gate", "tower", "head"]);
  });
});

Deno.test("mmoe has by default eight experts, together as wide as the encoder, and no towers", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const network = create({});
    const { shared, own } = network.init(randomStreams(0));
    const { experts } = network.encode(shared, rowsOf(), { scalars: {} }).people;
    assert.deepEqual((experts as tf.Tensor).shape, [5, 8, 2]);
    assert.deepEqual(Object.keys(own.size), ["gate", "head"]);
    assert.deepEqual((own.size.gate as Tensors).kernel.shape, [16, 8]);
  });
});
