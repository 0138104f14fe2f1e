import type { CompressedRows } from "./lower.ts";
import type { ElementType, ValueInfo } from "./onnx.ts";

/** The names of a model's inputs and outputs. */
export const nameOf = {
  /** The number of steps. */
  steps: "steps",
  state: (path: string) => `state/${path}`,
  next: (path: string) => `next/${path}`,
  table: (path: string) => `tables/${path}`,
  rows: (table: string) => `rows/${table}`,
  /** The rows of a sparse table, step by step. */
  batches: (path: string) => `batches/${path}`,
  scalar: (name: string) => `scalars/${name}`,
  noise: (purpose: string, place: number) => `noise/${purpose}/${place}`,
  metric: (name: string) => `metrics/${name}`,
  /** The parts of an array in compressed rows. */
  starts: (path: string) => `starts/${path}`,
  columns: (path: string) => `columns/${path}`,
  values: (path: string) => `values/${path}`,
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
 * Declares rows in compressed form that are inputs themselves.
 *
 * @param path The array's path.
 * @param rows Number of rows.
 * @param entries Largest possible number of entries.
 */
export function compressed(
  path: string,
  rows: number,
  entries: number,
  asked: Asked,
): CompressedRows {
  return {
    starts: () => asked.input(nameOf.starts(path), "int32", [rows + 1]),
    columns: () => asked.input(nameOf.columns(path), "int32", [entries]),
    values: () => asked.input(nameOf.values(path), "float32", [entries]),
  };
}
