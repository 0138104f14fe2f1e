/// <reference lib="dom" />

/**
 * Connects a study's controls with its tables.
 *
 * @param study The study's part of the page.
 */
export function wireChoices(study: HTMLElement): void {
  const form = study.querySelector<HTMLFormElement>("form.controls");
  if (!form) return;
  form.hidden = false;
  const apply = () => applyChoices(study, form);
  form.addEventListener("input", apply);
  // A form has its initial values only after the event.
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

/**
 * Brings a cell or a row into view, for any choices.
 *
 * @param target The cell, or the head of the row.
 */
export function reveal(target: HTMLElement): void {
  const study = target.closest<HTMLElement>(".study");
  const form = study?.querySelector<HTMLFormElement>("form.controls");
  const table = target.closest<HTMLElement>("[data-view]");
  if (!study || !form || !table) return;
  if (table.hidden || target.offsetParent === null) {
    form.reset();
    choose(form, "view", table.dataset.view!);
    choose(form, "selection", table.dataset.selection!);
    if (target.dataset.level !== "all") choose(form, "level", target.dataset.level ?? "");
    applyChoices(study, form);
  }
}

/** Selects a value of a choice, if the form has that choice. */
function choose(form: HTMLFormElement, name: string, value: string): void {
  for (const radio of radiosOf(form, name)) if (radio.value === value) radio.checked = true;
}

function radiosOf(form: HTMLFormElement, name: string): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)];
}

function applyChoices(study: HTMLElement, form: HTMLFormElement): void {
  const chosen = new FormData(form);
  const tables = [...study.querySelectorAll<HTMLElement>("[data-view]")];
  const text = (name: string) => `${chosen.get(name) ?? ""}`.trim().toLowerCase();
  for (const table of tables) {
    const { view, selection } = table.dataset;
    table.hidden = ["view", "selection"].some((name) =>
      chosen.has(name) && chosen.get(name) !== (name === "view" ? view : selection)
    );
    filterColumns(table, text("level") || "task", text("problems"));
  }
  const harmed = new Set(
    tables.filter(({ dataset }) =>
      dataset.view === "gains" &&
      (!chosen.has("selection") || dataset.selection === chosen.get("selection"))
    ).flatMap((table) =>
      [...table.querySelectorAll<HTMLElement>("tbody tr:has(td.gain.harmed)")]
        .map(({ dataset }) => dataset.method)
    ),
  );
  const wanted = text("methods").split(",").map((part) => part.trim()).filter(Boolean);
  const suits = ({ dataset: { method, status } }: HTMLElement) => {
    const rows = text("rows");
    return (wanted.length === 0 ||
      wanted.some((part) => method!.toLowerCase().includes(part))) &&
      (rows !== "complete" || status === "ok") && (rows !== "incomplete" || status !== "ok") &&
      (rows !== "harmed" || harmed.has(method));
  };
  for (const table of tables) {
    for (const row of table.querySelectorAll<HTMLElement>("tbody tr")) row.hidden = !suits(row);
  }
  const shown = tables.find(({ hidden }) => !hidden)!;
  const all = [...shown.querySelectorAll<HTMLElement>("tbody tr")];
  const left = all.filter(({ hidden }) => !hidden).length;
  study.querySelector(".found")!.textContent = left === all.length
    ? ""
    : `${left} of ${all.length} methods shown.`;
}

/** Shows the columns of one level whose heads contain a text, and the columns over all problems. */
function filterColumns(table: HTMLElement, level: string, text: string): void {
  const rows = [...table.querySelectorAll("tr")];
  const shown = [...rows[0].cells].map(({ dataset }) =>
    dataset.level === "method" || dataset.level === "all" ||
    (dataset.level === level && dataset.column!.toLowerCase().includes(text))
  );
  for (const row of rows) {
    for (const cell of row.cells) cell.hidden = !shown[cell.cellIndex];
  }
}
