import { citation } from "../descriptors/paper.ts";
import { nameOf } from "../reports/tables/published.ts";
import { type Cost, costOf } from "../reports/reproduction/cost.ts";
import type { Experiment, PublishedPaper } from "../suites/published/paper.ts";
import { duration } from "../runs/duration.ts";
import { type ExperimentPlan, plansOf } from "./_reproduce_plan.ts";

/** One table or claim in the output of `--list`. */
export interface ListedPart {
  readonly paper: string;
  readonly part: string;
  /** The count of published numbers; `null` for a claim. */
  readonly numbers: number | null;
  /** The provenance of the numbers, such as `primary`; there may be several. */
  readonly status: readonly string[];
  /** The dataset. */
  readonly data: string;
  /** `unused` if no suite reads the dataset. */
  readonly found: "generated" | "here" | "missing" | "unused";
  /** The number of table rows, or of a claim's pairs or tasks, with data here; `rows` is the total. */
  readonly runnable: number;
  readonly rows: number;
  /** Sentences on omitted or missing parts. */
  readonly notes: readonly string[];
  readonly cost: Cost | null;
}

/**
 * Lists the tables and claims that can be reproduced, their data and the missing runs.
 *
 * @param papers The papers.
 * @param plans The planned experiments.
 */
export function listParts(
  papers: readonly PublishedPaper[],
  plans: ReadonlyMap<Experiment, ExperimentPlan>,
): ListedPart[] {
  return papers.flatMap(({ name, paper, tables, claims }) => [
    ...tables.map((part): ListedPart => {
      const { table } = part;
      const values = Object.values(table.rows).flatMap((row) => Object.values(row));
      return {
        paper: name,
        part: nameOf(table),
        numbers: values.filter((value) => value !== null).length,
        status: [...new Set(Object.values(table.columns).map(({ status }) => status))],
        ...foundOf(part, plans),
      };
    }),
    ...claims.map((claim): ListedPart => ({
      paper: name,
      part: `${citation(paper)} claim: ${claim.where}`,
      numbers: null,
      status: [claim.status],
      ...foundOf(claim, plans),
    })),
  ]);
}

type Part = PublishedPaper["tables"][number] | PublishedPaper["claims"][number];

function foundOf(
  part: Part,
  plans: ReadonlyMap<Experiment, ExperimentPlan>,
): Pick<ListedPart, "data" | "found" | "runnable" | "rows" | "notes" | "cost"> {
  const rows = new Set(rowsOf(part));
  if (!("experiment" in part)) {
    return {
      ...{ data: part.data, found: "unused", runnable: 0, rows: rows.size },
      ...{ notes: [`Graft lacks ${part.lacks}`], cost: null },
    };
  }
  const plan = plans.get(part.experiment)!;
  const { benches: [{ suites: [{ dataset }] }], notes, withoutData, experiment } = plan;
  const runs = plansOf([plan]).flatMap(({ runs }) => runs);
  const planned = new Set(
    runs.flatMap(({ spec: { problem } }) => problem.tasks.map(({ name }) => name)),
  );
  return {
    data: dataset.name,
    found: !dataset.folder ? "generated" : withoutData ? "missing" : "here",
    runnable: rows.intersection(planned).size,
    rows: rows.size,
    notes,
    cost: withoutData ? null : costOf(runs, experiment.secondsPerRun),
  };
}

function rowsOf(part: Part): string[] {
  if ("table" in part) return Object.keys(part.table.rows);
  if (!("experiment" in part)) return [];
  return [...part.greater, ...part.less].flatMap(({ problems }) => problems);
}

/** Returns the list as text, paper by paper; each note appears once. */
export function listText(parts: readonly ListedPart[]): string {
  const printed = new Set<string>();
  const lines = parts.flatMap((listed, i) => {
    const { paper, part, numbers, status, notes, cost } = listed;
    const fresh = notes.filter((note) => !printed.has(note));
    for (const note of fresh) printed.add(note);
    return [
      ...i > 0 && parts[i - 1].paper === paper ? [] : [...i ? [""] : [], paper],
      `  ${part}: ${numbers === null ? "" : `${numbers} numbers, `}${status.join(" and ")}`,
      `    data: ${dataText(listed)}`,
      ...fresh.map((note) => `    ${note}`),
      ...cost ? [`    runs: ${costText(cost)}`] : [],
    ];
  });
  return lines.join("\n");
}

function dataText({ data, found, runnable, rows }: ListedPart): string {
  switch (found) {
    case "generated":
      return `${data}, generated`;
    case "unused":
      return `${data}; no suite yet`;
    case "missing":
      return `${data}, not here`;
    case "here":
      return runnable === rows
        ? `${data}, here`
        : `${data}, here in part: for ${runnable} of ${rows} rows`;
  }
}

function costText({ planned, recorded, seconds, guessed }: Cost): string {
  const missing = planned - recorded;
  const counts = `${recorded} of ${planned} recorded`;
  if (missing === 0) return `${counts}, no runs missing`;
  const origin = guessed === missing
    ? "by a guess, as there are no records"
    : guessed === 0
    ? "by the records of the same methods"
    : `by the records of the same methods, and a guess for ${guessed} runs`;
  return `${counts}; the other ${missing} take about ${duration(seconds)} on one core, ${origin}`;
}
