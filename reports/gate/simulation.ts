import { maximum } from "../../descriptors/extremes.ts";
import { isDeepStrictEqual } from "node:util";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { PlannedRun } from "../../suites/record.ts";
import { type Baseline, seedless } from "./baseline.ts";
import type { CellName } from "./measure.ts";
import { judge, type PairedCell } from "./judge.ts";

/** Results of unchanged code over more seeds than a gate has. */
export interface Pool {
  /** The seeds of a gate. */
  readonly seeds: number;
  /** The level of a gate. */
  readonly level: number;
  readonly cells: readonly PooledCell[];
  /** Seeds that some experiment has no result for, so that none is drawn from them. */
  readonly leftOut: readonly number[];
}

/** A cell of the gate, and its results. */
export interface PooledCell extends CellName {
  readonly smallestEffect: number;
  /** One for each seed of the pool, the same seeds in the same order for all cells. */
  readonly values: readonly number[];
}

/** How often gates say what. */
export interface Simulation {
  readonly repetitions: number;
  /** Seeds of a gate, and of the pool that they are drawn from. */
  readonly seeds: number;
  readonly pool: number;
  readonly level: number;
  /** Gates of unchanged code that called at least one cell regressed. */
  readonly alarms: number;
  readonly cells: readonly SimulatedCell[];
}

/** How often a cell is judged how. */
export interface SimulatedCell extends CellName {
  readonly smallestEffect: number;
  /** Of unchanged code. */
  readonly regressed: number;
  readonly inconclusive: number;
  /** Gates that called the cell regressed where it alone had dropped by each of {@linkcode drops} times δ. */
  readonly noticed: readonly number[];
}

/** The drops that are injected, in multiples of δ. */
export const drops = [1, 2, 3, 4] as const;

/**
 * Finds the results of a baseline's experiments over other seeds.
 *
 * @param baseline The baseline.
 * @param runs Runs of its grids over many seeds.
 * @throws {RangeError} If an experiment is not among the runs, as they have changed since.
 */
export function poolOf(baseline: Baseline, runs: readonly PlannedRun[]): Pool {
  const experiments = baseline.experiments.map((experiment) => {
    const own = runs.filter(({ spec }) => isDeepStrictEqual(seedless(spec), experiment.spec));
    if (own.length) return { experiment, own };
    const { suite, group, method } = experiment;
    throw new RangeError(
      `Cannot simulate: no run is ${suite} ${group} ${method} as the baseline describes it; ` +
        `make it anew with --update`,
    );
  });
  const seeds = [...new Set(runs.map(({ spec }) => spec.seed))];
  const complete = seeds.filter((seed) =>
    experiments.every(({ own }) =>
      own.find(({ spec }) => spec.seed === seed)?.record?.status === "ok"
    )
  );
  const cells = experiments.flatMap(({ experiment: { suite, method, cells }, own }) =>
    cells.map(({ problem, selection, metric, smallestEffect }): PooledCell => ({
      ...{ suite, problem, method, selection, metric, smallestEffect },
      values: complete.map((seed) =>
        own.find(({ spec }) => spec.seed === seed)!.record!.metrics[problem][selection]![metric]
      ),
    }))
  );
  return {
    seeds: maximum(baseline.experiments.map(({ runs }) => Object.keys(runs).length)),
    level: baseline.level,
    cells,
    leftOut: seeds.filter((seed) => !complete.includes(seed)),
  };
}

/**
 * Measures how often a gate raises a false alarm, and which drops it notices: draws the seeds of a baseline
 * and of a candidate from the pool, no seed twice, so that a pair has nothing in common. That is the worst
 * case, code that draws other random numbers; where pairs share their draws, unchanged code differs in
 * nothing, and no gate raises an alarm.
 *
 * All cells see the same seeds, as in a gate. A drop is taken off the candidate's values of one cell, the
 * others unchanged.
 *
 * @param pool The results.
 * @param options How many gates are drawn, and where the random draws start, 0 unless given.
 * @throws {RangeError} If the pool has fewer than twice the seeds of a gate.
 */
export function simulate(
  { seeds, level, cells }: Pool,
  { repetitions, seed = 0 }: { readonly repetitions: number; readonly seed?: number },
): Simulation {
  const size = cells[0].values.length;
  if (size < 2 * seeds) {
    throw new RangeError(
      `Cannot simulate: gates of ${seeds} seeds need a pool of ${2 * seeds} or more, ` +
        `current size is ${size}`,
    );
  }
  const generator = xoroshiro128plus(seed);
  const tally = cells.map(() => ({ regressed: 0, inconclusive: 0, noticed: drops.map(() => 0) }));
  let alarms = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const order = Array.from({ length: size }, (_, i) => i);
    for (let i = 0; i < 2 * seeds; i++) {
      const j = uniformInt(generator, i, size - 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    const paired = cells.map(({ smallestEffect, values }): PairedCell => {
      // Either of a pair may as well be the other: which is better than which makes no difference.
      const differences = order.slice(0, seeds)
        .map((first, i) => values[order[seeds + i]] - values[first]);
      return { differences, smallestEffect };
    });
    const outcomes = judge(paired, level).map(({ outcome }) => outcome);
    if (outcomes.includes("regressed")) alarms++;
    outcomes.forEach((outcome, i) => {
      if (outcome === "regressed" || outcome === "inconclusive") tally[i][outcome]++;
      drops.forEach((drop, k) => {
        const dropped = paired.with(i, lowered(paired[i], drop));
        if (judge(dropped, level)[i].outcome === "regressed") tally[i].noticed[k]++;
      });
    });
  }
  return {
    repetitions,
    seeds,
    pool: size,
    level,
    alarms,
    cells: cells.map(({ values: _, ...cell }, i) => ({ ...cell, ...tally[i] })),
  };
}

/** A cell that has dropped by some times δ. */
function lowered({ differences, smallestEffect }: PairedCell, times: number): PairedCell {
  return {
    differences: differences.map((difference) => difference - times * smallestEffect),
    smallestEffect,
  };
}
