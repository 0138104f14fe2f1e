/** The variable of the environment that asks for the whole matrix; `deno task test:matrix` sets it. */
const VARIABLE = "GRAFT_TEST_MATRIX";

/** Whether every method is tried with every encoder that fits, or a sample of these. */
export const whole = Deno.env.get(VARIABLE) === "whole";

/** One place of the matrix. */
export interface Place {
  readonly method: { readonly name: string };
  readonly encoder: { readonly name: string };
}

/** How often a sample has every method and every encoder, where there are as many places. */
const LEAST = 2;

/**
 * Chooses the places of a matrix that are tried: all of them, or a sample that has every method and every encoder
 * at least twice. The sample is the same each time, and differs little where a method or an encoder is added.
 *
 * @param places The places that fit, those that take least time first.
 * @param all Whether all are wanted.
 */
export function chosen<P extends Place>(places: readonly P[], all = whole): readonly P[] {
  if (all) return places;
  const sample = new Set<P>();
  const count = (part: "method" | "encoder", name: string) =>
    [...sample].filter((place) => place[part].name === name).length;
  const byMethod = Map.groupBy(places, ({ method }) => method.name);
  for (const [i, [first, ...others]] of [...byMethod.values()].entries()) {
    sample.add(first);
    // Each method meets another of the dearer places, so that together they meet all.
    if (others.length) sample.add(others[i % others.length]);
  }
  for (const place of places) {
    if (count("encoder", place.encoder.name) < LEAST) sample.add(place);
  }
  return places.filter((place) => sample.has(place));
}
