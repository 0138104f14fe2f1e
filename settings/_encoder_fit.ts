import type { InputShape, Task } from "../datasets/dataset.ts";
import type { BoundEncoder } from "../encoders/encoder.ts";
import type { ProtocolSpec } from "../records/record.ts";
import { type Catalogue, find } from "./catalogue.ts";

/** Makes a protocol's encoder for an input. */
export function createEncoder(
  { encoder: { name, values } }: Pick<ProtocolSpec, "encoder">,
  input: InputShape,
  catalogue: Catalogue,
): BoundEncoder {
  return find(catalogue, "encoders", name).create(values, input);
}

/**
 * Refuses an encoder that does not fit the inputs or the tasks of a run.
 *
 * @param name The encoder.
 * @param inputs The kind of the inputs.
 * @param tasks The tasks.
 * @param catalogue The encoders.
 * @throws {RangeError} With the reason.
 */
export function checkEncoder(
  name: string,
  inputs: InputShape["kind"],
  tasks: readonly Pick<Task, "name" | "kind">[],
  catalogue: Catalogue,
): void {
  const { inputs: takes, perWord } = find(catalogue, "encoders", name);
  if (!takes.includes(inputs)) {
    throw new RangeError(`Cannot encode ${inputs} with ${name}: it takes ${takes.join(", ")}`);
  }
  const unfit = tasks.find(({ kind }) => (kind === "tagging") !== perWord);
  if (!unfit) return;
  throw new RangeError(
    `Cannot learn ${unfit.name} with ${name}: ` +
      (perWord
        ? "it gives features for each word, and the task has one label for all of them"
        : "it gives features for the whole input, and the task has a label for each word"),
  );
}
