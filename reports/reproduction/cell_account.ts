import { extent } from "../../descriptors/extremes.ts";
import type { ReproducedTable } from "./reproduction.ts";
import type { CellTolerance, ReproducedCell } from "./compared_table.ts";
import { ANY, textsOf } from "./texts.ts";

/**
 * Explains the verdict on a number: the parts of its tolerance and the place of the difference.
 *
 * @param cell The number.
 * @param table Its table, for the decimals.
 * @returns Sentences; none without a tolerance.
 */
export function accountOf(
  cell: ReproducedCell,
  { decimals }: Pick<ReproducedTable, "decimals">,
): string[] {
  const { tolerance, n, distinguishes, over } = cell;
  if (!tolerance) return [];
  const { difference, tolerance: [seeds, tests, both] } = textsOf(cell, { decimals });
  const digits = (value: number) => value.toFixed(decimals + 1);
  return [
    `Other seeds would explain ${seeds}: ${
      over ? `the means over these rows by our ${n} seeds` : `our ${n} seeds`
    } have a standard deviation of ${digits(tolerance.deviation)}; ${
      theirSeeds(cell, digits)
    }; printed to ${10 ** -decimals}.`,
    tolerance.tests === null
      ? "The effect of other test examples is not known: the number is not a proportion of examples."
      : `Other test examples would explain ${tests}: ${examplesText(tolerance)}.`,
    `Both together would explain ${both}.`,
    `The difference, ${difference}, is ${placeText(cell, tolerance, [seeds, tests, both])}.`,
    ...distinguishes === false
      ? [
        `${ANY}: the last of them covers every number of the paper's row, in all columns.`,
      ]
      : [],
  ];
}

function theirSeeds(
  { runs, standardDeviation }: ReproducedCell,
  digits: (value: number) => string,
): string {
  const behind = runs === null
    ? "the paper does not state the number of runs behind its number, so it counts as one run's"
    : runs === 1
    ? "the paper's number is one run's"
    : `the paper's number is the mean of ${runs} runs`;
  const spread = standardDeviation === null
    ? `${runs === null || runs === 1 ? "which is" : "which are"} assumed to vary as ours do`
    : `with a published standard deviation of ${digits(standardDeviation)}`;
  return `${behind}, ${spread}`;
}

function examplesText({ examples }: CellTolerance): string {
  if (!examples) return "";
  const ours = rangeText(examples.map(({ ours }) => ours));
  const theirs = rangeText(examples.map(({ theirs }) => theirs));
  const each = examples.length > 1 ? " in each row" : "";
  return ours === theirs
    ? `both sides have ${ours}${each}`
    : `ours are ${ours}, the paper's ${theirs}${each}`;
}

function rangeText(sizes: readonly number[]): string {
  const [least, greatest] = extent(sizes);
  return least === greatest ? `${least}` : `${least} to ${greatest}`;
}

/** Describes the place of the difference, with the verdict. */
function placeText(
  { verdict }: ReproducedCell,
  { tests }: CellTolerance,
  [seeds, ofTests, both]: readonly string[],
): string {
  const alone = tests === null ? seeds : `${seeds} and ${ofTests}`;
  if (verdict === "reproduced") return `within ${alone}: reproduced`;
  return verdict === "outside"
    ? `beyond ${both}: outside`
    : `within ${both}, but not within ${alone}: within tolerance`;
}
