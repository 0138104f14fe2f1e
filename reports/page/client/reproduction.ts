/// <reference lib="dom" />
import type { ReproductionData } from "../reproduction/details.ts";
import { followAddresses } from "./addresses.ts";
import { showNumber } from "./number_details.ts";
import { makeSortable } from "./sorting.ts";
import { wireVerdictChoices } from "./verdict_choices.ts";

const data: ReproductionData = JSON.parse(document.getElementById("data")!.textContent!);
const dialog = document.querySelector<HTMLDialogElement>("#runs")!;

const follow = followAddresses({
  dialog,
  cellOf(hash) {
    const address = hash.slice(1);
    return Object.hasOwn(data.numbers, address) ? address : undefined;
  },
  fill: (address) => showNumber(dialog, data, data.numbers[address]),
  reveal: wireVerdictChoices(),
});
for (const table of document.querySelectorAll<HTMLTableElement>("table.sortable")) {
  makeSortable(table);
}
document.querySelector<HTMLElement>(".tools")!.hidden = false;
document.querySelector("#print")!.addEventListener("click", () => print());
if (location.hash) follow();
