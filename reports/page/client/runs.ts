/// <reference lib="dom" />
import type { CellData, PageData, RunData, StudyData } from "../data.ts";
import type { Fact } from "../section.ts";
import { curveChart } from "./curves.ts";
import { commandPart, dialogHead, factList } from "./dialog_parts.ts";
import { element } from "./elements.ts";

/**
 * Fills the dialog with the runs of a cell.
 *
 * @param dialog The dialog.
 * @param data The data of the page.
 * @param study The study.
 * @param cell The cell.
 */
export function showRuns(
  dialog: HTMLDialogElement,
  data: PageData,
  study: StudyData,
  cell: CellData,
): void {
  const groups = new Set(cell.problems.map((problem) => study.problems[problem].group));
  const runs = study.runs.filter(({ method, group }) =>
    method === cell.method && groups.has(group)
  );
  dialog.replaceChildren(
    dialogHead(dialog, cell.title, cell.selection),
    factList(cell.facts.map(([term, text]) => [data.terms[term], text])),
    curvesPart(study, cell, runs),
    element("h3", {}, `${runs.length} ${runs.length === 1 ? "run" : "runs"}`),
    ...runs.map((run) => runPart(data, study, cell, run, groups.size > 1)),
  );
}

/** Creates the chart of a cell's runs, for one quantity at a time. */
function curvesPart(study: StudyData, cell: CellData, runs: readonly RunData[]): HTMLElement {
  const recorded = runs.filter(({ record }) => record && record.curve.steps.length > 0);
  const names = [...new Set(recorded.flatMap(({ record }) => Object.keys(record!.curve.series)))];
  if (names.length === 0) return element("p", { class: "plain" }, "No curve was recorded.");
  const tasks = cell.problems.map((problem) => study.problems[problem].task);
  const first = names.find((name) => tasks.some((task) => name === `${task}: test`)) ??
    names.find((name) => name === "test") ?? names[0];
  const select = element(
    "select",
    { id: "curve" },
    ...names.map((name) => element("option", name === first ? { selected: "" } : {}, name)),
  );
  const drawing = element("div", {});
  const draw = () => {
    const name = select.value;
    const of = study.problems.find(({ task }) => name.startsWith(`${task}: `)) ??
      study.problems[cell.problems[0]];
    const inPercent = of.percent !== null && /(^|: )(test|validation)$/.test(name);
    const lines = recorded.flatMap(({ seed, group, record }) => {
      const { curve: { steps, series }, selected } = record!;
      return series[name]
        ? [{
          name: `${group}, seed ${seed}`,
          steps,
          values: inPercent
            ? series[name].map((value) => value === null ? null : 100 * value)
            : series[name],
          chosen: chosenStep(selected[cell.selection], name),
        }]
        : [];
    });
    const unit = inPercent ? " in %" : "";
    const title = `${name}${unit} by step, ${lines.length} ${lines.length === 1 ? "run" : "runs"}`;
    const width = Math.min(document.documentElement.clientWidth, widest) - 48;
    drawing.replaceChildren(curveChart(lines, title, width));
  };
  select.addEventListener("input", draw);
  draw();
  return element(
    "div",
    { class: "curves-part" },
    element("label", { for: "curve" }, "Curve "),
    select,
    element("small", {}, " the dot is the chosen checkpoint"),
    drawing,
  );
}

/** Returns the chosen step that a series shows: that of its task, or of all series if there is one task. */
function chosenStep(
  selected: { readonly [task: string]: number } = {},
  name: string,
): number | undefined {
  const [one, ...others] = Object.values(selected);
  return others.length > 0 ? selected[name.replace(/: test$/, "")] : one;
}

/** The greatest width of the dialog in pixels. */
const widest = 704;

