import assert from "node:assert/strict";
import type { InputShape } from "../datasets/dataset.ts";
import { bind, type Overrides } from "../descriptors/parameters.ts";
import {
  leaves,
  mapTree,
  type NdArray,
  openDevice,
  type Program,
  randomStreams,
  type Tensors,
  tf,
  valueAndGradients,
} from "../engine/mod.ts";
import type { BoundEncoder, Encoder } from "./encoder.ts";
import { encoders } from "./mod.ts";

const BATCH = 2;

/** A small input shape of each kind. */
const inputs: { readonly [Kind in InputShape["kind"]]: InputShape } = {
  counts: { kind: "counts", shape: [7] },
  points: { kind: "points", shape: [2] },
  numbers: { kind: "numbers", shape: [5] },
  images: { kind: "images", shape: [16, 17, 2] },
  words: { kind: "words", shape: [6], vocabulary: 9 },
};

for (const encoder of Object.values(encoders)) {
  const { name, params, widths, perWord } = encoder;

  Deno.test(`${name}: a compiled step is finite for every value of its grids, and shapes are as declared`, async () => {
    const device = await openDevice("cpu");
    for (const input of encoder.inputs.map((kind) => inputs[kind])) {
      for (const values of gridValues(encoder)) {
        const bound = encoder.create(bind(encoder, values), input);
        const x = rowsOf(input);
        const tables = { batch: { x } };
        const run = await device.start(programOf(bound), randomStreams(0), tables);
        const feed = {
          rows: { batch: Int32Array.of(0, 1) },
          scalars: {},
          noise: { dropout: randomStreams(0)("noise") },
        };
        const [{ loss }] = await run.train([feed]);
        const where = `${JSON.stringify(values)} of ${input.kind}`;
        assert.ok(Number.isFinite(loss), `${where}: loss ${loss}`);
        for (const [path, { data }] of leaves(await run.state())) {
          assert.ok(data.every(Number.isFinite), `${where}: ${path}`);
        }
        const features = await run.predict(x);
        const each = perWord ? input.shape : [];
        assert.deepEqual(features.shape, [BATCH, ...each, bound.width], where);
        run.dispose();
      }
    }
  });

  Deno.test(`${name}: each drawn leaf has its own random stream, and a seed gives the same draws`, async () => {
    await openDevice("reference");
    tf.tidy(() => {
      const bound = encoder.create(bind(encoder), inputs[encoder.inputs[0]]);
      const purposes: string[] = [];
      const draw = (seed: number) =>
        leaves(bound.init((purpose) => {
          purposes.push(purpose);
          return randomStreams(seed)(purpose);
        })).map(([, leaf]) => leaf.dataSync());
      const first = draw(1);
      assert.equal(new Set(purposes).size, purposes.length);
      assert.deepEqual(draw(1), first);
      assert.notDeepEqual(draw(2), first);
    });
  });

  Deno.test(`${name}: with its widths doubled it has twice the features`, () => {
    const [input] = encoder.inputs.map((kind) => inputs[kind]);
    const values = bind(encoder);
    const doubled = Object.fromEntries(
      widths.map((width) => {
        assert.equal(params[width].kind, "number");
        return [width, 2 * (values[width] as number)];
      }),
    );
    const wide = encoder.create(bind(encoder, doubled), input);
    assert.equal(wide.width, 2 * encoder.create(values, input).width);
  });
}

/** Returns the defaults, and every other value of every grid. */
function gridValues({ params }: Encoder): readonly Overrides[] {
  return [
    {},
    ...Object.entries(params).flatMap(([name, parameter]) =>
      parameter.grid.filter((value) => value !== parameter.default)
        .map((value) => ({ [name]: value }))
    ),
  ];
}

/** Returns two rows; for words the second one is short. */
function rowsOf({ kind, shape }: InputShape): NdArray {
  const rows = [BATCH, ...shape];
  if (kind === "words") {
    return { shape: rows, data: Int32Array.of(3, 1, 8, 2, 5, 4, 7, 6, 0, 0, 0, 0) };
  }
  const random = randomStreams(0)("rows");
  const size = rows.reduce((product, length) => product * length, 1);
  return { shape: rows, data: Float32Array.from({ length: size }, () => random.normal()) };
}

/** Returns a program for gradient descent on the mean square of the features, layer by layer. */
function programOf(encoder: BoundEncoder): Program {
  return {
    init: encoder.init,
    step(state, { batch }, _scalars, noise) {
      const input = (batch as Tensors).x as tf.Tensor;
      const { losses, gradients } = valueAndGradients((params) => {
        const features = encoder.layers.reduce((below, layer, i) => {
          const above = layer.apply(params[`layer${i + 1}`] as Tensors, below, {
            input,
            noise: noise("dropout"),
          });
          assert.deepEqual(above.shape, [BATCH, ...layer.output], `layer ${i + 1}`);
          return above;
        }, input);
        return { loss: tf.mean(tf.square(features)) as tf.Scalar, parts: {} };
      }, state);
      const next = mapTree((p, g) => tf.sub(p, tf.mul(g, 0.01)), state, gradients);
      return [next, { loss: losses.loss }];
    },
    predict: (state, x) => encoder.apply(state, x),
  };
}
