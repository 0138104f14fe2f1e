/**
 * `deno task report`: renders the records of a results folder.
 *
 * @module
 */
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { csvOf } from "../reports/exports/csv.ts";
import { documentOf } from "../reports/exports/document.ts";
import { figuresOf } from "../reports/figures/kinds.ts";
import { latexOf } from "../reports/exports/latex.ts";
import { page } from "../reports/page/page.ts";
import { parquetOf } from "../reports/exports/parquet.ts";
import { markdownReport, type ReportSection } from "../reports/exports/markdown_report.ts";
import type { Study } from "../reports/inference/study.ts";
import { terminalTables } from "../reports/tables/table.ts";
import type { RunRecord } from "../records/record.ts";
import { checkFolder } from "./_destinations.ts";
import { drawFigures, terminalOptions } from "./_figures.ts";
import { printJson, printLine, printNote, printText } from "./_print.ts";
import { runProgram } from "./_program.ts";
import { RecordLoader } from "./_record_loader.ts";
import { parseReportOptions, reportHelp, type ReportOptions } from "./_report_options.ts";
import { resultsStore } from "./_results_store.ts";
import { servePage } from "./_serve.ts";
import { writeWhole } from "../runs/write_whole.ts";

/** The program: takes the command line's arguments and returns the exit code. */
export async function main(args: string[]): Promise<void> {
  const options = parseReportOptions(args);
  if (options.help) return printText(reportHelp());
  if (options.serve) return await serve(options);
  await checkFolder(options.out, "--out");
  const { records, studies } = await (await loaderOf(options)).load();
  const written = await write(studies, records, options);
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

/** Writes the report in the requested formats; returns the paths of files, and the folder of the figures. */
async function write(
  studies: readonly Study[],
  records: readonly RunRecord[],
  { out, formats }: ReportOptions,
): Promise<string[]> {
  await Deno.mkdir(out, { recursive: true });
  const written: string[] = [];
  const put = async (name: string, content: string | Uint8Array) => {
    await writeWhole(join(out, name), content);
    written.push(join(out, name));
  };
  const sections = studies.map((study) => ({ study, figures: figuresOf(study, printNote) }));
  if (formats.has("html")) await put("index.html", await pageOf(sections, false));
  if (formats.has("csv")) await put("report.csv", csvOf(studies));
  if (formats.has("tex")) await put("report.tex", latexOf(studies));
  if (formats.has("json")) {
    await put("report.json", `${JSON.stringify(documentOf(studies), undefined, 2)}\n`);
  }
  if (formats.has("parquet")) await put("records.parquet", parquetOf(records));
  const drawn: ReportSection[] = [];
  const kinds = (["svg", "png", "pdf"] as const).filter((kind) =>
    formats.has(kind) || kind === "png" && formats.has("md")
  );
  for (const { study, figures } of kinds.length ? sections : []) {
    drawn.push({ study, figures: await drawFigures(study, figures, out, kinds) });
  }
  if (kinds.length) written.push(join(out, "figures"));
  if (formats.has("md")) await put("report.md", markdownReport("Report", drawn));
  return written;
}

function pageOf(
  studies: Parameters<typeof page>[0]["studies"],
  live: boolean,
): Promise<string> {
  return page({ studies, generatedBy: `graft ${config.version}`, live });
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
      return pageOf(studies.map((study) => ({ study, figures: figuresOf(study) })), true);
    },
    onListen(url) {
      printLine(`Serving ${options.results} on ${url}; Ctrl-C ends it`);
    },
  });
}

if (import.meta.main) await runProgram(main);
