/// <reference lib="dom" />
import type { NumberData, ReproductionData } from "../reproduction/details.ts";
import { commandPart, dialogHead, factList } from "./dialog_parts.ts";
import { element } from "./elements.ts";

/**
 * Fills the dialog with the details of a number.
 *
 * @param dialog The dialog.
 * @param data The data of the page.
 * @param number The number.
 */
export function showNumber(
  dialog: HTMLDialogElement,
  { commandOf }: ReproductionData,
  { title, where, facts, account, seeds, makes, differences }: NumberData,
): void {
  dialog.replaceChildren(
    dialogHead(dialog, title, where),
    factList(facts),
    ...account.length
      ? [
        element("h3", {}, "Explanation of the verdict"),
        element(
          "ul",
          { class: "prose" },
          ...account.map((sentence) => element("li", {}, sentence)),
        ),
      ]
      : [],
    ...differences
      ? [element(
        "p",
        {},
        element("a", { href: `#${differences}` }, "Differences of our runs from the paper's"),
      )]
      : [],
    ...seeds.length
      ? [element("h3", {}, `${seeds.length} ${seeds.length === 1 ? "seed" : "seeds"}`)]
      : [],
    ...seeds.map((seed) => seedPart(seed, seed.run === null ? undefined : commandOf[seed.run])),
    ...makes.length ? [element("h3", {}, "Commands that make all runs of the table")] : [],
    ...makes.map(commandPart),
  );
}

/** Creates the line of a seed, which opens its run. */
function seedPart(
  { seed, value, status, run }: NumberData["seeds"][number],
  command: string | undefined,
): HTMLElement {
  const line = [
    element("span", { class: "seed" }, `seed ${seed}`),
    element("span", { class: "value" }, value),
    element("span", { class: `status ${status.replace(" ", "_")}` }, status),
  ];
  if (run === null) return element("p", { class: "run" }, ...line);
  return element(
    "details",
    { class: "run", id: `run/${run}` },
    element("summary", {}, ...line),
    element("h4", {}, "Repeat it"),
    command
      ? commandPart(command)
      : element("p", { class: "plain" }, "No command of this version makes this run by itself."),
    element("p", { class: "plain" }, "Run ", element("code", {}, run)),
  );
}
