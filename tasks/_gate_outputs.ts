import { relative } from "node:path";
import { fileName } from "../reports/file_name.ts";
import { renderPng, renderSvg } from "../reports/figures/render.ts";
import { annotations } from "../reports/gate/annotations.ts";
import { bencherJson } from "../reports/gate/bencher_json.ts";
import { benchmarkJson } from "../reports/gate/benchmark_json.ts";
import type { Gate } from "../reports/gate/gate.ts";
import { gateMarkdown } from "../reports/gate/gate_markdown.ts";
import { gateTerminal } from "../reports/gate/gate_terminal.ts";
import { historyLine } from "../reports/gate/history.ts";
import { junit } from "../reports/gate/junit.ts";
import { suitesOf, trend } from "../reports/gate/trend.ts";
import { checkFile, checkFolder } from "./_destinations.ts";
import { appendLine, readHistory } from "./_history_file.ts";
import { pathInside } from "./_path_inside.ts";
import { printJson, printNote, printText } from "./_print.ts";
import type { OutputOptions } from "./_regress_options.ts";
import { colors } from "./_terminal.ts";
import { systemReason, writeWhole } from "../runs/write_whole.ts";

/** Further facts that outputs of a gate contain. */
export interface OutputContext {
  /** The baseline's file. */
  readonly baseline: string;
  readonly strict: boolean;
}

/**
 * Checks that every output of a gate can be written.
 *
 * @throws {Error} If one cannot.
 */
export async function checkOutputs({ github, trend, ...outputs }: OutputOptions): Promise<void> {
  for (const option of ["markdown", "junit", "benchmark", "bencher"] as const) {
    const path = outputs[option];
    if (path !== undefined) await checkFile(path, `--${option}`);
  }
  if (outputs.history !== undefined) {
    await checkFile(outputs.history, "--history", { append: true });
  }
  if (trend !== undefined) await checkFolder(trend, "--trend");
  const summary = github && Deno.env.get("GITHUB_STEP_SUMMARY");
  if (summary) await checkFile(summary, "GITHUB_STEP_SUMMARY", { append: true });
}

/**
 * Prints a gate and writes all outputs that the options name.
 *
 * @throws {Error} If writing fails.
 */
export async function reportGate(
  gate: Gate,
  outputs: OutputOptions,
  { baseline, strict }: OutputContext,
): Promise<void> {
  if (outputs.json) printJson(gate);
  else printText(gateTerminal(gate, { color: colors() }).trimEnd());
  const files: [path: string | undefined, content: string][] = [
    [outputs.markdown, gateMarkdown(gate)],
    [outputs.junit, junit(gate, { strict })],
    [outputs.benchmark, benchmarkJson(gate)],
    [outputs.bencher, bencherJson(gate)],
  ];
  for (const [path, content] of files) {
    if (path !== undefined) await writeWhole(path, content);
  }
  if (outputs.github) {
    printText(annotations(gate, { file: relative(Deno.cwd(), baseline), strict }).trimEnd());
    const summary = Deno.env.get("GITHUB_STEP_SUMMARY");
    if (summary) await Deno.writeTextFile(summary, gateMarkdown(gate), { append: true });
  }
  if (outputs.history !== undefined) {
    await appendLine(outputs.history, historyLine(gate, new Date().toISOString()));
  }
}

/**
 * Draws a history: an SVG and a PNG for each suite.
 *
 * @param path The history's file.
 * @param folder The folder for the figures.
 * @throws {Error} If there is nothing to draw, or writing fails.
 */
export async function drawTrend(path: string, folder: string): Promise<void> {
  const { entries, warnings } = await readHistory(path);
  for (const warning of warnings) printNote(warning);
  if (entries.length === 0) throw new Error(`Cannot draw a trend: '${path}' has no gates`);
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Error(`Cannot make '${folder}': ${systemReason(error)}`);
  }
  for (const suite of suitesOf(entries)) {
    const svg = await renderSvg(trend(entries, suite));
    const [vector, pixels] = ["svg", "png"].map((format) =>
      pathInside(folder, fileName(`trend_${suite}`, format))
    );
    await writeWhole(vector, svg);
    await writeWhole(pixels, await renderPng(svg));
    printNote(`Figure: ${pixels}`);
  }
}
