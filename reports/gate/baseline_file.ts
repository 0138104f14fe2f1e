import { literal, safeParse } from "valibot";
import {
  byName,
  environment,
  finite,
  flawOfValue,
  list,
  metric,
  name,
  number,
  object,
  parse,
  parseJson,
  positive,
  seedlessSpec,
} from "../../records/schema.ts";
import { type Baseline, type Experiment, FORMAT, GREATEST_LEVEL } from "./baseline.ts";

/** Writes a baseline as the text of its file; {@linkcode parseBaseline} is the inverse. */
export function baselineText(baseline: Baseline): string {
  return `${JSON.stringify(baseline, undefined, 2)}\n`;
}

const baseline = object({
  format: literal(FORMAT, `${FORMAT}`),
  grids: list(name, 1),
  level: number(
    `a number above 0 and at most ${GREATEST_LEVEL}`,
    (value) => value > 0 && value <= GREATEST_LEVEL,
  ),
  environments: list(environment, 1),
  experiments: list(
    object({
      suite: name,
      group: name,
      method: name,
      runs: byName(name),
      spec: seedlessSpec,
      cells: list(
        object({
          problem: name,
          selection: name,
          metric,
          smallestEffect: positive,
          values: byName(finite),
        }),
        1,
      ),
    }),
    1,
  ),
});

/**
 * Parses a baseline. It does not check that the runs' ids are the hashes of their specs; the reader of the file does.
 *
 * @param text The file's text.
 * @param file The file's name, for messages.
 * @throws {SyntaxError} If the text is not a baseline; the message names the invalid place.
 */
export function parseBaseline(text: string, file: string): Baseline {
  let value: unknown;
  try {
    value = parseJson(text);
    const parsed: Baseline = parse(baseline, value);
    const seen = new Set<string>();
    parsed.experiments.forEach((experiment, i) => {
      const { suite, group, method } = experiment;
      const name = JSON.stringify([suite, group, method]);
      const flaw = seen.has(name) ? " occurs twice" : flawOf(experiment);
      if (flaw) throw new SyntaxError(`experiments.${i}${flaw}`);
      seen.add(name);
    });
    return parsed;
  } catch (error) {
    const { message } = error as SyntaxError;
    throw new SyntaxError(`Cannot read baseline '${file}': ${message}; ${remedy(value)}`);
  }
}

/** The fields of a baseline of any format that make it anew. */
const choices = object({
  format: finite,
  grids: list(name, 1),
  level: finite,
  experiments: list(object({ cells: list(object({ selection: name })) })),
});

/** Returns the advice for a text that is not a baseline: the arguments that make one of an earlier format anew. */
function remedy(value: unknown): string {
  const { success, output } = safeParse(choices, value);
  if (!success || output.format >= FORMAT) return "--update makes one";
  const { grids, level, experiments } = output;
  const selections = experiments.flatMap(({ cells }) => cells.map(({ selection }) => selection));
  const args = [
    `--update --level ${level}`,
    ...selections.length ? [`--selections ${[...new Set(selections)].join(",")}`] : [],
    ...grids.map((grid) => `--grid ${JSON.stringify(grid)}`),
  ];
  return `remove it and make it anew with ${args.join(" ")}`;
}

/** Finds a contradiction within an experiment. */
function flawOf({ suite, group, runs, spec, cells }: Experiment): string | undefined {
  const { problem, protocol } = spec;
  if (suite !== spec.suite.name) return ".suite is not that of its spec";
  if (group !== problem.name) return ".group is not the problem of its spec";
  const seeds = Object.keys(runs);
  if (seeds.length === 0) return ".runs is empty";
  const odd = seeds.find((seed) => !/^\d+$/.test(seed));
  if (odd !== undefined) return `.runs must be by seed, current value is ${JSON.stringify(odd)}`;
  for (const [i, { problem: task, selection, metric, values }] of cells.entries()) {
    const metrics = problem.tasks.find(({ name }) => name === task)?.metrics;
    const at = `.cells.${i}`;
    if (!metrics) return `${at}.problem is not in its spec`;
    if (!metrics.includes(metric)) return `${at}.metric is not in its spec`;
    if (!protocol.selections.includes(selection)) return `${at}.selection is not in its spec`;
    if (Object.keys(values).join() !== seeds.join()) return `${at}.values are not of its seeds`;
    for (const [seed, value] of Object.entries(values)) {
      const flaw = flawOfValue(metric, value);
      if (flaw) return `${at}.values.${seed} ${flaw}`;
    }
  }
}
