import { markupText } from "../escapes/markup.ts";
import type { Gate, GateCell } from "./gate.ts";
import { sentenceOf } from "./gate_cells.ts";

/** Options of {@linkcode junit}. */
export interface JunitOptions {
  /** True if an inconclusive cell is a failure; otherwise it is skipped. */
  readonly strict: boolean;
}

/**
 * Writes a gate as JUnit XML: a test suite for each suite, a test for each cell. A regression is a failure; a
 * cell that failed or was not measured is an error, since its result is unknown. The time of a test is that of
 * its cell's runs, and the time of a suite the sum over its tests: runs of several cells count in each.
 *
 * @param gate The gate.
 * @param options The strictness.
 * @returns An XML 1.0 document.
 */
export function junit(gate: Gate, { strict }: JunitOptions): string {
  const suites = [...new Set(gate.cells.map(({ suite }) => suite))].map((name) => {
    const cells = gate.cells.filter(({ suite }) => suite === name);
    const tests = cells.map((cell) => testCase(cell, gate.level, strict));
    return [
      `  <testsuite${attributes({ name, ...countsOf(cells, strict) })}>`,
      ...tests,
      "  </testsuite>",
    ].join("\n");
  });
  const all = attributes({ name: "accuracy gate", ...countsOf(gate.cells, strict) });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${all}>`,
    ...suites,
    "</testsuites>\n",
  ].join("\n");
}

type Element = "failure" | "error" | "skipped";

function elementOf({ outcome }: GateCell, strict: boolean): Element | undefined {
  switch (outcome) {
    case "regressed":
      return "failure";
    case "failed":
    case "not_measured":
      return "error";
    case "inconclusive":
      return strict ? "failure" : "skipped";
    case "pass":
    case "improved":
      return undefined;
  }
}

function countsOf(cells: readonly GateCell[], strict: boolean) {
  const count = (element: Element) =>
    cells.filter((cell) => elementOf(cell, strict) === element).length;
  return {
    tests: cells.length,
    failures: count("failure"),
    errors: count("error"),
    skipped: count("skipped"),
    time: timeOf(cells),
  };
}

/** Formats seconds with digits and a point, which all readers of JUnit XML accept. */
function timeOf(cells: readonly Pick<GateCell, "seconds">[]): string {
  return cells.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3);
}

function testCase(cell: GateCell, level: number, strict: boolean): string {
  const { suite, problem, method, selection, metric, outcome } = cell;
  const names = attributes({
    classname: `${suite}.${problem}`,
    name: `${method} ${selection} ${metric}`,
    time: timeOf([cell]),
  });
  const message = sentenceOf(cell, level);
  const element = elementOf(cell, strict);
  const body = element === undefined
    ? `<system-out>${markupText(message)}</system-out>`
    : element === "skipped"
    ? `<skipped${attributes({ message })}/>`
    : `<${element}${attributes({ type: outcome, message })}/>`;
  return `    <testcase${names}>${body}</testcase>`;
}

function attributes(values: { readonly [name: string]: string | number }): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${markupText(String(value))}"`)
    .join("");
}
