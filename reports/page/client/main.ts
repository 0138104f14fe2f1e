/// <reference lib="dom" />
import type { PageData } from "../data.ts";
import { followAddresses } from "./addresses.ts";
import { reveal, wireChoices } from "./choices.ts";
import { drawFigures } from "./figures.ts";
import { followServer, restoreControls, restoreView } from "./live.ts";
import { showRuns } from "./runs.ts";
import { makeSortable } from "./sorting.ts";

const data: PageData = JSON.parse(document.getElementById("data")!.textContent!);
const dialog = document.querySelector<HTMLDialogElement>("#runs")!;

/** The cells by their addresses. */
const cells = new Map(
  data.studies.flatMap((study) =>
    Object.entries(study.cells).map(([address, cell]) => [address, { study, cell }])
  ),
);

const follow = followAddresses({
  dialog,
  /** If the address names no selection rule, the cell is that of the first one. */
  cellOf(hash) {
    const address = hash.slice(1);
    if (cells.has(address)) return address;
    if (document.getElementById(address)) return undefined;
    return [...cells.keys()].find((known) => known.startsWith(`${address}/`));
  },
  fill(address) {
    const { study, cell } = cells.get(address)!;
    showRuns(dialog, data, study, cell);
  },
  reveal,
});
const state = restoreControls();
for (const study of document.querySelectorAll<HTMLElement>(".study")) wireChoices(study);
for (const table of document.querySelectorAll<HTMLTableElement>("[data-view] table")) {
  makeSortable(table);
}
const drawAll = drawFigures(data);
document.querySelector<HTMLElement>(".tools")!.hidden = false;
document.querySelector("#print")!.addEventListener("click", () => drawAll().then(() => print()));
if (location.hash) follow();
if (state) restoreView(state);
followServer();
