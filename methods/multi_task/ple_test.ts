import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import { leaves, mapTree, openDevice, randomStreams, type Tensors, tf } from "../../engine/mod.ts";
import { reachedBy } from "../../tests/conformance/reach.ts";
import { perceptrons, separate, together } from "../../tests/conformance/sharing.ts";
import type { NetworkParams } from "./_sharing.ts";
import ple from "./ple.ts";

const encoders = perceptrons({ depth: 1, width: 16, activation: "sigmoid" });
const create = (values: Overrides) => ple.create(bind(ple, values), separate, encoders);
const x = () => tf.randomNormal([6, 4], 0, 1, "float32", 2);

for (const levels of [1, 2, 3]) {
  Deno.test(`ple of ${levels} level${levels > 1 ? "s" : ""}: shared parameters reach every task, own parameters only their task`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      const network = create({ levels, shared_experts: 2, task_experts: 2 });
      // Above sigmoids, layers without negative weights have no inactive unit.
      const params = mapTree(
        (leaf: tf.Tensor) => tf.abs(leaf),
        network.init(randomStreams(6)),
      ) as NetworkParams;
      const all = leaves(params as Tensors).map(([path]) => path);
      const rows = separate.tasks.map(({ name, source }) => ({
        table: source,
        tasks: [name],
        x: x(),
      }));
      for (const { name } of separate.tasks) {
        assert.deepEqual(
          reachedBy(network, params, rows, name),
          all.filter((path) => path.startsWith("shared/") || path.startsWith(`own/${name}/`))
            .sort(),
        );
      }
    });
  });
}

Deno.test("ple of one level has own experts and gates for each task, and no shared gate", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { shared, own } = create({ levels: 1 }).init(randomStreams(0));
    assert.deepEqual(Object.keys(shared.level1), ["experts"]);
    assert.deepEqual(Object.keys(own.kind), ["level1", "head"]);
    assert.deepEqual(Object.keys(own.kind.level1), ["experts", "gate"]);
  });
});

Deno.test("ple of three levels shares lower experts and the gates below the last two", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const { shared, own } = create({ levels: 3 }).init(randomStreams(0));
    const parts = (level: string) => {
      const { tasks, ...others } = shared[level] as Tensors;
      return [Object.keys(others), Object.keys((tasks as Tensors | undefined)?.kind ?? {})];
    };
    assert.deepEqual(parts("level1"), [["experts", "gate"], ["experts", "gate"]]);
    assert.deepEqual(parts("level2"), [["experts", "gate"], ["experts"]]);
    assert.deepEqual(parts("level3"), [["experts"], []]);
    assert.deepEqual(Object.keys(own.kind), ["level2", "level3", "head"]);
    assert.deepEqual(Object.keys(own.kind.level2), ["gate"]);
    assert.deepEqual(Object.keys(own.kind.level3), ["experts", "gate"]);
  });
});

Deno.test("ple's experts of a level are by default together as wide as the encoder", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const widthOf = (values: Overrides) => {
      const network = ple.create(bind(ple, values), together, encoders);
      const { shared } = network.init(randomStreams(0));
      const rows = [{ table: "people", tasks: ["height"], x: x() }];
      return (network.encode(shared, rows, { scalars: {} }).people.shared as tf.Tensor).shape;
    };
    // 2 + 2·1 experts of 16/4 units; 1 + 2·3 of 16/7.
    assert.deepEqual(widthOf({ shared_experts: 2 }), [6, 2, 4]);
    assert.deepEqual(widthOf({ task_experts: 3 }), [6, 1, 2]);
    assert.deepEqual(widthOf({ task_experts: 3, expert_scale: 0.5 }), [6, 1, 8]);
  });
});

Deno.test("ple computes the same for rows of several tables together and separately", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    const network = create({ levels: 3 });
    const params = network.init(randomStreams(2));
    const rows = separate.tasks.map(({ name, source }) => ({
      table: source,
      tasks: [name],
      x: x(),
    }));
    const outputs = (of: typeof rows) => {
      const context = { scalars: {} };
      return network.decode(params, network.encode(params.shared, of, context), of, context)
        .outputs;
    };
    const together = outputs(rows);
    for (const of of rows) {
      const [task] = of.tasks;
      assert.deepEqual(outputs([of])[task].arraySync(), together[task].arraySync());
    }
  });
});
