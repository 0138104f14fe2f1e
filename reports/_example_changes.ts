/** Changes of the made-up runs, for the tests of the reports. */
import type { About, PlannedRun, RunRecord, RunSpec } from "../records/record.ts";

/**
 * Changes the records of runs.
 *
 * @param runs The runs; those without a record stay as they are.
 * @param change Returns the changed parts of a record.
 */
export function changed(
  runs: readonly PlannedRun[],
  change: (record: RunRecord) => Partial<RunRecord>,
): PlannedRun[] {
  return runs.map((run) =>
    run.record ? { ...run, record: { ...run.record, ...change(run.record) } } : run
  );
}

/**
 * Changes the facts on runs, in their records too.
 *
 * @param runs The runs.
 * @param change Returns the changed parts of the facts.
 */
export function described(
  runs: readonly PlannedRun[],
  change: (about: About) => Partial<About>,
): PlannedRun[] {
  return changed(runs, ({ about }) => ({ about: { ...about, ...change(about) } }))
    .map((run) => ({ ...run, about: { ...run.about, ...change(run.about) } }));
}

/** Gives the runs a checkpoint: the last one, with the results of the rule `last`. */
export function withLastCheckpoint(runs: readonly PlannedRun[]): PlannedRun[] {
  return changed(runs, ({ metrics }) => ({
    curve: [{
      step: 100,
      training: {},
      tasks: Object.fromEntries(
        Object.entries(metrics).map(([task, { last }]) => [task, { test: Object.values(last)[0] }]),
      ),
    }],
  }));
}

/** A made-up selection rule. */
export interface ExampleRule {
  readonly title: string;
  readonly bound: boolean;
  /** The excess of its results over those of the rule `last`. */
  readonly better: number;
}

/** Puts runs under other selection rules, by name. */
export function underRules(
  runs: readonly PlannedRun[],
  rules: { readonly [name: string]: ExampleRule },
): PlannedRun[] {
  const names = Object.keys(rules);
  const selections = Object.fromEntries(
    names.map((name) => [name, { title: rules[name].title, bound: rules[name].bound }]),
  );
  const specOf = ({ spec }: { readonly spec: RunSpec }): RunSpec => ({
    ...spec,
    protocol: { ...spec.protocol, selections: names },
  });
  const withResults = changed(runs, ({ metrics, ...record }) => ({
    spec: specOf(record),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([task, { last }]) => [
        task,
        Object.fromEntries(names.map((name) => [
          name,
          Object.fromEntries(
            Object.entries(last).map(([metric, value]) => [metric, value + rules[name].better]),
          ),
        ])),
      ]),
    ),
  }));
  return described(withResults, () => ({ selections }))
    .map((run) => ({ ...run, spec: specOf(run) }));
}
