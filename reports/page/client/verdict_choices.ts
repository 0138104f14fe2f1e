/// <reference lib="dom" />

/**
 * Connects the page's controls with its numbers and claims, and with their tables and papers.
 *
 * @returns A function that brings a place into view, for any choices.
 */
export function wireVerdictChoices(): (target: HTMLElement) => void {
  const form = document.querySelector<HTMLFormElement>("form.controls");
  if (!form) return () => {};
  form.hidden = false;
  const apply = () => applyVerdictChoices(new FormData(form));
  form.addEventListener("input", apply);
  // A form has its initial values only after the event.
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
  return (target) => {
    if (target.offsetParent !== null) return;
    form.reset();
    applyVerdictChoices(new FormData(form));
  };
}

function applyVerdictChoices(chosen: FormData): void {
  const value = (name: string) => `${chosen.get(name) ?? ""}`.trim().toLowerCase();
  const wanted = value("find").split(",").map((part) => part.trim()).filter(Boolean);
  const suits = ({ dataset: { verdict, name, status } }: HTMLElement) =>
    (value("verdict") === "" || verdict!.split(" ").includes(value("verdict"))) &&
    (value("status") === "" || status!.split(" ").includes(value("status"))) &&
    (wanted.length === 0 || wanted.some((part) => name!.toLowerCase().includes(part)));
  let [left, all] = [0, 0];
  for (const paper of document.querySelectorAll<HTMLElement>("[data-paper]")) {
    const is = value("paper") === "" || paper.dataset.paper === value("paper");
    const parts = [...paper.querySelectorAll<HTMLElement>("[data-part]")];
    for (const part of parts) {
      const lines = [...part.querySelectorAll<HTMLElement>("[data-verdict]")];
      for (const line of lines) line.hidden = !suits(line);
      const fitting = is ? lines.filter(({ hidden }) => !hidden).length : 0;
      part.hidden = fitting === 0;
      left += fitting;
      all += lines.length;
    }
    paper.hidden = !is || parts.length > 0 && parts.every(({ hidden }) => hidden);
  }
  document.querySelector(".found")!.textContent = left === all
    ? ""
    : left === 0
    ? "Nothing is like that."
    : `${left} of ${all} rows shown.`;
}
