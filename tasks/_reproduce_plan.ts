import { COMMAND } from "../descriptors/command.ts";
import { DataError } from "../datasets/_files.ts";
import { tunedNote } from "../reports/tables/notes.ts";
import type { ExperimentRuns } from "../reports/reproduction/reproduction.ts";
import type { PlannedRun, Predictions } from "../records/record.ts";
import { builtIn } from "../runs/catalogue.ts";
import type { Experiment, PublishedPaper } from "../suites/published/paper.ts";
import { benchCommand } from "./_bench_command.ts";
import type { BenchOptions } from "./_bench_options.ts";
import type { SuitePlan } from "../runs/plan.ts";
import { planBench } from "./_bench_plan.ts";
import { benchesOf, type ReproduceOptions } from "./_reproduce_options.ts";
import type { ResultsStore } from "../runs/store.ts";

/** The planned runs of an experiment. */
export interface ExperimentPlan {
  readonly experiment: Experiment;
  readonly benches: readonly BenchOptions[];
  /** Empty if the data is missing. */
  readonly plans: readonly SuitePlan[];
  /** Sentences on runs that cannot be made here, with the reason. */
  readonly notes: readonly string[];
  /** True if no run can be made because data is missing. */
  readonly withoutData: boolean;
}

/**
 * Plans the runs of the papers' experiments. An experiment without data has no runs.
 *
 * @param papers The papers.
 * @param options The command line.
 * @param store The results folder.
 * @throws {UsageError} If a data folder does not exist.
 */
export async function planExperiments(
  papers: readonly PublishedPaper[],
  options: ReproduceOptions,
  store: ResultsStore,
): Promise<Map<Experiment, ExperimentPlan>> {
  const experiments = papers.flatMap(({ tables, claims }) =>
    [...tables, ...claims].flatMap((part) => "experiment" in part ? part.experiment : [])
  );
  const planned = new Map<Experiment, ExperimentPlan>();
  for (const experiment of new Set(experiments)) {
    const benches = benchesOf(experiment, options);
    planned.set(experiment, { experiment, benches, ...await planBenches(benches, store) });
  }
  return planned;
}

async function planBenches(
  benches: readonly BenchOptions[],
  store: ResultsStore,
): Promise<Pick<ExperimentPlan, "plans" | "notes" | "withoutData">> {
  const plans: SuitePlan[] = [];
  try {
    for (const bench of benches) {
      for (const plan of await planBench(bench, store)) plans.push(plan);
    }
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { plans: [], notes: [error.message], withoutData: true };
  }
  const notes = new Set(plans.flatMap(({ notes }) => notes));
  return { plans, notes: [...notes], withoutData: false };
}

/** Returns the runs of several experiments, each once. */
export function plansOf(experiments: Iterable<Pick<ExperimentPlan, "plans">>): SuitePlan[] {
  const seen = new Set<string>();
  return [...experiments].flatMap(({ plans }) => plans).map((plan) => ({
    ...plan,
    runs: plan.runs.filter(({ id }) => !seen.has(id) && seen.add(id)),
  }));
}

/**
 * Reads the records of an experiment's runs.
 *
 * @param plan The experiment's plan.
 * @param store The results folder.
 */
export async function readExperiment(
  { plans, notes, benches, experiment }: ExperimentPlan,
  store: ResultsStore,
): Promise<ExperimentRuns> {
  const runs: PlannedRun[] = [];
  for (const run of plansOf([{ plans }]).flatMap(({ runs }) => runs)) {
    runs.push({ ...run, record: await store.record(run.id) });
  }
  return {
    runs,
    notes: [...notes.map(withoutPaths), ...tunedNotes(plans)],
    testSizes: await testSizesOf(runs, store),
    commands: experiment.bench.map((args, i) => commandOf(args, benches[i])),
    commandOf: new Map(runs.flatMap(({ id, spec }): [string, string][] => {
      const command = benchCommand(spec, builtIn);
      return command ? [[id, command]] : [];
    })),
  };
}

/** Returns notes on seeds of the runs on which their suites' settings were chosen. */
function tunedNotes(plans: readonly SuitePlan[]): string[] {
  const notes = plans.flatMap(({ suite: { tunedOn }, runs }) => {
    const seeds = new Set(runs.map(({ spec }) => spec.seed));
    return tunedNote(tunedOn.filter((seed) => seeds.has(seed)));
  });
  return [...new Set(notes)];
}

/** Removes this machine's folders from a note. */
function withoutPaths(note: string): string {
  return note.replace(/ not found in [^;]*;/, " not found;")
    .replace(/( reads a modified [^:]*): .*/, "$1");
}

/** Counts the test examples of each pair or task, in the predictions of one finished run. */
async function testSizesOf(
  runs: readonly PlannedRun[],
  store: ResultsStore,
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const seen = new Set<string>();
  for (const { id, spec: { problem }, record } of runs) {
    if (record?.status !== "ok" || seen.has(problem.name)) continue;
    const predictions = await store.predictions(id);
    if (!predictions) continue;
    seen.add(problem.name);
    for (const [name, size] of sizesIn(predictions)) sizes.set(name, size);
  }
  return sizes;
}

function sizesIn({ tasks }: Predictions): [name: string, size: number][] {
  return Object.entries(tasks).map(([name, { labels }]) => [name, labels.length]);
}

/** Returns the command line that makes an experiment's runs. */
function commandOf(args: readonly string[], { suites, seeds }: BenchOptions): string {
  const data = suites.some(({ dataset }) => dataset.folder) ? ["--data", "<data>"] : [];
  const asked = typeof seeds === "number" ? `${seeds}` : `${seeds![0]}-${seeds!.at(-1)}`;
  return [COMMAND, "bench", ...args, "--seeds", asked, ...data].join(" ");
}
