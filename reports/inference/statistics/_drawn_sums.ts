import { sumsOfEight } from "./_eight_sums.ts";
import { integersFrom } from "./_generator.ts";

/** Neighbouring numbers of a list, one of which is drawn for each sum. */
export interface Range {
  readonly start: number;
  readonly length: number;
}

/**
 * Draws one number of each range, and adds them up, many times over. The same places are drawn of every list.
 *
 * @param lists The lists of numbers, of one length; for means of samples drawn with replacement, the n measurements.
 * @param ranges The ranges, which may overlap; for such means, n times the whole list.
 * @param resamples The number of sums.
 * @param seed The seed of the draws, an integer from 0 to 2³² − 1. The drawn places do not depend on the numbers.
 * @returns The sums of each list in turn, each sum added in the order of the ranges.
 * @throws {RangeError} If the seed is not such an integer.
 */
export function* drawnSums(
  lists: readonly Float64Array[],
  ranges: readonly Range[],
  resamples: number,
  seed: number,
): Generator<Float64Array> {
  const places = placesIn(ranges, resamples, seed);
  const { length } = ranges;
  let next = 0;
  for (; next + 8 <= lists.length; next += 8) {
    for (const sums of sumsOfEight(lists.slice(next, next + 8), places, length)) {
      yield sums.subarray(0, resamples);
    }
  }
  for (const list of lists.slice(next)) yield sumsOf(list, places, length).subarray(0, resamples);
}

/** The sums that are made side by side: an addition takes longer than the next one may wait. */
const LANES = 4;

function sumsOf(numbers: Float64Array, places: Int32Array, length: number): Float64Array {
  const sums = new Float64Array(places.length / length);
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
  return sums;
}

/** Places by what they are drawn for, the latest last: the cells of a table have one or a few numbers of seeds. */
const known = new Map<string, Int32Array>();

/** The most lists of places that are kept. */
const KEPT = 16;

/** Returns the places of all sums: of the first range for each of the sums that are made side by side, and so on. */
function placesIn(ranges: readonly Range[], resamples: number, seed: number): Int32Array {
  const key = JSON.stringify([seed, resamples, ranges]);
  const places = known.get(key) ?? drawPlaces(ranges, resamples, seed);
  known.delete(key);
  known.set(key, places);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  return places;
}

/** Draws the places, one sum after another. */
function drawPlaces(ranges: readonly Range[], resamples: number, seed: number): Int32Array {
  const draw = integersFrom(seed);
  const groups = Math.ceil(resamples / LANES);
  const places = new Int32Array(LANES * groups * ranges.length);
  for (let k = 0; k < LANES * groups; k++) {
    const first = LANES * Math.floor(k / LANES) * ranges.length + k % LANES;
    ranges.forEach(({ start, length }, i) => places[first + LANES * i] = start + draw(length));
  }
  return places;
}
