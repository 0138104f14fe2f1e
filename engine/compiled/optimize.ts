import {
  liveNodes,
  type Node,
  nodeOf,
  sameShape,
  uniform,
  type Value,
  type Values,
} from "./graph.ts";
import { touchedRows } from "./touched_rows.ts";

/** Least number of products in a sum for which stacking the operands pays. */
const LEAST_PRODUCTS = 4;

/**
 * Replaces groups of kernels by one node that does the same work in fewer passes over memory.
 *
 * - x·W + c, βm + x·W and relu(x·W + c) become one `Gemm`, if nothing else reads the intermediate values.
 * - A sum of products A₁ᵀB₁ + A₂ᵀB₂ + … of equal shapes, such as the gradient of a recurrent kernel,
 *   becomes one product of the operands, stacked along their inner axis.
 * - c + UnsortedSegmentSum(u), such as the momentum of an embedding table, adds the rows directly to c; so does
 *   c − s · UnsortedSegmentSum(u), the update of a table by gradient descent.
 * - An update that a lazy optimizer restricts to some rows is computed only for those rows.
 *
 * Results are the same up to the order of addition.
 *
 * @param outputs The graph's outputs.
 * @returns The same outputs, computed by other nodes.
 */
export function optimize(outputs: Values): Values {
  const rules = [
    touchedRows(),
    stepOfRelu,
    reshapeOfSum,
    productsTogether,
    scaleSegments,
    addInPlace,
    activateInPlace,
  ];
  return rules.reduce((outputs, rule) => rewrite(outputs, rule), outputs);
}

/** The context of a rule's node. */
export interface Context {
  /** Returns the number of nodes that read a value, plus one if it is an output. */
  uses(value: Value): number;
  /** Returns the kernels that read a value. */
  readers(value: Value): readonly string[];
  /** Returns the result of a unary kernel if an earlier node computes it. */
  find(kernel: string, input: Value): Value | undefined;
}

/** Returns a replacement for a node's output, or undefined to keep it. */
export type Rule = (node: Node, context: Context) => Value | undefined;

function rewrite(outputs: Values, rule: Rule): Values {
  const nodes = liveNodes(Object.values(outputs));
  const readers = new Map<Value, string[]>(
    nodes.flatMap((node) => node.outputs.map((output) => [output, []])),
  );
  for (const { kernel, inputs } of nodes) {
    for (const input of Object.values(inputs)) readers.get(input)?.push(kernel);
  }
  for (const output of Object.values(outputs)) readers.get(output)?.push("output");

  const present = new Map<Value, Value>();
  const former = new Map<Value, Value>();
  const unary = new Map<Value, Map<string, Value>>();
  const readersOf = (value: Value) => readers.get(former.get(value) ?? value) ?? [];
  const context: Context = {
    uses: (value) => readersOf(value).length,
    readers: readersOf,
    find: (kernel, input) => unary.get(input)?.get(kernel),
  };
  for (const node of nodes) {
    const inputs = mapValues(node.inputs, (value) => present.get(value) ?? value);
    const renewed = nodeOf(node.kernel, inputs, node.attributes, node.outputs);
    renewed.outputs.forEach((output, i) => former.set(output, node.outputs[i]));
    const values = [...renewed.outputs];
    values[0] = rule(renewed, context) ?? values[0];
    node.outputs.forEach((output, i) => {
      present.set(output, values[i]);
      former.set(values[i], output);
    });
    const [operand, ...others] = Object.values(inputs);
    if (!operand || others.length > 0) continue;
    const results = unary.get(operand) ?? new Map<string, Value>();
    unary.set(operand, results.set(node.kernel, values[0]));
  }
  return mapValues(outputs, (value) => present.get(value) ?? value);
}

/** Returns the node of a value if it is a call of this kernel and the value is read once. */
function soleUse(value: Value, kernel: string, { uses }: Context): Node | undefined {
  const { origin } = value;
  return origin.kind === "node" && origin.node.kernel === kernel && uses(value) === 1
    ? origin.node
    : undefined;
}

/** step(x) = step(relu(x)), after which only relu reads x. */
function stepOfRelu({ kernel, inputs, attributes, outputs }: Node, context: Context) {
  if (kernel !== "Step" || attributes.alpha) return undefined;
  const relu = context.find("Relu", inputs.x);
  return relu && nodeOf(kernel, { x: relu }, attributes, outputs).outputs[0];
}

/** A sum of reshaped values is a reshaped sum, whose terms can be added in place. */
function reshapeOfSum({ kernel, inputs: { a, b }, outputs }: Node, context: Context) {
  if (kernel !== "Add") return undefined;
  const [left, right] = [a, b].map((value) => soleUse(value, "Reshape", context)?.inputs.x);
  if (!left || !right || !sameShape(left.shape, right.shape)) return undefined;
  const x = nodeOf("Add", { a: left, b: right }, {}, [left]).outputs[0];
  return nodeOf("Reshape", { x }, { shape: outputs[0].shape }, outputs).outputs[0];
}

