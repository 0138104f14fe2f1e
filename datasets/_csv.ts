import { CsvError, parse } from "csv-parse/sync";
import type { CellRows, CellTable } from "./_cell.ts";
import { malformed } from "./_malformed.ts";
import { streamedText, type TextBlock } from "./_text.ts";

/** The separators that are recognised by the header, in the order of preference. */
const SEPARATORS = [",", ";", "\t", "|"] as const;

/** Longest text of a row with quoted line ends, in UTF-16 code units. */
const LONGEST_ROW = 1 << 20;

/**
 * Reads a table of text with a header: fields separated by commas, semicolons, tabs or bars, quoted with `"` (RFC 4180).
 * The table need not fit into memory.
 *
 * The separator is the one that the header has most of, outside of quotes. Blank lines are skipped.
 *
 * @param chunks The decompressed content, in UTF-8, with or without a byte order mark.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} If the file is empty, its header has an empty or a repeated name, a row has another number of
 * fields than the header, a quote is not closed, or the content is not UTF-8 text; with the line.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export async function readCsv(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): Promise<CellTable> {
  const blocks = wholeRows(streamedText(chunks, name));
  const first: TextBlock | undefined = (await blocks.next()).value;
  if (first === undefined) throw new SyntaxError(`Cannot read ${name}: it is empty`);
  const header = first.lines.find((line) => line.trim() !== "") ?? "";
  const separator = separatorOf(header);
  const fieldsOf = (block: TextBlock) => parsedRows(block, separator, name);
  const { lines: [line, ...lines], rows: [columns, ...rows] } = fieldsOf(first);
  if (columns === undefined) throw new SyntaxError(`Cannot read ${name}: it is empty`);
  checkHeader(columns as readonly string[], name, line);
  const checked = (found: CellRows): CellRows => {
    found.rows.forEach((fields, i) => {
      if (fields.length === columns.length) return;
      throw malformed(
        name,
        found.lines[i],
        `a row must have ${columns.length} fields as the header has, this one has ${fields.length}`,
        fields.join(separator),
      );
    });
    return found;
  };
  return {
    columns: (columns as readonly string[]).map((column) => column.trim()),
    place: "line",
    blocks: {
      async *[Symbol.asyncIterator]() {
        if (rows.length > 0) yield checked({ lines, rows });
        for await (const block of blocks) yield checked(fieldsOf(block));
      },
    },
  };
}

function separatorOf(header: string): string {
  const plain = header.replace(/"[^"]*"/g, "");
  const count = (separator: string) => plain.split(separator).length;
  return SEPARATORS.toSorted((a, b) => count(b) - count(a))[0];
}

/**
 * Refuses names of columns that could not be told apart.
 *
 * @throws {SyntaxError} If one is empty or occurs twice.
 */
function checkHeader(columns: readonly string[], name: string, line: number): void {
  const seen = new Set<string>();
  for (const column of columns.map((column) => column.trim())) {
    if (column === "") throw malformed(name, line, "a column must have a name", columns.join());
    if (seen.has(column)) throw malformed(name, line, "a column's name must occur once", column);
    seen.add(column);
  }
}

/** Joins blocks until no quoted field is cut by their end; blank ones are left out. */
async function* wholeRows(blocks: AsyncIterable<TextBlock>): AsyncGenerator<TextBlock> {
  let open: TextBlock | undefined;
  for await (const block of blocks) {
    const { line, text, lines } = open ?? { line: block.line, text: "", lines: [] };
    const whole = open
      ? { line, text: text + block.text, lines: lines.concat(block.lines) }
      : block;
    const isOpen = quotesIn(whole.text) % 2 === 1 &&
      (open?.text.length ?? 0) < LONGEST_ROW;
    open = isOpen ? whole : undefined;
    if (!isOpen && whole.text.trim() !== "") yield whole;
  }
  if (open) yield open;
}

function quotesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count++;
  return count;
}

function parsedRows({ line, text, lines }: TextBlock, separator: string, name: string): CellRows {
  if (!text.includes('"')) {
    const places = [...lines.keys()].filter((i) => lines[i].trim() !== "");
    return {
      lines: places.map((i) => line + i),
      rows: places.map((i) => lines[i].split(separator)),
    };
  }
  const starts: number[] = [];
  let read = 0;
  try {
    const rows = parse(text, {
      delimiter: separator,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record(record: string[], { lines }: { readonly lines: number }) {
        starts.push(line + read);
        read = lines;
        return record;
      },
    }) as string[][];
    return { lines: starts, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw malformed(
      name,
      line + read,
      "a quote must begin and end a field, and be doubled inside one",
      lines[read] ?? "",
    );
  }
}
