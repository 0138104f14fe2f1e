import type { TopLevelSpec } from "vega-lite";

/** A table of a figure. */
type Table = readonly { readonly [field: string]: unknown }[];

/** A type to which Vega parses a column of comma-separated values. */
type ColumnType = "number" | "string" | "boolean";

/** The data of a figure's layer in Vega-Lite. */
interface Data {
  readonly values?: Table | string;
  readonly name?: string;
  readonly format?: {
    readonly type: "csv";
    readonly parse: { readonly [field: string]: ColumnType };
  };
}

/** The fewest characters of a shared table: the name of a shorter one would take as many. */
const SHORTEST_SHARED = 60;

/**
 * Rewrites a figure to take less space: a table that several layers draw stands once, in `datasets`, and a table whose
 * rows have the same fields is comma-separated values if these are shorter. The drawing is the same.
 *
 * @param spec A figure in Vega-Lite with its data inside.
 */
export function compactFigure(spec: TopLevelSpec): TopLevelSpec {
  const counts = new Map<string, number>();
  mapTables(spec, (table) => {
    const key = JSON.stringify(table);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return {};
  });
  const datasets: Record<string, unknown> = {};
  const shared = new Map<string, Data>();
  const compacted = mapTables(spec, (table) => {
    const key = JSON.stringify(table);
    if (counts.get(key) === 1 || key.length < SHORTEST_SHARED) return compactTable(table);
    return shared.getOrInsertComputed(key, () => {
      const name = `table_${shared.size}`;
      const { values, ...rest } = compactTable(table);
      datasets[name] = values;
      return { name, ...rest };
    });
  });
  return { ...compacted as TopLevelSpec, ...shared.size ? { datasets } : {} } as TopLevelSpec;
}

/** Replaces the tables in a part of a figure. */
function mapTables(part: unknown, replace: (table: Table) => Data): unknown {
  if (Array.isArray(part)) return part.map((item) => mapTables(item, replace));
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      key === "data" && Array.isArray(value?.values)
        ? replace(value.values)
        : mapTables(value, replace),
    ]),
  );
}

function compactTable(table: Table): Data {
  const parse = columnsOf(table);
  if (!parse) return { values: table };
  const data: Data = { values: csvOf(table, Object.keys(parse)), format: { type: "csv", parse } };
  return JSON.stringify(data).length < JSON.stringify(table).length ? data : { values: table };
}

/** Returns the types of a table's columns; `undefined` if comma-separated values would change the table. */
function columnsOf(table: Table): { [field: string]: ColumnType } | undefined {
  const fields = Object.keys(table[0] ?? {});
  if (table.some((row) => Object.keys(row).join() !== fields.join())) return undefined;
  const columns: { [field: string]: ColumnType } = {};
  for (const field of fields) {
    const known = table.map((row) => row[field]).filter((value) => value !== null);
    const types = new Set(known.map(columnType));
    const [type] = types;
    if (types.size !== 1 || type === undefined) return undefined;
    columns[field] = type;
  }
  return fields.length ? columns : undefined;
}

/** Returns the type of a value; `undefined` if it would be read back as another one, such as an empty text as null. */
function columnType(value: unknown): ColumnType | undefined {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isFinite(value) ? "number" : undefined;
  return typeof value === "string" && value !== "" ? "string" : undefined;
}

function csvOf(table: Table, fields: readonly string[]): string {
  const cell = (value: unknown) => {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = table.map((row) => fields.map((field) => cell(row[field])));
  return [fields.map(cell), ...lines].map((line) => line.join(",")).join("\n");
}