/** Σ AᵢᵀBᵢ = [A₁; A₂; …]ᵀ[B₁; B₂; …]. */
function productsTogether(node: Node, context: Context): Value | undefined {
  const [output] = node.outputs;
  const within = context.readers(output);
  const inner = within.length === 1 && isSum(within[0]);
  if (!isSum(node.kernel) || inner) return undefined;
  const products: Node[] = [];
  const rest: Value[] = [];
  const waiting = Object.values(node.inputs).reverse();
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    const sum = soleUse(value, "Add", context) ?? soleUse(value, "AddN", context);
    const product = soleUse(value, "BatchMatMul", context);
    if (sum && sameShape(value.shape, output.shape)) {
      waiting.push(...Object.values(sum.inputs).reverse());
    } else if (product && sameShape(value.shape, output.shape) && isTransposedProduct(product)) {
      products.push(product);
    } else rest.push(value);
  }
  if (products.length < LEAST_PRODUCTS) return undefined;
  const stacked = (operand: "a" | "b"): Value => {
    const parts = products.map(({ inputs }) => inputs[operand]);
    const rows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
    const [{ id, dtype, shape: [, columns] }] = parts;
    return nodeOf(
      "Concat",
      Object.fromEntries(parts.map((part, i) => [i, part])),
      { axis: 0 },
      [{ id, dtype, shape: [rows, columns] }],
    ).outputs[0];
  };
  const inputs = { a: stacked("a"), b: stacked("b") };
  const [together] = nodeOf("BatchMatMul", inputs, products[0].attributes, [output]).outputs;
  if (rest.length === 0) return together;
  const terms = Object.fromEntries([together, ...rest].map((term, i) => [i, term]));
  return nodeOf("AddN", terms, {}, [output]).outputs[0];
}

function isSum(kernel: string): boolean {
  return kernel === "Add" || kernel === "AddN";
}

function isTransposedProduct({ inputs: { a, b }, attributes }: Node): boolean {
  return a.shape.length === 2 && b.shape.length === 2 && a.dtype === "float32" &&
    Boolean(attributes.transposeA) && !attributes.transposeB;
}

/** s · Σ rows of a segment = Σ s · rows, and there are fewer rows than segments. */
function scaleSegments({ kernel, inputs: { a, b }, outputs }: Node, context: Context) {
  if (kernel !== "Multiply" || b.shape.length > 0) return undefined;
  const segments = soleUse(a, "UnsortedSegmentSum", context);
  // Integers are summed as floats; they cannot be scaled before.
  if (!segments || segments.inputs.x.dtype !== "float32") return undefined;
  const { x } = segments.inputs;
  const scaled = nodeOf("Multiply", { a: x, b }, {}, [x]).outputs[0];
  return nodeOf(segments.kernel, { ...segments.inputs, x: scaled }, segments.attributes, outputs)
    .outputs[0];
}

/** A product or a sum of segments that is added to a value starts from that value instead of zero. */
function addInPlace({ kernel, inputs, outputs }: Node, context: Context): Value | undefined {
  const [output] = outputs;
  if (kernel === "Sub") {
    const segments = soleUse(inputs.b, "UnsortedSegmentSum", context);
    if (!segments || !sameShape(inputs.a.shape, inputs.b.shape)) return undefined;
    const x = nodeOf("Neg", { x: segments.inputs.x }, {}, [segments.inputs.x]).outputs[0];
    return nodeOf("AddSegments", { ...segments.inputs, x, base: inputs.a }, {}, outputs).outputs[0];
  }
  if (kernel !== "Add") return undefined;
  for (const [term, other] of [[inputs.a, inputs.b], [inputs.b, inputs.a]]) {
    if (!sameShape(term.shape, output.shape)) continue;
    const product = soleUse(term, "BatchMatMul", context);
    // ONNX Runtime adds only to products of floats.
    const floats = output.dtype === "float32" && output.shape.length === 2;
    if (product && floats) {
      const scaled = soleUse(other, "Multiply", context);
      const factor = scaled && uniform(scaled.inputs.b);
      // Gemm does not read c if beta is 0, even if c is infinite or NaN.
      const [c, beta] = factor ? [scaled!.inputs.a, factor] : [other, 1];
      return nodeOf(
        "Gemm",
        { ...product.inputs, c },
        { ...product.attributes, beta },
        outputs,
      ).outputs[0];
    }
    const segments = soleUse(term, "UnsortedSegmentSum", context);
    if (segments && sameShape(other.shape, output.shape)) {
      return nodeOf("AddSegments", { ...segments.inputs, base: other }, {}, outputs).outputs[0];
    }
  }
}

const ACTIVATIONS: { readonly [kernel: string]: string } = {
  Relu: "Relu",
  Sigmoid: "Sigmoid",
  Tanh: "Tanh",
};

/** The activation of a product becomes part of the product's node. */
function activateInPlace({ kernel, inputs, outputs }: Node, context: Context): Value | undefined {
  const activation = ACTIVATIONS[kernel];
  const gemm = activation ? soleUse(inputs.x, "Gemm", context) : undefined;
  if (!gemm || gemm.attributes.activation) return undefined;
  return nodeOf("Gemm", gemm.inputs, { ...gemm.attributes, activation }, outputs).outputs[0];
}

function mapValues(values: Values, f: (value: Value) => Value): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, f(value)]));
}
