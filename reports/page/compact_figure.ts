import type { TopLevelSpec } from "vega-lite";

/** A table as rows. */
type Rows = readonly { readonly [field: string]: unknown }[];

/** A table as columns of equal lengths. */
interface Columns {
  readonly [field: string]: readonly unknown[];
}

/** A figure apart from its tables, each of which stands once. */
export interface CompactFigure {
  /** The figure in Vega-Lite, with the names of tables in their places. */
  readonly spec: TopLevelSpec;
  /** The tables by name: as columns if all rows have the same fields. */
  readonly tables: { readonly [name: string]: Rows | Columns };
}

/**
 * Rewrites a figure to take less space. Comma-separated values would take less still, but Vega parses them by code that it
 * makes of text, which the page's Content-Security-Policy forbids.
 *
 * @param spec A figure in Vega-Lite with its tables inside.
 */
export function compactFigure(spec: TopLevelSpec): CompactFigure {
  const tables: Record<string, Rows | Columns> = {};
  const names = new Map<string, string>();
  const named = mapTables(spec, (rows) => {
    const name = names.getOrInsertComputed(JSON.stringify(rows), () => `table_${names.size}`);
    tables[name] ??= columnsOf(rows) ?? rows;
    return { name };
  });
  return { spec: named as TopLevelSpec, tables };
}

/** Returns the figure in Vega-Lite of which {@linkcode compactFigure} was made. */
export function wholeFigure({ spec, tables }: CompactFigure): TopLevelSpec {
  const datasets = Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, isRows(table) ? table : rowsOf(table)]),
  );
  return { ...spec, datasets } as TopLevelSpec;
}

/** Replaces the tables in a part of a figure. */
function mapTables(part: unknown, replace: (rows: Rows) => { name: string }): unknown {
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

function isRows(table: Rows | Columns): table is Rows {
  return Array.isArray(table);
}

/** Returns a table as columns; `undefined` if its rows have different fields, or none. */
function columnsOf(rows: Rows): Columns | undefined {
  const fields = Object.keys(rows[0] ?? {});
  const same = rows.every((row) => Object.keys(row).join() === fields.join());
  if (!same || fields.length === 0) return undefined;
  return Object.fromEntries(fields.map((field) => [field, rows.map((row) => row[field])]));
}

function rowsOf(columns: Columns): Rows {
  const fields = Object.keys(columns);
  return columns[fields[0]].map((_, i) =>
    Object.fromEntries(fields.map((field) => [field, columns[field][i]]))
  );
}
