/** The source of a method, a dataset or a published number. */
export interface Paper {
  readonly title: string;
  /** Family names, in the paper's order. */
  readonly authors: readonly string[];
  readonly venue: string;
  readonly year: number;
  readonly url: string;
}

/**
 * Returns a paper's citation for use in text.
 *
 * @param paper The paper.
 * @returns `Ganin et al. 2016`, or both names if there are two authors.
 */
export function citation(paper: Paper): string {
  const [first, second, third] = paper.authors;
  const who = third ? `${first} et al.` : second ? `${first} & ${second}` : first;
  return `${who} ${paper.year}`;
}
