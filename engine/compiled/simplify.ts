import { type Attributes, sameShape, uniform, type Value, type Values } from "./graph.ts";

/**
 * Finds an existing value that a call would only copy.
 *
 * x + 0, x − 0, x · 1, x / 1, x¹, a cast to the same type, a reshape to the same shape and the like:
 * every rule gives the same numbers, except for the sign of zero in x + 0.
 *
 * @returns The value that replaces the call's output, or undefined if the call is needed.
 */
export function simplify(
  kernel: string,
  inputs: Values,
  attributes: Attributes,
): Value | undefined {
  const { a, b, x } = inputs;
  switch (kernel) {
    case "Add":
      return neutral(a, b, 0) ?? neutral(b, a, 0);
    case "Sub":
      return neutral(a, b, 0);
    case "Multiply":
      return neutral(a, b, 1) ?? neutral(b, a, 1);
    case "RealDiv":
      return a.dtype === "float32" ? neutral(a, b, 1) : undefined;
    case "Pow":
      return neutral(a, b, 1);
    case "AddN":
      return Object.keys(inputs).length === 1 ? Object.values(inputs)[0] : undefined;
    case "Identity":
      return x;
    case "Cast":
      return attributes.dtype === x.dtype ? x : undefined;
    case "Reshape":
      return sameShape(x.shape, attributes.shape as number[]) ? x : undefined;
    case "Transpose":
      return (attributes.perm as number[]).every((axis, i) => axis === i) ? x : undefined;
    case "Tile":
      return (attributes.reps as number[]).every((count) => count === 1) ? x : undefined;
    case "Sum":
    case "Prod":
      return x.shape.length === 0 && x.dtype !== "bool" ? x : undefined;
    case "Mean":
      return x.shape.length === 0 && x.dtype === "float32" ? x : undefined;
    case "Max":
    case "Min":
      return x.shape.length === 0 ? x : undefined;
  }
}

/** Returns x if the other operand changes neither its values nor its shape. */
function neutral(x: Value, other: Value, element: number): Value | undefined {
  const changes = uniform(other) !== element || other.dtype !== x.dtype ||
    x.dtype === "bool" || other.shape.length > x.shape.length ||
    other.shape.some((length, i) =>
      length !== 1 && length !== x.shape[x.shape.length - other.shape.length + i]
    );
  return changes ? undefined : x;
}
