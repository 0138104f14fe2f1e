/**
 * The training rows of a domain that a run draws, and their division into rows to train on and rows for validation.
 *
 * @module
 */
import type { DomainData, Task } from "../datasets/dataset.ts";
import type { Parameter } from "../descriptors/parameters.ts";
import type { Random, Streams } from "../engine/mod.ts";
import type { Fact } from "../records/record.ts";
import { type LabelledView, labelledView, partAt, rowsAt } from "./_views.ts";

/** The parameter of protocols that limits the training rows of a domain. */
export const mostRows = {
  kind: "number",
  default: 0,
  range: [0, 1e9],
  integer: true,
  grid: [],
  describe:
    "maximum number of training rows of each domain, drawn by the seed, held-out rows included; 0 for all",
} as const satisfies Parameter;

/** Returns the fact that the training rows are limited. */
export function rowsFacts({ rows }: { readonly rows: number }): Fact[] {
  return rows === 0 ? [] : [["rows", `at most ${rows} of each domain for training`]];
}

/**
 * Limits the training rows of a domain.
 *
 * @param data The domain.
 * @param rows The maximum number, drawn at random if there are more; 0 for all.
 * @param random The stream of the draw.
 */
export function drawRows(data: DomainData, rows: number, random: Random): DomainData {
  const train = data.train.map((part) => {
    const [all] = part.x.shape;
    return rows === 0 || rows >= all
      ? part
      : partAt(part, random.permutation(all).subarray(0, rows));
  });
  return { ...data, train };
}

/** The domain of the labelled rows, the protocol and the streams of a run. */
export interface HoldingOut {
  /** Names the stream of the draw. */
  readonly domain: string;
  readonly values: { readonly validation?: number };
  readonly random: Streams;
}

/** Labelled rows to train on, and those held out of all training. */
export interface DividedRows {
  readonly training: LabelledView;
  readonly validation?: LabelledView;
}

/**
 * Divides the labelled rows into those to train on and those for validation, unless the protocol's part of these is 0: the
 * domain's own validation rows, or otherwise a part of its training rows.
 *
 * @param data The domain.
 * @param task The task of its labels.
 * @param options The domain's name in streams, the protocol and the run's streams.
 * @throws {RangeError} If the protocol asks for validation rows and there would be none.
 */
export function labelledRows(
  data: DomainData,
  task: Task,
  { domain, values, random }: HoldingOut,
): DividedRows {
  const rows = labelledView(data, "train", task);
  const { validation: part = 0 } = values;
  if (data.validation && values.validation !== 0) {
    return { training: rows, validation: labelledView(data, "validation", task) };
  }
  const order = random(`validation/${domain}`).permutation(rows.x.shape[0]);
  const held = Math.round(part * order.length);
  if (held === 0 && part > 0) {
    throw new RangeError(
      `Cannot hold out validation rows: ${part} of ${order.length} rows is none`,
    );
  }
  return {
    training: rowsAt(rows, order.subarray(held)),
    ...(held ? { validation: rowsAt(rows, order.subarray(0, held)) } : {}),
  };
}
