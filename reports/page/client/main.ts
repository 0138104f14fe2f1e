/// <reference lib="dom" />
import type { PageData } from "../data.ts";
import { reveal, wireChoices } from "./choices.ts";
import { drawFigures } from "./figures.ts";
import { followServer, restoreControls, restoreView } from "./live.ts";
import { showRuns } from "./runs.ts";
import { makeSortable } from "./sorting.ts";

const data: PageData = JSON.parse(document.getElementById("data")!.textContent!);
const dialog = document.querySelector<HTMLDialogElement>("#runs")!;

/** Whose runs each address opens. */
const cells = new Map(
  data.studies.flatMap((study) =>
    Object.entries(study.cells).map(([address, cell]) => [address, { study, cell }])
  ),
);

/** The address of a cell: of its first selection rule, where an address names none. */
function cellAddressOf(hash: string): string | undefined {
  const address = hash.slice(1);
  if (cells.has(address)) return address;
  if (document.getElementById(address)) return undefined;
  return [...cells.keys()].find((known) => known.startsWith(`${address}/`));
}

/** Opens what an address names. */
function open(address: string): void {
  const { study, cell } = cells.get(address)!;
  showRuns(dialog, data, study, cell);
  if (!dialog.open) dialog.showModal();
}

/** Shows what the page's own address names, as on loading and on going back. */
function follow(): void {
  const address = cellAddressOf(location.hash);
  if (address === undefined) {
    dialog.close();
    const target = document.getElementById(location.hash.slice(1));
    if (target) reveal(target);
    return;
  }
  if (!visibleLink(address)) reveal(document.getElementById(address)!);
  const link = visibleLink(address);
  link?.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  link?.focus({ preventScroll: true });
  open(address);
}

/** A link to a cell in one of the tables that are shown. */
function visibleLink(address: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(`td > a[href="#${address}"]`)]
    .find(({ offsetParent }) => offsetParent !== null);
}

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = cellAddressOf(link.hash);
  if (!address) {
    const target = document.getElementById(link.hash.slice(1));
    if (target) reveal(target);
    return;
  }
  event.preventDefault();
  history.pushState(null, "", link.hash);
  open(address);
});
dialog.addEventListener("close", () => {
  if (cellAddressOf(location.hash)) {
    history.replaceState(null, "", location.href.split("#")[0]);
  }
});
dialog.addEventListener("click", (event) => {
  // The dialog itself is hit only beside what it holds.
  if (event.target === dialog) dialog.close();
});

const state = restoreControls();
for (const study of document.querySelectorAll<HTMLElement>(".study")) wireChoices(study);
for (const table of document.querySelectorAll<HTMLTableElement>("[data-view] table")) {
  makeSortable(table);
}
const drawAll = drawFigures(data);
document.querySelector<HTMLElement>(".tools")!.hidden = false;
document.querySelector("#print")!.addEventListener("click", () => drawAll().then(() => print()));
addEventListener("popstate", follow);
if (location.hash) follow();
if (state) restoreView(state);
followServer();
