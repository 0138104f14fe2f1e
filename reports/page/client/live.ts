/// <reference lib="dom" />
import { sortedBy } from "./sorting.ts";

/** The state of the page apart from its address. */
interface PageState {
  /** The part at the top of the window, and its distance from the edge. */
  readonly place: readonly [id: string, top: number];
  readonly focus: string;
  /** The values of controls and their checked states, by id. */
  readonly controls: readonly (readonly [id: string, value: string, checked: boolean])[];
  readonly sorted: readonly (readonly [table: number, column: number, order: string])[];
  readonly open: readonly string[];
  readonly dialog: { readonly scroll: number; readonly curve?: string };
}

const stateKey = "graft-page";

/** Reloads a live page on each message of its server. */
export function followServer(): void {
  if (document.documentElement.dataset.live === undefined) return;
  const events = new EventSource("/events");
  events.addEventListener("message", () => {
    sessionStorage.setItem(stateKey, JSON.stringify(pageState()));
    location.reload();
  });
}

/**
 * Restores the values of the controls after a reload.
 *
 * @returns The state that remains to be restored when the page is ready.
 */
export function restoreControls(): PageState | undefined {
  const kept = document.documentElement.dataset.live === undefined
    ? null
    : sessionStorage.getItem(stateKey);
  if (kept === null) return undefined;
  sessionStorage.removeItem(stateKey);
  const state: PageState = JSON.parse(kept);
  for (const [id, value, checked] of state.controls) {
    const control = document.getElementById(id) as HTMLInputElement | null;
    if (control?.type === "radio") control.checked = checked;
    else if (control) control.value = value;
  }
  return state;
}

/** Restores the order of tables, open details, the place and the focus, when the page is ready. */
export function restoreView({ place, focus, sorted, open, dialog }: PageState): void {
  const tables = sortableTables();
  for (const [table, column, order] of sorted) {
    const head = tables[table]?.tHead?.rows[0].cells[column];
    for (let clicks = 0; head && head.ariaSort !== order && clicks < 2; clicks++) {
      head.querySelector("button")!.click();
    }
  }
  for (const id of open) {
    const details = document.getElementById(id) as HTMLDetailsElement | null;
    if (details) details.open = true;
  }
  const curve = document.querySelector<HTMLSelectElement>("#curve");
  if (curve && dialog.curve !== undefined) {
    curve.value = dialog.curve;
    curve.dispatchEvent(new Event("input"));
  }
  document.querySelector("dialog")!.scrollTop = dialog.scroll;
  document.getElementById(focus)?.focus({ preventScroll: true });
  // The visible part determines the place, because figures that are not drawn yet have another height.
  const [id, top] = place;
  scrollBy(0, (document.getElementById(id)?.getBoundingClientRect().top ?? top) - top);
}

function pageState(): PageState {
  const controls = document.querySelectorAll<HTMLInputElement>(".controls [id]");
  return {
    place: placeSeen(),
    focus: document.activeElement?.id ?? "",
    controls: [...controls].map(({ id, value, checked }) => [id, value, checked]),
    sorted: sortableTables().flatMap((table, i) => {
      const sorted = sortedBy(table);
      return sorted ? [[i, ...sorted] as const] : [];
    }),
    open: [...document.querySelectorAll("details[open][id]")].map(({ id }) => id),
    dialog: {
      scroll: document.querySelector("dialog")!.scrollTop,
      curve: document.querySelector<HTMLSelectElement>("#curve")?.value,
    },
  };
}

/** Returns the last part of the page that begins above the window's edge. */
function placeSeen(): PageState["place"] {
  const parts = document.querySelectorAll("main, main section, main figure, main article");
  const tops = [...parts].map((part) => [part.id, part.getBoundingClientRect().top] as const);
  return tops.findLast(([, top]) => top <= 0) ?? tops[0];
}

function sortableTables(): HTMLTableElement[] {
  return [...document.querySelectorAll<HTMLTableElement>("[data-view] table")];
}
