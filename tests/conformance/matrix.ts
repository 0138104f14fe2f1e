/** The environment variable that requests the whole matrix; `deno task test:matrix` sets it. */
const VARIABLE = "GRAFT_TEST_MATRIX";

/** True to test every method with every fitting encoder, false for a sample of the pairs. */
export const whole = Deno.env.get(VARIABLE) === "whole";

/** One place of the matrix: a method with an encoder. */
export interface Place {
  readonly method: { readonly name: string };
  readonly encoder: { readonly name: string };
}

/** Minimum number of places per method and per encoder in a sample, if that many exist. */
const LEAST = 2;

/**
 * Chooses the places of a matrix to test: all, or a sample with every method and every encoder at least twice. The
 * sample is deterministic and changes little when a method or an encoder is added.
 *
 * @param places The fitting places, the fastest first.
 * @param all True for all places.
 */
export function chosen<P extends Place>(places: readonly P[], all = whole): readonly P[] {
  if (all) return places;
  const sample = new Set<P>();
  const count = (part: "method" | "encoder", name: string) =>
    [...sample].filter((place) => place[part].name === name).length;
  const byMethod = Map.groupBy(places, ({ method }) => method.name);
  for (const [i, [first, ...others]] of [...byMethod.values()].entries()) {
    sample.add(first);
    // Each method takes another one of the slower places, so that together they cover all.
    if (others.length) sample.add(others[i % others.length]);
  }
  for (const place of places) {
    if (count("encoder", place.encoder.name) < LEAST) sample.add(place);
  }
  return places.filter((place) => sample.has(place));
}
