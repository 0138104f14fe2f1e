import { COMMAND } from "../descriptors/command.ts";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Export } from "../reports/exports/export.ts";
import { exports } from "../reports/exports/mod.ts";
import { absolutePath } from "./_destinations.ts";
import { UsageError } from "./_program.ts";

/** The checked command line of `deno task report`. */
export interface ReportOptions {
  /** Suites to report; by default all. */
  readonly suites: readonly string[];
  readonly results: string;
  /** Folder for the report. */
  readonly out: string;
  /** The file formats of the report. */
  readonly formats: readonly Export[];
  /** True to serve the page and keep it up to date, instead of writing files. */
  readonly serve: boolean;
  readonly port: number;
  readonly json: boolean;
  readonly help: boolean;
}

/** Returns the output of `deno task report --help`. */
export function reportHelp(): string {
  const described = Object.values(exports).map(({ name, describe }) =>
    `    ${name.padEnd(8)} ${describe}`
  );
  return `Usage: ${COMMAND} report [suite …] [options]

Renders the records of a results folder: tables in the terminal and a report with figures. It runs
nothing: the same records give the same report. Records of different protocols or versions are in
separate tables.

  --results DIR    the results folder (default: results)
  --out DIR        folder for the report (default: report, in the results folder)
  --formats A,B    file formats (default: all):
${described.join("\n")}
  --serve          serve the page on http://127.0.0.1 and update it while a bench runs
  --port N         the port of --serve (default: 8765)
  --json           print the report as one JSON document instead of tables
  --help           print this

Examples:
  ${COMMAND} report
  ${COMMAND} report moons amazon_reviews --formats html,pdf --out paper
  ${COMMAND} report --serve`;
}

/**
 * Reads and checks the command line.
 *
 * @throws {UsageError} If a format is unknown or a value not allowed.
 * @throws {TypeError} If an option is unknown (thrown by `node:util`).
 */
export function parseReportOptions(args: string[]): ReportOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      results: { type: "string", default: "results" },
      out: { type: "string" },
      formats: { type: "string" },
      serve: { type: "boolean", default: false },
      port: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.port !== undefined && !values.serve) {
    throw new UsageError("Cannot use --port: it needs --serve");
  }
  if (values.serve && (values.json || values.formats !== undefined || values.out !== undefined)) {
    throw new UsageError("Cannot use --json, --formats or --out with --serve: it writes nothing");
  }
  const results = absolutePath("--results", values.results);
  return {
    suites: [...new Set(positionals)],
    results,
    out: values.out === undefined ? join(results, "report") : absolutePath("--out", values.out),
    formats: parseFormats(values.formats),
    serve: values.serve,
    port: parsePort(values.port ?? "8765"),
    json: values.json,
    help: values.help,
  };
}

function parseFormats(text: string | undefined): Export[] {
  const known = Object.keys(exports);
  const names = text?.split(",").map((name) => name.trim()).filter(Boolean) ?? known;
  if (names.length === 0) throw new UsageError("Cannot read --formats: it is empty");
  return [...new Set(names)].map((name) => {
    if (Object.hasOwn(exports, name)) return exports[name];
    throw new UsageError(`Cannot write '${name}': the formats are ${known.join(", ")}`);
  });
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new UsageError(
    `Cannot read --port: it must be an integer from 0 to 65535, current value is '${text}'`,
  );
}