/** Creates the line of a run, which opens its details. */
function runPart(
  { environments, specs }: PageData,
  study: StudyData,
  cell: CellData,
  run: RunData,
  several: boolean,
): HTMLElement {
  const { id, seed, group, record, command } = run;
  const status = record?.status ?? "not run";
  const value = valueOf(study, cell, run);
  const reference = study.runs.find((other) =>
    other.method === study.baseline && other.group === group && other.seed === seed
  );
  const paired = reference && reference !== run ? valueOf(study, cell, reference) : undefined;
  const total = record?.seconds.reduce((sum, [, seconds]) => sum + seconds, 0);
  const line = element(
    "summary",
    {},
    element("span", { class: "seed" }, several ? `${group}, seed ${seed}` : `seed ${seed}`),
    element("span", { class: "value" }, value ? value.text(value.number) : "–"),
    element(
      "span",
      { class: "difference" },
      value && paired ? difference(value, paired) : "",
    ),
    element("span", { class: `status ${status.replace(" ", "_")}` }, status),
    element("span", { class: "time" }, total === undefined ? "" : `${total.toFixed(1)} s`),
  );
  const spec = { ...specs[run.spec] as object, seed };
  return element(
    "details",
    { class: "run", id: `run/${id}` },
    line,
    record?.error &&
      element(
        "pre",
        { class: "error" },
        `${record.error.message}${
          record.error.step === undefined ? "" : ` (step ${record.error.step})`
        }`,
      ),
    element("h4", {}, "Repeat it"),
    command
      ? commandPart(command)
      : element("p", { class: "plain" }, "No command of this version makes this run."),
    record && element("h4", {}, "Record"),
    record && factList([
      ...metricsOf(study, cell, run),
      ["chosen checkpoint", selectedText(record.selected[cell.selection])],
      ["seconds", record.seconds.map(([what, seconds]) => `${what} ${seconds}`).join(", ")],
      ["started", record.startedAt],
      ...Object.entries(environments[record.environment]).map(([name, value]) =>
        [name, typeof value === "object" ? pairs(value) : `${value}`] as const
      ),
    ]),
    element("p", { class: "plain" }, "Run ", element("code", {}, id)),
    element(
      "details",
      { class: "spec" },
      element("summary", {}, "Spec"),
      element("pre", { tabindex: "0" }, JSON.stringify(spec, null, 2)),
    ),
  );
}

/** The number of a run for a cell. */
interface Value {
  readonly number: number;
  readonly higherIsBetter: boolean;
  text(number: number): string;
}

/** Computes the mean over the cell's problems that belong to the run; `undefined` if one is missing or units differ. */
function valueOf(
  { problems }: StudyData,
  cell: CellData,
  { group, record }: RunData,
): Value | undefined {
  const solved = cell.problems.map((problem) => problems[problem])
    .filter((problem) => problem.group === group);
  const [{ higherIsBetter, percent }] = solved;
  const numbers = solved.flatMap(({ task, metric }) =>
    record?.metrics[task]?.[cell.selection]?.[metric] ?? []
  );
  const alike = solved.every((other) =>
    other.higherIsBetter === higherIsBetter && (other.percent === null) === (percent === null)
  );
  if (numbers.length < solved.length || !alike) return undefined;
  return {
    number: numbers.reduce((sum, number) => sum + number, 0) / numbers.length,
    higherIsBetter,
    text: (number) => numberText(number, percent),
  };
}

function difference(value: Value, reference: Value): string {
  const better = (value.number - reference.number) * (value.higherIsBetter ? 1 : -1);
  const text = value.text(Math.abs(better)).replace(" %", "");
  return `${better < 0 ? "−" : better > 0 ? "+" : ""}${text}`;
}

function numberText(number: number, percent: number | null): string {
  return percent === null
    ? `${Number(number.toPrecision(3))}`
    : `${(100 * number).toFixed(percent)} %`;
}

/** Lists all metrics of a run on the problems of its cell. */
function metricsOf(
  { problems }: StudyData,
  cell: CellData,
  { record, group }: RunData,
): Fact[] {
  return cell.problems.map((problem) => problems[problem])
    .filter((problem) => problem.group === group)
    .flatMap(({ task }) =>
      Object.entries(record!.metrics[task]?.[cell.selection] ?? {})
        .map(([metric, value]) => [`${task}: ${metric}`, `${value}`] as const)
    );
}

function selectedText(selected: { readonly [task: string]: number } | undefined): string {
  if (selected === undefined) return "none";
  return `step ${[...new Set(Object.values(selected))].join(", ")}`;
}

function pairs(values: { readonly [name: string]: string }): string {
  return Object.entries(values).map(([name, value]) => `${name} ${value}`).join(", ");
}
