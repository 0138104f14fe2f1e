import { type FileMetaData, parquetMetadata, parquetReadObjects } from "hyparquet";
import type { Cell, CellTable } from "./_cell.ts";
import { malformed } from "./_malformed.ts";

/**
 * Reads a Parquet file, one row group after another: columns of numbers, texts, booleans and dates.
 *
 * @param bytes The content.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} If it is not Parquet, is compressed by other than Snappy, or a column has lists or structures.
 * @see https://parquet.apache.org/docs/file-format/
 */
export function readParquet(bytes: Uint8Array, name: string): CellTable {
  const file = bytes.slice().buffer;
  const fail = (error: unknown) =>
    new SyntaxError(
      `Cannot read ${name}: it is not a Parquet file, or it is corrupt, or compressed by other than Snappy`,
      { cause: error },
    );
  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(file);
  } catch (error) {
    throw fail(error);
  }
  const { schema: [{ num_children: children = 0 }, ...fields] } = metadata;
  const nested = fields.find(({ num_children }) => num_children !== undefined);
  if (nested !== undefined || fields.length !== children) {
    throw new SyntaxError(
      `Cannot read ${name}: the column ${nested?.name} must have one value in each row, not a list or a structure`,
    );
  }
  const columns = fields.map(({ name }) => name);
  return {
    columns,
    place: "row",
    blocks: {
      async *[Symbol.asyncIterator]() {
        let start = 0;
        for (const { num_rows } of metadata.row_groups) {
          const end = start + Number(num_rows);
          const found = await parquetReadObjects({ file, metadata, rowStart: start, rowEnd: end })
            .catch((error: unknown) => {
              throw fail(error);
            });
          const from = start;
          yield {
            lines: found.map((_, i) => from + i + 1),
            rows: found.map((row, i) =>
              columns.map((column) => cellOf(row[column], column, name, from + i + 1))
            ),
          };
          start = end;
        }
      },
    },
  };
}

function cellOf(value: unknown, column: string, name: string, row: number): Cell {
  switch (typeof value) {
    case "number":
    case "string":
      return value;
    case "bigint":
      return Number(value);
    case "boolean":
      return String(value);
    case "undefined":
      return null;
  }
  if (value === null) return null;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  throw malformed(
    name,
    row,
    `${column} must be a number, a text or a date`,
    `${typeof value}`,
    "row",
  );
}
