import { COMMAND } from "../descriptors/command.ts";
import { DataError } from "../datasets/_files.ts";
import { tunedNote } from "../reports/tables/notes.ts";
import type { ExperimentRuns } from "../reports/reproduction/reproduction.ts";
import type { PlannedRun, Predictions } from "../records/record.ts";
import { armLabel, runsOf } from "../reports/reproduction/arm.ts";
import type {
  Arm,
  ComparedClaim,
  ComparedTable,
  Experiment,
  PublishedPaper,
} from "../suites/published/paper.ts";
import { benchCommand, entriesOf, moduleArguments } from "./_bench_command.ts";
import type { BenchOptions } from "./_bench_options.ts";
import type { SuitePlan } from "../runs/plan.ts";
import { planBench } from "./_bench_plan.ts";
import { UsageError } from "./_program.ts";
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
 * @throws {UsageError} If a data folder does not exist, or an experiment cannot be run or compared with its paper.
 */
export async function planExperiments(
  papers: readonly PublishedPaper[],
  options: ReproduceOptions,
  store: ResultsStore,
): Promise<Map<Experiment, ExperimentPlan>> {
  const planned = new Map<Experiment, ExperimentPlan>();
  for (const { name, tables, claims } of papers) {
    for (const part of [...tables, ...claims]) {
      if (!("experiment" in part)) continue;
      const { experiment } = part;
      try {
        const plan = planned.get(experiment) ?? await planExperiment(experiment, options, store);
        planned.set(experiment, plan);
        checkCompared(part, plan);
      } catch (error) {
        if (!(error instanceof UsageError || error instanceof RangeError)) throw error;
        throw new UsageError(`${error.message} (paper ${name})`);
      }
    }
  }
  return planned;
}

/**
 * Refuses a part of a paper that the planned runs cannot be compared with. Where data is missing, there are other runs.
 *
 * @throws {RangeError} With the method, the selection rule or the metric that the runs do not have.
 */
function checkCompared(
  part: ComparedTable | ComparedClaim,
  { plans, notes }: ExperimentPlan,
): void {
  if (notes.length > 0) return;
  const { selection, recorded } = part;
  const runs = plansOf([{ plans }]).flatMap(({ runs }) => runs);
  for (const [arm, problems] of armsOf(part)) {
    const results = runsOf(arm, runs).flatMap(({ spec: { problem, protocol: { selections } } }) =>
      problem.tasks.filter(({ name }) => problems.includes(name))
        .map(({ metrics }) => ({ metrics, selections }))
    );
    const label = armLabel(arm);
    if (results.length === 0) {
      throw new RangeError(`Cannot compare ${label}: no bench runs it on ${problems.join(", ")}`);
    }
    for (const { metrics, selections } of results) {
      if (!selections.includes(selection)) {
        throw new RangeError(
          `Cannot compare ${label} by ${selection}: its suite selects by ${selections.join(", ")}`,
        );
      }
      if (!metrics.includes(recorded)) {
        throw new RangeError(
          `Cannot compare ${label} by its ${recorded}: its runs record ${metrics.join(", ")}`,
        );
      }
    }
  }
}

/** Returns the arms of a part, with the pairs or tasks that each is compared on. */
function armsOf(part: ComparedTable | ComparedClaim): [arm: Arm, problems: readonly string[]][] {
  return "arms" in part
    ? Object.values(part.arms).map((arm) => [arm, Object.keys(part.table.rows)])
    : [...part.greater, ...part.less].map(({ arm, problems }) => [arm, problems]);
}

async function planExperiment(
  experiment: Experiment,
  options: ReproduceOptions,
  store: ResultsStore,
): Promise<ExperimentPlan> {
  const benches = benchesOf(experiment, options);
  return { experiment, benches, ...await planBenches(benches, store) };
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
    commands: experiment.bench.map((args, i) => commandOf(args, benches[i], runs)),
    commandOf: new Map(runs.flatMap(({ id, spec }): [string, string][] => {
      const command = benchCommand(spec, benches[0].catalogue);
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
function commandOf(
  args: readonly string[],
  { suites, seeds, catalogue }: BenchOptions,
  runs: readonly PlannedRun[],
): string {
  const data = suites.some(({ dataset }) => dataset.folder) ? ["--data", "<data>"] : [];
  const asked = typeof seeds === "number" ? `${seeds}` : `${seeds![0]}-${seeds!.at(-1)}`;
  const entries = [
    ...suites.map(({ name }) => `suites/${name}`),
    ...runs.flatMap(({ spec }) => entriesOf(spec)),
  ];
  const modules = moduleArguments(entries, catalogue);
  return [COMMAND, "bench", ...args, ...modules, "--seeds", asked, ...data].join(" ");
}
