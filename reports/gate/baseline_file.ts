import { type Metric, metricKinds } from "../../descriptors/metrics.ts";
import { type Baseline, FORMAT, GREATEST_LEVEL } from "./baseline.ts";

/** The text of a baseline's file; {@linkcode parseBaseline} reads it back. */
export function baselineText(baseline: Baseline): string {
  return `${JSON.stringify(baseline, undefined, 2)}\n`;
}

/**
 * Reads a baseline.
 *
 * @param text The file's text.
 * @param name What the file is called, for messages.
 * @throws {SyntaxError} If it is no baseline, with the place that is wrong.
 */
export function parseBaseline(text: string, name: string): Baseline {
  const refuse = (why: string): never => {
    throw new SyntaxError(`Cannot read baseline '${name}': ${why}; --update makes one`);
  };
  let read;
  try {
    read = JSON.parse(text);
  } catch {
    refuse("it is not JSON");
  }
  if (read?.format !== FORMAT) {
    refuse(`its format must be ${FORMAT}, current value is ${JSON.stringify(read?.format)}`);
  }
  const check = (holds: boolean, place: string): void => {
    if (!holds) refuse(`${place} is missing or malformed`);
  };
  check(isFilled(read.grids) && read.grids.every(isText), "grids");
  check(read.level > 0 && read.level <= GREATEST_LEVEL, "level");
  check(isFilled(read.environments) && read.environments.every(isObject), "environments");
  check(isFilled(read.experiments), "experiments");
  read.experiments.forEach((experiment: Record<string, unknown>, i: number) => {
    const at = `experiments[${i}]`;
    check(isObject(experiment), at);
    const { suite, group, method, runs, spec, cells } = experiment;
    check([suite, group, method].every(isText), `the name of ${at}`);
    check(isObject(runs) && Object.values(runs).every(isText), `${at}.runs`);
    check(isObject(spec), `${at}.spec`);
    check(isFilled(cells), `${at}.cells`);
    const seeds = Object.keys(runs as object);
    check(seeds.length > 0 && seeds.every((seed) => /^\d+$/.test(seed)), `${at}.runs`);
    (cells as Record<string, unknown>[]).forEach((cell, j) => {
      const place = `${at}.cells[${j}]`;
      check(isObject(cell), place);
      const { problem, selection, metric, smallestEffect, values } = cell;
      check(isText(problem) && isText(selection), place);
      check(isMetric(metric), `${place}.metric`);
      check(
        Number.isFinite(smallestEffect) && Number(smallestEffect) > 0,
        `${place}.smallestEffect`,
      );
      check(
        isObject(values) && Object.keys(values).join() === seeds.join() &&
          Object.values(values).every(Number.isFinite),
        `${place}.values`,
      );
    });
  });
  return read;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isFilled(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function isMetric(value: unknown): value is Metric {
  return isText(value) && Object.hasOwn(metricKinds, value);
}
