import { type CellTable, rowBlocks } from "./_cell.ts";
import { parseSvmlight } from "./_svmlight.ts";

/** The most columns of a table: a line of a few bytes can name any index. */
const MOST_COLUMNS = 20_000;

/**
 * Reads svmlight text as a table: the column `label`, and one for each index that a row can have, `0`, `1` ….
 *
 * @param bytes The text.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} If a line is malformed, with its number.
 */
export function readSvmlightTable(bytes: Uint8Array, name: string): CellTable {
  const labels = new Map<string, number>();
  const { x, y } = parseSvmlight(bytes, {
    name,
    width: MOST_COLUMNS,
    classOf: (word) => labels.getOrInsert(word, labels.size),
  });
  const words = [...labels.keys()];
  const { starts, columns, values, shape: [rows] } = x;
  const width = columns.reduce((most, column) => Math.max(most, column + 1), 0);
  return {
    columns: ["label", ...Array.from({ length: width }, (_, column) => `${column}`)],
    place: "row",
    blocks: rowBlocks(rows, (row) => {
      const cells: (number | string)[] = new Array(width + 1).fill(0);
      cells[0] = words[y.data[row]];
      for (let i = starts[row]; i < starts[row + 1]; i++) cells[columns[i] + 1] = values[i];
      return cells;
    }),
  };
}
