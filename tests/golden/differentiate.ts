import {
  type Arrays,
  leaves,
  mapTree,
  type Random,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../engine/mod.ts";

/** Numbers with a shape, as written by the programs in this folder. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A loss of one or two samples. */
export type Loss = (...samples: tf.Tensor[]) => tf.Scalar;

/** A loss's value and its gradients, one for each sample. */
export interface Differentiated {
  readonly loss: number;
  readonly gradients: readonly number[][];
}

/** Evaluates a loss and its gradients with respect to all samples. */
export function differentiate(loss: Loss, samples: readonly GoldenArray[]): Differentiated {
  return tf.tidy(() => {
    const params: Tensors = Object.fromEntries(
      samples.map((sample, i) => [`sample${i}`, toTensor(sample)]),
    );
    const { losses, gradients } = valueAndGradients(
      (p) => ({ loss: loss(...leaves(p).map(([, leaf]) => leaf)), parts: {} }),
      params,
    );
    return {
      loss: losses.loss.dataSync()[0],
      gradients: leaves(gradients).map(([, gradient]) => [...gradient.dataSync()]),
    };
  });
}

/**
 * Computes a loss's slope along a direction by a central difference: (L(x + hv) − L(x − hv)) / 2h.
 *
 * float32 losses near 1 have an error of 1e-7, so the quotient has one of about 1e-7/h, besides O(h²).
 */
export function slopeAlong(
  loss: Loss,
  samples: readonly GoldenArray[],
  direction: readonly (readonly number[])[],
  h = 1e-2,
): number {
  const [above, below] = [h, -h].map((change) =>
    tf.tidy(() => {
      const moved = samples.map(({ shape, data }, i) =>
        toTensor({ shape, data: data.map((x, j) => x + change * direction[i][j]) })
      );
      return loss(...moved).dataSync()[0];
    })
  );
  return (above - below) / (2 * h);
}

/** Draws a direction of length 1 over all samples. */
export function randomDirection(random: Random, samples: readonly GoldenArray[]): number[][] {
  return unit(samples.map(({ data }) => data.map(() => random.normal())));
}

/** Computes Σ aᵢ·bᵢ over all samples. */
export function inner(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
): number {
  return a.reduce((sum, xs, i) => xs.reduce((part, x, j) => part + x * b[i][j], sum), 0);
}

/** Scales a direction to length 1. */
export function unit(direction: readonly (readonly number[])[]): number[][] {
  const length = Math.sqrt(inner(direction, direction));
  return direction.map((xs) => xs.map((x) => x / length));
}

/** Converts golden numbers to a float32 tensor. */
export function toTensor({ shape, data }: GoldenArray): tf.Tensor {
  return tf.tensor([...data], [...shape], "float32");
}

/** Converts leaves by path (`"encoder/layer1/kernel"`) to a tree of tensors. */
export function treeOf(byPath: { readonly [path: string]: GoldenArray }): Tensors {
  type Branch = { [name: string]: tf.Tensor | Branch };
  const tree: Branch = {};
  for (const [path, leaf] of Object.entries(byPath)) {
    const names = path.split("/");
    const last = names.pop()!;
    const branch = names.reduce((at, name) => (at[name] ??= {}) as Branch, tree);
    branch[last] = toTensor(leaf);
  }
  return tree;
}

/** Reads a tree's numbers, in the form of an executor's state. */
export function arraysOf(tree: Tensors): Arrays {
  return mapTree(
    (leaf: tf.Tensor) => ({ shape: [...leaf.shape], data: leaf.dataSync() as Float32Array }),
    tree,
  );
}
