import type { Random } from "../../engine/mod.ts";
import { type OwnData, splits } from "./own_data.ts";

const [TRAIN, VALIDATION, TEST] = splits.keys();

/** The rows of one domain that are to be divided. */
export interface DividedRows {
  /** Split of each row by number; −1 where it is drawn. */
  readonly given: ArrayLike<number>;
  /** The class of each row, which the splits have in equal parts; −1 without a label: such rows are for training. */
  readonly classes: ArrayLike<number>;
  /** The group of each row, which is in one split; −1 for a group of one row. */
  readonly groups?: ArrayLike<number>;
}

/**
 * Draws the splits of a domain's rows that have none. Test rows are drawn only if no row of the domain has the given split
 * `test`, validation rows only if none has the split `validation`, from the rows that remain for training.
 *
 * Without groups a split has its part of each class, and of a class of one row nothing. Groups are drawn in random order
 * until a split has its part of the rows.
 *
 * @param rows The rows.
 * @param shares The parts.
 * @param random The random stream.
 * @returns The split of each row, by number.
 */
export function divideRows(
  { given, classes, groups }: DividedRows,
  { test, validation }: OwnData["shares"],
  random: Random,
): Int8Array {
  const split = Int8Array.from({ length: given.length }, (_, row) => Math.max(given[row], TRAIN));
  const isGiven = (number: number) => Array.prototype.includes.call(given, number);
  const draw = (number: number, share: number) => {
    if (share === 0 || isGiven(number)) return;
    const open = [...split.keys()].filter((row) => split[row] === TRAIN && classes[row] !== -1);
    // A file of training rows alone may not lose rows to the test.
    const from = number === TEST ? open.filter((row) => given[row] === -1) : open;
    const drawn = groups
      ? drawGroups(from, groups, share, random)
      : drawStratified(from, classes, share, random);
    for (const row of drawn) split[row] = number;
  };
  draw(TEST, test);
  draw(VALIDATION, validation);
  return split;
}

/** Draws a part of each class, by a systematic sample of the rows in the order of their classes. */
function drawStratified(
  rows: readonly number[],
  classes: ArrayLike<number>,
  share: number,
  random: Random,
): number[] {
  const strata = [...Map.groupBy(rows, (row) => classes[row])].sort(([a], [b]) => a - b)
    .map(([, rows]) => rows).filter((rows) => rows.length > 1);
  const order = strata.flatMap((rows) => [...random.permutation(rows.length)].map((i) => rows[i]));
  const start = random.uniform();
  return order.filter((_, i) =>
    Math.floor((i + 1) * share + start) > Math.floor(i * share + start)
  );
}

function drawGroups(
  rows: readonly number[],
  groups: ArrayLike<number>,
  share: number,
  random: Random,
): number[] {
  const members = [
    ...Map.groupBy(rows, (row) => groups[row] < 0 ? -1 - row : groups[row]).values(),
  ];
  const drawn: number[] = [];
  for (const i of random.permutation(members.length)) {
    if (drawn.length >= share * rows.length) break;
    for (const row of members[i]) drawn.push(row);
  }
  return drawn;
}
