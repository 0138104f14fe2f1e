import type { Trainer } from "../methods/method.ts";

/** The trainers that are in use: in a run, or in an executor that keeps what it has compiled of them. */
const made = new Set<WeakRef<Trainer>>();

/** A trainer's maker and its arguments. */
const originOf = new WeakMap<Trainer, readonly unknown[]>();

/**
 * Makes a trainer, or returns one that the same function has made of equal arguments, so that an executor compiles it once
 * for many runs.
 *
 * Arguments are compared by value as far as they are plain objects, arrays and primitive values; a function, a typed array
 * or an object of a class equals itself alone.
 *
 * @param make A pure function that reads nothing but its arguments: one of a module, not one made within a run.
 * @param given The arguments, which never change.
 */
export function sharedTrainer<A extends readonly unknown[]>(
  make: (...given: A) => Trainer,
  ...given: A
): Trainer {
  for (const reference of made) {
    const trainer = reference.deref();
    if (!trainer) made.delete(reference);
    else if (isSame(originOf.get(trainer), [make, ...given])) return trainer;
  }
  const trainer = make(...given);
  made.add(new WeakRef(trainer));
  originOf.set(trainer, [make, ...given]);
  return trainer;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const [names, others] = [Reflect.ownKeys(a), Reflect.ownKeys(b)];
  return names.length === others.length &&
    names.every((name, i) => name === others[i] && isSame(a[name], b[name]));
}

/** True for arrays and for objects without a class. */
function isPlain(value: unknown): value is { readonly [name: PropertyKey]: unknown } {
  if (typeof value !== "object" || value === null) return false;
  return [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value));
}
