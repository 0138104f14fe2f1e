import type { TestSet } from "./paper.ts";

/** Test reviews in the files of Ganin et al. 2016, by their domain. */
const SIZES = { books: 4465, dvd: 3586, electronics: 5681, kitchen: 5945 } as const;

/** The test sets of the ordered pairs of the Amazon domains: the target's. */
export const amazonTests: { readonly [pair: string]: TestSet } = Object.fromEntries(
  Object.keys(SIZES).flatMap((source) =>
    Object.entries(SIZES)
      .filter(([target]) => target !== source)
      .map(([name, size]) => [`${source}-${name}`, { name, size }])
  ),
);
