import type { Cell, CellRows, CellTable } from "./_cell.ts";
import { malformed } from "./_malformed.ts";
import { streamedText } from "./_text.ts";

/**
 * Reads a table of JSON lines: one object per line, whose fields are numbers, texts, true, false or null. A row may lack a
 * field. Blank lines are skipped.
 *
 * @param chunks The decompressed content, in UTF-8.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} If the file is empty, a line is no such object, or it has a field that none of the first lines
 * has; with the line.
 * @see https://jsonlines.org
 */
export async function readJsonLines(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): Promise<CellTable> {
  const blocks = parsed(chunks, name);
  const first: Line[] | undefined = (await blocks.next()).value;
  if (first === undefined) throw new SyntaxError(`Cannot read ${name}: it is empty`);
  const columns = [...new Set(first.flatMap(({ fields }) => [...fields.keys()]))];
  const known = new Set(columns);
  const rowsOf = (found: readonly Line[]): CellRows => ({
    lines: found.map(({ line }) => line),
    rows: found.map(({ line, fields }) => {
      const other = fields.keys().find((field) => !known.has(field));
      if (other !== undefined) {
        throw malformed(name, line, "the fields must be those of the first lines", other);
      }
      return columns.map((column) => fields.get(column) ?? null);
    }),
  });
  return {
    columns,
    place: "line",
    blocks: {
      async *[Symbol.asyncIterator]() {
        yield rowsOf(first);
        for await (const block of blocks) yield rowsOf(block);
      },
    },
  };
}

interface Line {
  readonly line: number;
  readonly fields: ReadonlyMap<string, Cell>;
}

async function* parsed(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Line[]> {
  for await (const { line, lines } of streamedText(chunks, name)) {
    const found = lines.flatMap((text, i) =>
      text.trim() === "" ? [] : [{ line: line + i, fields: fieldsOf(text, name, line + i) }]
    );
    if (found.length > 0) yield found;
  }
}

function fieldsOf(text: string, name: string, line: number): Map<string, Cell> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(name, line, "a line must be a JSON object", text);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(name, line, "a line must be a JSON object", text);
  }
  return new Map(
    Object.entries(value).map(([field, value]): [string, Cell] => {
      const cell = typeof value === "boolean" ? String(value) : value;
      if (cell === null || typeof cell === "string" || typeof cell === "number") {
        return [field, cell];
      }
      throw malformed(
        name,
        line,
        `${field} must be a number, a text, true, false or null`,
        JSON.stringify(value),
      );
    }),
  );
}
