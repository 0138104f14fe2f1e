import { citation } from "../descriptors/paper.ts";
import { nameOf } from "../reports/published.ts";
import { type Cost, costOf } from "../reports/reproduction/cost.ts";
import type { Experiment, PublishedPaper } from "../suites/record.ts";
import { duration } from "./_progress.ts";
import { type ExperimentPlan, plansOf } from "./_reproduce_plan.ts";

/** One table or claim, as `--list` tells of it. */
export interface ListedPart {
  readonly paper: string;
  readonly part: string;
  /** How many published numbers it has; `null` for a claim. */
  readonly numbers: number | null;
  /** How they were read: `primary`, or several. */
  readonly status: readonly string[];
  /** The dataset that it needs. */
  readonly data: string;
  /** `unused` where no suite of ours reads it. */
  readonly found: "generated" | "here" | "missing" | "unused";
  /** How many of its rows, or of a claim's pairs or tasks, can be run here, and of how many. */
  readonly runnable: number;
  readonly rows: number;
  /** What is left out or lacking: sentences. */
  readonly notes: readonly string[];
  readonly cost: Cost | null;
}

/**
 * Lists what can be reproduced, the data that it needs and what is still to be run.
 *
 * @param papers The papers.
 * @param plans The planned experiments.
 */
export function listParts(
  papers: readonly PublishedPaper[],
  plans: ReadonlyMap<Experiment, ExperimentPlan>,
): ListedPart[] {
  return papers.flatMap(({ id, paper, tables, claims }) => [
    ...tables.map((part): ListedPart => {
      const { table } = part;
      const values = Object.values(table.rows).flatMap((row) => Object.values(row));
      return {
        paper: id,
        part: nameOf(table),
        numbers: values.filter((value) => value !== null).length,
        status: [...new Set(Object.values(table.columns).map(({ status }) => status))],
        ...foundOf(part, plans),
      };
    }),
    ...claims.map((claim): ListedPart => ({
      paper: id,
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
    runs.flatMap(({ spec: { problem } }) =>
      "tasks" in problem ? problem.tasks.map(({ name }) => name) : [problem.name]
    ),
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

/** The list as text, paper by paper; what has been said once is not said again. */
export function listText(parts: readonly ListedPart[]): string {
  const said = new Set<string>();
  const lines = parts.flatMap((listed, i) => {
    const { paper, part, numbers, status, notes, cost } = listed;
    const fresh = notes.filter((note) => !said.has(note));
    for (const note of fresh) said.add(note);
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
  if (missing === 0) return `${counts}, nothing to make`;
  const origin = guessed === missing
    ? "by a guess, for want of records"
    : guessed === 0
    ? "by the records of the same methods"
    : `by the records of the same methods, and by a guess for ${guessed} runs`;
  return `${counts}; the other ${missing} take about ${duration(seconds)} on one core, ${origin}`;
}
