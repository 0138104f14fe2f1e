/**
 * `deno task report`: renders the records of a results folder.
 *
 * @module
 */
import { join } from "node:path";
import { documentOf } from "../reports/exports/json.ts";
import { DrawingThreads } from "../reports/figures/drawing_threads.ts";
import { figuresOf } from "../reports/figures/kinds.ts";
import { page } from "../reports/page/page.ts";
import type { Study } from "../reports/inference/study.ts";
import { terminalTables } from "../reports/tables/table.ts";
import { checkFolder } from "./_destinations.ts";
import { terminalOptions } from "./_terminal.ts";
import { generatedBy, writeFiles } from "./_write_files.ts";
import { printJson, printLine, printNote, printText } from "./_print.ts";
import { runProgram } from "./_program.ts";
import { RecordLoader } from "./_record_loader.ts";
import { parseReportOptions, reportHelp, type ReportOptions } from "./_report_options.ts";
import { resultsStore } from "./_results_store.ts";
import { servePage } from "./_serve.ts";

/** The program: takes the command line's arguments and returns the exit code. */
export async function main(args: string[]): Promise<void> {
  const options = parseReportOptions(args);
  if (options.help) return printText(reportHelp());
  if (options.serve) return await serve(options);
  await checkFolder(options.out, "--out");
  using threads = new DrawingThreads();
  const { studies } = await (await loaderOf(options)).load();
  const written = await write(studies, options, threads);
  if (options.json) return printJson(documentOf(studies));
  for (const { title, comparison, published } of studies) {
    printLine(title);
    printText(`\n${terminalTables(comparison, published, terminalOptions())}`);
  }
  for (const path of written) printLine(`Written: ${path}`);
}

async function loaderOf({ results, suites }: ReportOptions): Promise<RecordLoader> {
  return new RecordLoader(await resultsStore(results), suites);
}

/** Writes the report in the requested formats; returns the paths of its files and folders. */
async function write(
  studies: readonly Study[],
  { out, formats }: ReportOptions,
  { draw }: DrawingThreads,
): Promise<string[]> {
  const content = {
    title: "Report",
    studies: studies.map((study) => ({ study, figures: figuresOf(study, printNote) })),
    generatedBy,
    draw,
  };
  return await writeFiles(out, formats.flatMap((format) => format.render(content)));
}

async function serve(options: ReportOptions): Promise<void> {
  const loader = await loaderOf(options);
  const stop = new AbortController();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, () => stop.abort());
  await servePage({
    watched: join(options.results, "runs"),
    port: options.port,
    signal: stop.signal,
    async render() {
      const { studies } = await loader.load();
      const drawn = studies.map((study) => ({ study, figures: figuresOf(study) }));
      return page({ studies: drawn, generatedBy, live: true });
    },
    onListen(url) {
      printLine(`Serving ${options.results} on ${url}; Ctrl-C ends it`);
    },
  });
}

if (import.meta.main) await runProgram(main);
