/**
 * `deno task regress`: compares the results of a small fixed grid with a baseline, for CI.
 *
 * @module
 */
import { type Baseline, baselineOf } from "../reports/gate/baseline.ts";
import { baselineText } from "../reports/gate/baseline_file.ts";
import { exitCode, gate } from "../reports/gate/gate.ts";
import { gateTerminal } from "../reports/gate/gate_terminal.ts";
import { poolOf, simulate } from "../reports/gate/simulation.ts";
import { simulationText } from "../reports/gate/simulation_text.ts";
import { readBaseline } from "./_baseline_file.ts";
import { checkOutputs, drawTrend, reportGate } from "./_gate_outputs.ts";
import { checkFile } from "./_destinations.ts";
import { gridRuns, recordedRuns } from "./_gate_runs.ts";
import { INTERRUPTED } from "./_make_runs.ts";
import { printJson, printLine, printNote, printText } from "./_print.ts";
import { runProgram, UsageError } from "./_program.ts";
import { parseRegressOptions, regressHelp, type RegressOptions } from "./_regress_options.ts";
import { colors } from "./_terminal.ts";
import { writeWhole } from "../runs/write_whole.ts";

/** The default probability of any false alarm. */
const LEVEL = 0.05;

/** The program: takes the command line's arguments and returns the exit code. */
export async function main(args: string[]): Promise<number> {
  const options = parseRegressOptions(args);
  const { baseline: path, outputs: { history, trend } } = options;
  if (options.help) {
    printText(regressHelp);
    return 0;
  }
  await checkOutputs(options.outputs);
  if (options.update) await checkFile(path!, "--baseline");
  const code = path === undefined
    ? 0
    : options.update
    ? await update(path, options)
    : options.simulate === undefined
    ? await judge(path, options)
    : await measureRates(path, options.simulate, options);
  if (code !== INTERRUPTED && trend !== undefined) await drawTrend(history!, trend);
  return code;
}

/** Writes a new baseline and prints its differences from the previous one. */
async function update(path: string, options: RegressOptions): Promise<number> {
  const before = await readBaseline(path, { optional: true });
  const grids = options.grids.length ? options.grids : before?.grids ?? [];
  if (grids.length === 0) {
    throw new UsageError("Cannot make a baseline: name the runs with --grid");
  }
  const runs = await gridRuns(grids, options);
  if (!runs) return INTERRUPTED;
  const baseline = baselineOf(runs, {
    grids,
    level: options.level ?? before?.level ?? LEVEL,
    selections: options.selections ?? (before && selectionsOf(before)),
    effects: options.effects,
    before,
  });
  const shown = before ? gate(before, runs, { acceptChanged: true }) : gate(baseline, runs);
  printText(gateTerminal(shown, { color: colors() }));
  await writeWhole(path, baselineText(baseline));
  printLine(
    `Wrote ${path}${before ? " (compared above with the previous one)" : ""}: review and commit it`,
  );
  return 0;
}

async function judge(path: string, options: RegressOptions): Promise<number> {
  const baseline = await readBaseline(path);
  const { acceptChanged, strict, outputs } = options;
  const runs = options.run
    ? await gridRuns(baseline.grids, options)
    : await recordedRuns(options.results!);
  if (!runs) return INTERRUPTED;
  const judged = gate(baseline, runs, { acceptChanged });
  await reportGate(judged, outputs, { baseline: path, strict });
  return exitCode(judged, strict);
}

async function measureRates(
  path: string,
  repetitions: number,
  options: RegressOptions,
): Promise<number> {
  const baseline = await readBaseline(path);
  const runs = options.run
    ? await gridRuns(baseline.grids, options, options.pool)
    : await recordedRuns(options.results!);
  if (!runs) return INTERRUPTED;
  const pool = poolOf(baseline, runs);
  if (pool.leftOut.length) {
    printNote(
      `The pool omits seeds ${pool.leftOut.join(", ")}: some of their runs failed or are missing`,
    );
  }
  const simulation = simulate(pool, { repetitions });
  if (options.outputs.json) printJson(simulation);
  else printText(simulationText(simulation).trimEnd());
  return 0;
}

function selectionsOf({ experiments }: Baseline) {
  return [...new Set(experiments.flatMap(({ cells }) => cells.map(({ selection }) => selection)))];
}

if (import.meta.main) await runProgram(main);
