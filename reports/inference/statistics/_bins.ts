/**
 * Many numbers, put into bins of ascending ranges: a quantile or a count then looks at the numbers of one bin, and no
 * more is sorted.
 */
export class Bins {
  readonly #least: number;
  readonly #scale: number;
  /** The numbers, bin by bin. */
  readonly #numbers: Float64Array;
  /** The index of each bin's first number, and the end. */
  readonly #starts = new Int32Array(BINS + 1);

  /** @param numbers One or more finite numbers. */
  constructor(numbers: Float64Array) {
    const { length } = numbers;
    let [least, greatest] = [numbers[0], numbers[0]];
    for (let k = 1; k < length; k++) {
      if (numbers[k] < least) least = numbers[k];
      if (numbers[k] > greatest) greatest = numbers[k];
    }
    const quotient = (BINS - 1) / (greatest - least);
    const scale = Number.isFinite(quotient) ? quotient : 0;
    this.#least = least;
    this.#scale = scale;
    const bins = new Int32Array(length);
    const starts = this.#starts;
    for (let k = 0; k < length; k++) {
      bins[k] = (numbers[k] - least) * scale;
      starts[bins[k] + 1]++;
    }
    for (let bin = 0; bin < BINS; bin++) starts[bin + 1] += starts[bin];
    const next = starts.slice();
    const binned = new Float64Array(length);
    for (let k = 0; k < length; k++) binned[next[bins[k]]++] = numbers[k];
    this.#numbers = binned;
  }

  /** Returns the number at an index of the ascending numbers. */
  at(index: number): number {
    let bin = 0;
    while (this.#starts[bin + 1] <= index) bin++;
    return this.#numbersIn(bin).toSorted()[index - this.#starts[bin]];
  }

  /**
   * Counts the numbers that satisfy a condition.
   *
   * @param bound A number below which the condition holds, and above which it does not.
   * @param holds The condition.
   */
  count(bound: number, holds: (number: number) => boolean): number {
    const bin = this.#binOf(bound);
    return this.#starts[bin] + this.#numbersIn(bin).filter(holds).length;
  }

  /** Returns the bin of a number, that of the least or of the greatest for numbers beyond. */
  #binOf(number: number): number {
    const bin = Math.floor((number - this.#least) * this.#scale);
    return Math.min(Math.max(bin, 0), BINS - 1);
  }

  #numbersIn(bin: number): Float64Array {
    return this.#numbers.subarray(this.#starts[bin], this.#starts[bin + 1]);
  }
}

/** The number of bins: a tenth of the usual number of resamples. */
const BINS = 1024;
