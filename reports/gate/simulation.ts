import { maximum } from "../../descriptors/extremes.ts";
import { isDeepStrictEqual } from "node:util";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { PlannedRun } from "../../records/record.ts";
import { type Baseline, codeless, seedless } from "./baseline.ts";
import type { CellName } from "./measure.ts";
import { judgeTested, type PairedCell, testCell } from "./judge.ts";

/** Results of unchanged code over more seeds than a gate has. */
export interface Pool {
  /** Number of seeds of a gate. */
  readonly seeds: number;
  /** The level of a gate. */
  readonly level: number;
  readonly cells: readonly PooledCell[];
  /** Seeds without a result in some experiment; they are not drawn. */
  readonly leftOut: readonly number[];
}

/** A cell of the gate with its results. */
export interface PooledCell extends CellName {
  readonly smallestEffect: number;
  /** One value for each seed of the pool, in the same order for all cells. */
  readonly values: readonly number[];
}

/** Counts of outcomes over simulated gates. */
export interface Simulation {
  readonly repetitions: number;
  /** Number of seeds of a gate; `pool`: number of seeds that they are drawn from. */
  readonly seeds: number;
  readonly pool: number;
  readonly level: number;
  /** Gates of unchanged code that called at least one cell regressed. */
  readonly alarms: number;
  readonly cells: readonly SimulatedCell[];
}

/** Counts of outcomes of one cell. */
export interface SimulatedCell extends CellName {
  readonly smallestEffect: number;
  /** Gates of unchanged code that called the cell regressed; `inconclusive` likewise. */
  readonly regressed: number;
  readonly inconclusive: number;
  /** For each of {@linkcode drops}, gates that called the cell regressed when it alone had dropped by that many δ. */
  readonly noticed: readonly number[];
}

/** The injected drops, in multiples of δ. */
export const drops = [1, 2, 3, 4] as const;

/**
 * Collects the results of a baseline's experiments over more seeds.
 *
 * @param baseline The baseline.
 * @param runs Runs of its grids over many seeds.
 * @throws {RangeError} If no run matches an experiment, because specs have changed since.
 */
export function poolOf(baseline: Baseline, runs: readonly PlannedRun[]): Pool {
  const experiments = baseline.experiments.map((experiment) => {
    const spec = codeless(experiment.spec);
    const own = runs.filter((run) => isDeepStrictEqual(codeless(seedless(run.spec)), spec));
    if (own.length) return { experiment, own };
    const { suite, group, method } = experiment;
    throw new RangeError(
      `Cannot simulate: no run matches the baseline's spec of ${suite} ${group} ${method}; ` +
        `write a new baseline with --update`,
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
 * Estimates the rate of false alarms of a gate, and the rate at which it detects drops: draws the seeds of a
 * baseline and of a candidate from the pool without replacement, so that a pair has nothing in common. This is
 * the worst case, code that draws other random numbers; if pairs share their draws, unchanged code gives equal
 * results, and no gate raises an alarm.
 *
 * All cells use the same seeds, as in a gate. A drop is subtracted from the candidate's values of one cell; the
 * others are unchanged.
 *
 * @param pool The results.
 * @param options The number of gates, and the seed of the random draws, default 0.
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
      // The members of a pair are exchangeable, so the sign of the metric's direction does not matter.
      const differences = order.slice(0, seeds)
        .map((first, i) => values[order[seeds + i]] - values[first]);
      return { differences, smallestEffect };
    });
    const tested = paired.map((cell) => testCell(cell, level));
    const outcomes = judgeTested(tested, level).map(({ outcome }) => outcome);
    if (outcomes.includes("regressed")) alarms++;
    outcomes.forEach((outcome, i) => {
      if (outcome === "regressed" || outcome === "inconclusive") tally[i][outcome]++;
      drops.forEach((drop, k) => {
        const dropped = tested.with(i, testCell(lowered(paired[i], drop), level));
        if (judgeTested(dropped, level)[i].outcome === "regressed") tally[i].noticed[k]++;
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

/** Returns a cell lowered by a multiple of δ. */
function lowered({ differences, smallestEffect }: PairedCell, times: number): PairedCell {
  return {
    differences: differences.map((difference) => difference - times * smallestEffect),
    smallestEffect,
  };
}
