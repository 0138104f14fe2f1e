import type * as tf from "./tf.ts";
import type { NdArray } from "./array.ts";

/** A leaf of a tree: anything with a shape. */
export interface Leaf {
  readonly shape: readonly number[];
}

/** Named values, nested to any depth. */
export interface Tree<L extends Leaf> {
  readonly [name: string]: L | Tree<L>;
}

/** A tree of tensors: parameters, an optimizer's state, a batch. */
export type Tensors = Tree<tf.Tensor>;

/** A tree of arrays outside of any backend. */
export type Arrays = Tree<NdArray>;

/**
 * Applies a function to the leaves at the same place of several trees with the same structure.
 *
 * @param f Takes one leaf of each tree.
 * @param tree The first tree, whose structure the result has.
 * @param others Trees of the same structure.
 * @returns A tree of the results.
 * @throws {TypeError} If another tree lacks a place of the first, or has a leaf instead of a branch.
 */
export function mapTree<A extends Leaf, R extends Leaf>(
  f: (leaf: A, ...others: A[]) => R,
  tree: Tree<A>,
  ...others: Tree<A>[]
): Tree<R> {
  const result: Record<string, R | Tree<R>> = {};
  for (const [name, node] of Object.entries(tree)) {
    const same = others.map((other) => {
      if (!Object.hasOwn(other, name) || isLeaf(other[name]) !== isLeaf(node)) {
        throw new TypeError(`Cannot map trees of different structure: they differ at '${name}'`);
      }
      return other[name];
    });
    result[name] = isLeaf(node)
      ? f(node, ...same as A[])
      : mapTree(f, node as Tree<A>, ...same as Tree<A>[]);
  }
  return result;
}

/**
 * Lists the leaves of a tree.
 *
 * @param tree The tree.
 * @returns Pairs of a path (`"encoder/layer1/kernel"`) and a leaf, in the order of insertion.
 */
export function leaves<L extends Leaf>(tree: Tree<L>, prefix = ""): [path: string, leaf: L][] {
  return Object.entries(tree).flatMap(([name, node]) =>
    isLeaf(node)
      ? [[prefix + name, node as L] as [string, L]]
      : leaves(node as Tree<L>, `${prefix}${name}/`)
  );
}

/**
 * Applies a function to the leaves of a tree and their paths.
 *
 * @param f Takes a leaf's path and the leaf.
 * @param tree The tree, whose structure the result has, including empty branches.
 * @returns A tree of the results.
 */
export function mapPlaces<A extends Leaf, R extends Leaf>(
  f: (path: string, leaf: A) => R,
  tree: Tree<A>,
): Tree<R> {
  const paths = leaves(tree).map(([path]) => path).values();
  return mapTree((leaf: A) => f(paths.next().value!, leaf), tree);
}

/**
 * Makes a tree from some places of another tree.
 *
 * @param tree The tree.
 * @param f Takes a leaf's path and the leaf, and returns the new leaf, or `undefined` to leave it out.
 * @returns The new leaves in the tree's structure, without empty branches.
 */
export function partOf<A extends Leaf, R extends Leaf>(
  tree: Tree<A>,
  f: (path: string, leaf: A) => R | undefined,
  prefix = "",
): Tree<R> {
  const result: Record<string, R | Tree<R>> = {};
  for (const [name, node] of Object.entries(tree)) {
    const made = isLeaf(node)
      ? f(prefix + name, node as A)
      : partOf(node as Tree<A>, f, `${prefix}${name}/`);
    if (made && (isLeaf(made) || Object.keys(made).length)) result[name] = made;
  }
  return result;
}

function isLeaf(node: object): node is Leaf {
  return "shape" in node && Array.isArray(node.shape);
}
