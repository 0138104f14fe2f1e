import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import type { InputShape } from "../../datasets/dataset.ts";
import type { BoundEncoder, Encoder } from "../../encoders/encoder.ts";
import {
  leaves,
  mapTree,
  openDevice,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../engine/mod.ts";
import { assertAgrees, type Operand } from "../agreement.ts";
import { assertClose } from "./close.ts";
import { type GoldenArray, toTensor, treeOf } from "./differentiate.ts";
import golden from "./encoders.json" with { type: "json" };

/** A small encoder with its parameters and PyTorch's results. */
export interface GoldenEncoder {
  readonly values: Overrides;
  readonly input: InputShape;
  readonly x: GoldenArray;
  readonly params: { readonly [path: string]: GoldenArray };
  readonly features: GoldenArray;
  readonly direction: GoldenArray;
  /** Gradients of the features' inner product with the direction. */
  readonly gradients: { readonly [path: string]: GoldenArray };
}

/** Returns the cases of an encoder. */
export function goldenEncoders({ name }: Encoder): readonly GoldenEncoder[] {
  const cases = golden.encoders.filter(({ encoder }) => encoder === name);
  assert.ok(cases.length > 0, `no cases of ${name}`);
  return cases as unknown as readonly GoldenEncoder[];
}

/** Returns the input of a case, in the type of the input's kind. */
export function inputOf({ input, x }: GoldenEncoder): tf.Tensor {
  return tf.tensor([...x.data], [...x.shape], input.kind === "words" ? "int32" : "float32");
}

/** Makes the encoder of a case. */
export function createGolden(encoder: Encoder, { values, input }: GoldenEncoder): BoundEncoder {
  return encoder.create(bind(encoder, values), input);
}

/** Asserts that an encoder's features and gradients agree with PyTorch's, eager and compiled. */
export async function assertGolden(encoder: Encoder): Promise<void> {
  for (const golden of goldenEncoders(encoder)) {
    const { x, params, features, direction, gradients } = golden;
    const bound = createGolden(encoder, golden);
    await openDevice("reference");
    tf.tidy(() => {
      const tree = treeOf(params);
      const shapes = (tree: Tensors) =>
        leaves(tree).map(([path, { shape }]) => `${path} [${shape}]`).sort();
      assert.deepEqual(shapes(bound.init(() => constant)), shapes(tree));
      const found = bound.apply(tree, inputOf(golden));
      assert.deepEqual(found.shape, features.shape);
      assertClose(found.dataSync(), features.data, 1e-5, 1);
      const { gradients: actual } = valueAndGradients((params) => {
        const product = tf.mul(bound.apply(params, inputOf(golden)), toTensor(direction));
        return { loss: tf.sum(product) as tf.Scalar, parts: {} };
      }, tree);
      for (const [path, gradient] of leaves(actual)) {
        assertClose(gradient.dataSync(), gradients[path].data, 2e-5, 1);
      }
    });

    const tree = treeOf(params);
    const operands = leaves(tree).map(([path]): Operand => ({
      shape: params[path].shape,
      data: Float32Array.from(params[path].data),
    }));
    const Data = golden.input.kind === "words" ? Int32Array : Float32Array;
    operands.push({ shape: x.shape, data: Data.from(x.data) });
    await assertAgrees(
      (...tensors) => {
        let next = 0;
        return bound.apply(mapTree((_: tf.Tensor) => tensors[next++], tree), tensors.at(-1)!);
      },
      operands,
      { tolerance: 2e-5 },
    );
  }
}

/** Asserts that additional padding changes no feature, and that the features of padding are zero. */
export async function assertPaddingIsNoText(encoder: Encoder): Promise<void> {
  const LONGER = 3;
  await openDevice("reference");
  for (const golden of goldenEncoders(encoder)) {
    tf.tidy(() => {
      const { input, params, features } = golden;
      const [length] = input.shape;
      const longer = createGolden(encoder, {
        ...golden,
        input: { ...input, shape: [length + LONGER] },
      });
      const x = tf.pad(inputOf(golden), [[0, 0], [0, LONGER]]);
      const found = longer.apply(treeOf(params), x);
      const expected = encoder.perWord
        ? tf.pad(toTensor(features), [[0, 0], [0, LONGER], [0, 0]])
        : toTensor(features);
      assert.deepEqual(found.shape, expected.shape);
      assertClose(found.dataSync(), expected.dataSync(), 1e-5, 1);
    });
  }
}

const constant = { uniform: () => 0.5, normal: () => 0.5, permutation: () => new Int32Array() };
