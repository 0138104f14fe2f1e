import type { ReproducedPaper } from "../reproduction.ts";
import { LEAST_SEEDS } from "./agreement.ts";
import { ANY } from "./texts.ts";

/**
 * Says what the columns and verdicts mean, in short: only of what is there.
 *
 * @param papers What is shown.
 * @returns One sentence or more each.
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
      "difference: ours less the published number. seeds, tests, both: the differences that other " +
      "seeds, other test examples, and both together would explain.",
    ],
    [
      verdicts.has("reproduced"),
      "✓ reproduced: other seeds alone would explain the difference, and so would other test examples.",
    ],
    [verdicts.has("within_tolerance"), "≈ within tolerance: both together would."],
    [
      verdicts.has("outside"),
      "✗ outside: they would not, whatever the reason: see how our runs differ from the paper's.",
    ],
    [
      cells.some(({ tellsApart }) => tellsApart === false),
      `${ANY}: every number of the paper's row, whatever its column, lies within that last ` +
      "tolerance: the verdict does not tell the paper's methods apart.",
    ],
    [
      verdicts.has("holds") || verdicts.has("contradicted") || verdicts.has("undecided"),
      "A claim holds where the 95 % interval of its sum, paired by seed, lies above zero; it is " +
      "contradicted where that lies below, undecided where zero is in it.",
    ],
    [
      verdicts.has("too_few_seeds"),
      `too few seeds: fewer than ${LEAST_SEEDS}, which tell next to nothing of how seeds vary.`,
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

/** A paragraph, formulas in lines, or the items of a list. */
export type Paragraph = string | { readonly formulas: string } | { readonly items: string[] };

/** How tolerances come about, in words and formulas. */
export const toleranceExplained: readonly Paragraph[] = [
  "A published number P and the mean x̄ of our n seeds differ by chance even where everything is " +
  "the same: other seeds and other test examples would have given both another value.",
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
      "s is the standard deviation of our seeds, and t Student's 97.5 % quantile with n − 1 degrees of " +
      "freedom.",
      "m is the number of runs that P is a mean of: 1 where the paper says so, and also where it does " +
      "not say, which makes A as wide as it can be.",
      "s_P is the standard deviation that is published with P. Where there is none, the paper's runs " +
      "are taken to vary as ours do: s_P = s. Where both s_P and m are known, t has the degrees of " +
      "freedom of Welch and Satterthwaite.",
      "h is the unit of P's last printed digit: what rounding hides.",
      "N and N_P are the numbers of test examples, ours and the paper's, ours where the paper does not " +
      "say. Both sides are counted in full. Where both are the same published examples, part of that " +
      "error is in common, so that B is wider than need be.",
      "F1 and AUC are no shares of examples: there is no B, and C = A.",
      "In a mean over rows, s is that of the seeds' means, and published deviations are taken to be " +
      "independent from row to row; rows with the same test examples are taken to err together. There " +
      "is a mean only where each of its rows is complete, and the published one then is over the same " +
      "rows: the printed mean where those are all, else computed from the printed numbers.",
    ],
  },
  "Of twenty faithful numbers about one is outside by chance. A method whose seeds differ much has a " +
  "wide A, and is easily within tolerance, but it is not called reproduced for that: the difference " +
  "must also be below B, which seeds do not widen. A verdict has a " +
  `${ANY} where C would have accepted any of the paper's numbers in the row.`,
];
