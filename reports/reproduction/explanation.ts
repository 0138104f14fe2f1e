import type { ReproducedPaper } from "./reproduction.ts";
import { LEAST_SEEDS } from "./agreement.ts";
import { ANY } from "./texts.ts";

/**
 * Explains the columns and verdicts that occur.
 *
 * @param papers The papers in the report.
 * @returns Paragraphs of one sentence or more.
 */
export function legend(papers: readonly ReproducedPaper[]): string[] {
  const cells = papers.flatMap(({ tables }) => tables).flatMap(({ cells }) => cells);
  const claims = papers.flatMap(({ claims }) => claims).flatMap(({ result }) => result ?? []);
  const verdicts = new Set([...cells, ...claims].map(({ verdict }) => verdict));
  const judged = cells.some(({ tolerance }) => tolerance !== null);
  const explained: [boolean, string][] = [
    [
      cells.some(({ ours }) => ours !== null),
      "ours: the mean over our seeds, with Student's 95 % interval; (k/n): k of n seeds are done.",
    ],
    [
      judged,
      "difference: ours minus the published number. seeds, tests, both: the differences that other " +
      "seeds, other test examples, and both together would explain.",
    ],
    [
      verdicts.has("reproduced"),
      "✓ reproduced: other seeds alone would explain the difference, and so would other test examples.",
    ],
    [verdicts.has("within_tolerance"), "≈ within tolerance: both together would explain it."],
    [
      verdicts.has("outside"),
      "✗ outside: they would not; for possible reasons, see how our runs differ from the paper's.",
    ],
    [
      cells.some(({ distinguishes }) => distinguishes === false),
      `${ANY}: every number of the paper's row, in all columns, lies within that last ` +
      "tolerance: the verdict does not distinguish the paper's methods.",
    ],
    [
      verdicts.has("holds") || verdicts.has("contradicted") || verdicts.has("undecided"),
      "A claim holds if the 95 % interval of its sum, paired by seed, lies above zero; it is " +
      "contradicted if it lies below, undecided if it contains zero.",
    ],
    [
      verdicts.has("too_few_seeds"),
      `too few seeds: fewer than ${LEAST_SEEDS}, too few to estimate the variation over seeds.`,
    ],
    [verdicts.has("partial"), "partial: some planned seeds have no run yet."],
    [verdicts.has("failed"), "failed: the run of at least one seed threw."],
    [verdicts.has("diverged"), "diverged: the loss of at least one seed was not finite."],
    [
      cells.length > 0,
      "primary: read in the paper's own text; secondary: quoted elsewhere; unverified: recalled, " +
      "not yet checked against the paper.",
    ],
  ];
  return explained.flatMap(([applies, text]) => applies ? [text] : []);
}

/** A paragraph, a block of formulas, or the items of a list. */
export type Paragraph = string | { readonly formulas: string } | { readonly items: string[] };

/** An explanation of the tolerances, in words and formulas. */
export const toleranceExplained: readonly Paragraph[] = [
  "A published number P and the mean x̄ of our n seeds differ by chance even if everything else is " +
  "the same: other seeds and other test examples would have changed both.",
  {
    formulas: [
      "other seeds:          A = t · √(s²/n + s_P²/m + h²/12)",
      "other test examples:  B = 1.96 · √(x̄(1 − x̄)/N + P(1 − P)/N_P)",
      "both:                 C = √(A² + B²)",
      "",
      "reproduced:           |x̄ − P| ≤ A and |x̄ − P| ≤ B",
      "within tolerance:     |x̄ − P| ≤ C",
      "outside:              |x̄ − P| > C",
    ].join("\n"),
  },
  {
    items: [
      "s is the standard deviation of our seeds, and t is Student's 97.5 % quantile with n − 1 degrees of " +
      "freedom.",
      "m is the number of runs behind the mean P: 1 if the paper states that, and also if it states " +
      "nothing, which makes A as wide as possible.",
      "s_P is the published standard deviation of P. Without one, the paper's runs are assumed to vary " +
      "as ours do: s_P = s. If both s_P and m are known, t has the degrees of freedom of Welch and " +
      "Satterthwaite.",
      "h is the unit of P's last printed digit, for the rounding error.",
      "N and N_P are the numbers of test examples, ours and the paper's; N_P = N if the paper does not " +
      "state it. Both variances count in full. If both sides use the same published examples, part of " +
      "the error is shared, so B is wider than necessary.",
      "F1 and AUC are not proportions of examples: there is no B, and C = A.",
      "In a mean over rows, s is the standard deviation of the seeds' means, and published deviations are " +
      "assumed to be independent between rows; rows with the same test examples are assumed to err " +
      "together. A mean needs complete rows, and the published mean is over the same rows: the printed " +
      "mean if those are all rows, otherwise computed from the printed numbers.",
    ],
  },
  "About one in twenty faithful reproductions is outside by chance. A method with a large variation " +
  "over seeds has a wide A and is easily within tolerance, but that does not make it reproduced: the " +
  "difference must also be below B, which does not depend on seeds. A verdict has a " +
  `${ANY} if C would have accepted any of the paper's numbers in the row.`,
];
