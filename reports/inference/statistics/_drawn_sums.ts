import { integersFrom } from "./_generator.ts";

/**
 * Draws one number of each table, and adds them up, many times over.
 *
 * @param tables The tables: n times the measurements for means of samples drawn with replacement. They have 65 536
 * numbers at most.
 * @param resamples The number of sums.
 * @param seed The seed of the draws, an integer from 0 to 2³² − 1. The drawn places depend on it and on the tables'
 * lengths alone.
 * @returns The sums, each added in the order of the tables.
 * @throws {RangeError} If the seed is not such an integer.
 */
export function drawnSums(
  tables: readonly Float64Array[],
  resamples: number,
  seed: number,
): Float64Array {
  const places = placesIn(tables.map(({ length }) => length), resamples, seed);
  const sums = new Float64Array(resamples);
  // Table by table: the sums do not wait for each other.
  tables.forEach((table, i) => {
    const drawn = places[i];
    for (let k = 0; k < resamples; k++) sums[k] += table[drawn[k]];
  });
  return sums;
}

/** Places by what they are drawn for, the latest last: the cells of a table have one or a few numbers of seeds. */
const known = new Map<string, readonly Uint16Array[]>();

/** The most draws that are kept. */
const KEPT = 16;

/** Draws the places of all sums in each table, one sum after another. */
function placesIn(
  lengths: readonly number[],
  resamples: number,
  seed: number,
): readonly Uint16Array[] {
  const key = `${seed} ${resamples} ${lengths}`;
  const places = known.get(key) ?? drawPlaces(lengths, resamples, seed);
  known.delete(key);
  known.set(key, places);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  return places;
}

function drawPlaces(lengths: readonly number[], resamples: number, seed: number): Uint16Array[] {
  const draw = integersFrom(seed);
  const places = lengths.map(() => new Uint16Array(resamples));
  for (let k = 0; k < resamples; k++) {
    for (let i = 0; i < lengths.length; i++) places[i][k] = draw(lengths[i]);
  }
  return places;
}
