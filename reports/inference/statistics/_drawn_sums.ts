import { integersFrom } from "./_generator.ts";

/** Neighbouring numbers of a list, one of which is drawn for each sum. */
export interface Range {
  readonly start: number;
  readonly length: number;
}

/**
 * Draws one number of each range, and adds them up, many times over.
 *
 * @param numbers The list of all ranges; for means of samples drawn with replacement, the n measurements.
 * @param ranges The ranges, which may overlap; for such means, n times the whole list.
 * @param resamples The number of sums.
 * @param seed The seed of the draws, an integer from 0 to 2³² − 1. The drawn places do not depend on the numbers.
 * @returns The sums, each added in the order of the ranges.
 * @throws {RangeError} If the seed is not such an integer.
 */
export function drawnSums(
  numbers: Float64Array,
  ranges: readonly Range[],
  resamples: number,
  seed: number,
): Float64Array {
  const places = placesIn(ranges, resamples, seed);
  const { length } = ranges;
  const sums = new Float64Array(LANES * Math.ceil(resamples / LANES));
  for (let k = 0, at = 0; k < sums.length; k += LANES) {
    let a = 0, b = 0, c = 0, d = 0;
    for (let i = 0; i < length; i++, at += LANES) {
      a += numbers[places[at]];
      b += numbers[places[at + 1]];
      c += numbers[places[at + 2]];
      d += numbers[places[at + 3]];
    }
    sums[k] = a;
    sums[k + 1] = b;
    sums[k + 2] = c;
    sums[k + 3] = d;
  }
  return sums.slice(0, resamples);
}

/** The sums that are made side by side: an addition takes longer than the next one may wait. */
const LANES = 4;

/** Places by what they are drawn for, the latest last: the cells of a table have one or a few numbers of seeds. */
const known = new Map<string, Uint32Array>();

/** The most lists of places that are kept. */
const KEPT = 16;

/** Returns the places of all sums: of the first range for each of the sums that are made side by side, and so on. */
function placesIn(ranges: readonly Range[], resamples: number, seed: number): Uint32Array {
  const key = JSON.stringify([seed, resamples, ranges]);
  const places = known.get(key) ?? drawPlaces(ranges, resamples, seed);
  known.delete(key);
  known.set(key, places);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  return places;
}

/** Draws the places, one sum after another. */
function drawPlaces(ranges: readonly Range[], resamples: number, seed: number): Uint32Array {
  const draw = integersFrom(seed);
  const groups = Math.ceil(resamples / LANES);
  const places = new Uint32Array(LANES * groups * ranges.length);
  for (let k = 0; k < LANES * groups; k++) {
    const first = LANES * Math.floor(k / LANES) * ranges.length + k % LANES;
    ranges.forEach(({ start, length }, i) => places[first + LANES * i] = start + draw(length));
  }
  return places;
}
