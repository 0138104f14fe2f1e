import type { Statement } from "./schedule.ts";
import type { Storage } from "./storage.ts";
import { type Block, isContiguous, type Lazy } from "./values.ts";

/**
 * Writes the next state over the present one: each part after all that read its old value, and after all that fails if an
 * index is out of bounds. Parts that read one another crosswise are computed aside first.
 */
export function updateState(storage: Storage, all: readonly Statement[]): void {
  const parts = all.flatMap(({ value, target }) => {
    const held = storage.settled(value);
    if (held && held.block === target.block && held.offset === 0 && isContiguous(held)) return [];
    return [{ value: value.kind === "joined" ? storage.array(value) : value, target }];
  });
  const own = new Set<Lazy>(parts.map(({ value }) => value));
  for (const { value } of parts) {
    for (const scattered of storage.unstored(value)) {
      if (!own.has(scattered)) storage.ready(scattered);
    }
  }
  const from = storage.schedule.afterIndices();
  let units = unitsOf(parts);
  while (units.length > 0) {
    const reads = new Map(units.map((unit) => [unit, oldReads(storage, unit)]));
    const ready = units.find((unit) =>
      unit.every(({ value }) =>
        [...storage.unstored(value)].every((scattered) => scattered === value)
      ) &&
      units.every((other) => precedes(unit, other, reads.get(other)!))
    );
    if (ready) {
      place(storage, ready, from);
      units = units.filter((unit) => unit !== ready);
      continue;
    }
    const [first, ...others] = units;
    units = [
      ...others,
      ...unitsOf(first.map(({ value, target }) => ({ value: storage.copied(value), target }))),
    ];
  }
}

/** Returns the arrays whose old contents a unit reads, and for each if only where it writes. */
function oldReads(storage: Storage, unit: readonly Statement[]): Map<Block, boolean> {
  const reads = new Map<Block, boolean>();
  const values = unit.flatMap(({ value }) =>
    value.kind === "scattered" && !storage.settled(value) ? [value.base] : [value]
  );
  for (const value of values) {
    for (const [block, aligned] of storage.schedule.readsOf(value)) {
      reads.set(block, aligned && (reads.get(block) ?? true));
    }
  }
  return reads;
}

/** Returns true if a unit can be written although another one, which is written later, or itself, reads these arrays. */
function precedes(
  unit: readonly Statement[],
  other: readonly Statement[],
  reads: ReadonlyMap<Block, boolean>,
): boolean {
  return unit.every(({ target }) => {
    const aligned = reads.get(target.block);
    return aligned === undefined || unit === other && aligned;
  });
}

function place(storage: Storage, unit: readonly Statement[], from: number): void {
  const [{ value, target }] = unit;
  if (value.kind === "scattered" && !storage.settled(value)) storage.write(value, target);
  else storage.schedule.store(unit, from);
}

/** Parts of the state over the same shape, which one loop nest updates; a scattered part is alone. */
function unitsOf(parts: readonly Statement[]): Statement[][] {
  const units = new Map<string, Statement[]>();
  for (const [i, part] of parts.entries()) {
    const { value } = part;
    const key = value.kind === "scattered" ? `${i}` : `over ${value.shape}`;
    units.set(key, [...units.get(key) ?? [], part]);
  }
  return [...units.values()];
}
