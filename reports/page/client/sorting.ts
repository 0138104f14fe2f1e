/// <reference lib="dom" />

/**
 * The order of a column. Clicks first put the best numbers at the top, then the worst, then restore the initial order.
 */
type Order = "none" | "ascending" | "descending";

/**
 * Makes a table sortable by its heads.
 *
 * @param table A table whose heads contain buttons, and whose cells have their numbers in `data-value`; texts are
 * sorted alphabetically.
 */
export function makeSortable(table: HTMLTableElement): void {
  const rows = [...table.tBodies[0].rows];
  for (const head of table.tHead!.rows[0].cells) {
    head.querySelector("button")!.addEventListener("click", () => {
      sortBy(table, rows, head, nextOrder(head));
    });
  }
}

/** Returns the index and the order of the column by which a table is sorted. */
export function sortedBy(table: HTMLTableElement): [column: number, order: string] | undefined {
  const head = [...table.tHead!.rows[0].cells].find(({ ariaSort }) => ariaSort !== "none");
  return head && [head.cellIndex, head.ariaSort!];
}

function nextOrder(head: HTMLTableCellElement): Order {
  const first = head.dataset.best === "high" ? "descending" : "ascending";
  if (head.ariaSort === "none") return first;
  if (head.ariaSort !== first) return "none";
  return first === "ascending" ? "descending" : "ascending";
}

function sortBy(
  table: HTMLTableElement,
  rows: readonly HTMLTableRowElement[],
  head: HTMLTableCellElement,
  order: Order,
): void {
  for (const other of table.tHead!.rows[0].cells) other.ariaSort = "none";
  head.ariaSort = order;
  const column = head.cellIndex;
  const direction = order === "descending" ? -1 : 1;
  const sorted = order === "none" ? rows : rows.toSorted((a, b) => {
    if (head.dataset.best === "text") {
      const [x, y] = [a, b].map((row) => row.cells[column].textContent!);
      return direction * x.localeCompare(y, "en", { numeric: true });
    }
    const [x, y] = [a, b].map((row) => row.cells[column].dataset.value);
    // Cells without a number stay at the end in both orders.
    if (x === undefined || y === undefined) {
      return Number(x === undefined) - Number(y === undefined);
    }
    return direction * (Number(x) - Number(y));
  });
  for (const row of sorted) table.tBodies[0].append(row);
}
