import type { Lowering, Pieces } from "./lower.ts";
import type { ElementType, ValueInfo } from "./onnx.ts";
import { PIECE } from "./sparse.ts";

/** The names of a model's inputs and outputs. */
export const nameOf = {
  /** The number of steps. */
  steps: "steps",
  state: (path: string) => `state/${path}`,
  next: (path: string) => `next/${path}`,
  table: (path: string) => `tables/${path}`,
  rows: (table: string) => `rows/${table}`,
  scalar: (name: string) => `scalars/${name}`,
  noise: (purpose: string, place: number) => `noise/${purpose}/${place}`,
  metric: (name: string) => `metrics/${name}`,
  /** Columns and values of an array in pieces. */
  columns: (path: string) => `columns/${path}`,
  values: (path: string) => `values/${path}`,
  /** The taken pieces: their indices, the rows that own them, and the bounds of each step. */
  pieces: (path: string) => `pieces/${path}`,
  owners: (path: string) => `owners/${path}`,
  bounds: (path: string) => `bounds/${path}`,
};

/** Collects the inputs that a graph requests while it is built. */
export class Asked {
  readonly #infos = new Map<string, ValueInfo>();

  get infos(): ValueInfo[] {
    return [...this.#infos.values()];
  }

  /** Adds an input and returns its name. */
  input(name: string, type: ElementType, shape: ValueInfo["shape"]): string {
    this.#infos.set(name, { name, type, shape });
    return name;
  }
}

/**
 * Declares rows in pieces that are inputs themselves.
 *
 * @param path The array's path.
 * @param most Largest possible number of pieces.
 */
export function consecutive(path: string, most: number, asked: Asked): Pieces {
  const count = `${path} pieces`;
  return {
    columns: () => asked.input(nameOf.columns(path), "int32", [count, PIECE]),
    values: () => asked.input(nameOf.values(path), "float32", [count, PIECE]),
    owners: () => asked.input(nameOf.owners(path), "int32", [count]),
    most,
  };
}

/**
 * Declares a step's batch in pieces that are gathered from a table's pieces.
 *
 * @param path The column's path.
 * @param most Largest possible number of pieces.
 * @param step The name of the step's number.
 */
export function takenOf(
  path: string,
  most: number,
  step: string,
  asked: Asked,
  onnx: Lowering,
): Pieces {
  const bound = (of: string) =>
    onnx.op("Gather", [asked.input(nameOf.bounds(path), "int32", ["steps + 1", 1]), of]);
  const ofStep = (name: string) => {
    const after = onnx.op("Add", [step, onnx.constant(BigInt64Array.of(1n), [], "int64")]);
    return onnx.op("Slice", [
      asked.input(name, "int32", [`${path} taken`]),
      bound(step),
      bound(after),
      onnx.constant(Int32Array.of(0), [1], "int32"),
    ]);
  };
  const taken = (name: string, type: ElementType) => {
    const all = asked.input(name, type, [`${path} pieces`, PIECE]);
    return onnx.op("Gather", [all, ofStep(nameOf.pieces(path))]);
  };
  return {
    columns: () => taken(nameOf.columns(path), "int32"),
    values: () => taken(nameOf.values(path), "float32"),
    owners: () => ofStep(nameOf.owners(path)),
    most,
  };
}
