/**
 * `deno task peer`: puts the records of a suite beside what another program got from the same work.
 *
 * @module
 */
import { isDeepStrictEqual, parseArgs } from "node:util";
import { type MetricKind, metricKinds } from "../descriptors/metrics.ts";
import { markdownText } from "../reports/escapes/markdown.ts";
import { markdownTable } from "../reports/markdown_table.ts";
import { mean } from "../reports/statistics/estimate.ts";
import { suites } from "../suites/mod.ts";
import type { RunRecord, RunSpec } from "../suites/record.ts";
import { expand } from "../suites/spec.ts";
import type { Suite } from "../suites/suite.ts";
import { expandTasks } from "../suites/task_spec.ts";
import { expandTransfers } from "../suites/transfer_spec.ts";
import { absolutePath } from "./_destinations.ts";
import { parsePeerResults, type PeerResult } from "./_peer_results.ts";
import { printNote, printText } from "./_print.ts";
import { runProgram, UsageError } from "./_program.ts";
import {
  changesFor,
  checkProtocolChanges,
  parseProtocolChanges,
  type ProtocolChanges,
} from "./_protocol_option.ts";
import { ResultsStore } from "./_store.ts";
import { systemReason } from "./_write.ts";

const help = `Usage: deno task peer SUITE --peer FILE [--results DIR]

Prints, in Markdown, a suite's records beside those of another program: the suite's own parameters
and protocol, the same seeds.

  --peer FILE     JSON lines, one per result: {"method": "dann", "problem": "books-dvd", "seed": 0,
                  "accuracy": 0.79}, a pair or a task and its metric; of the last step, or of the
                  rule that "selection" names; other lines are passed over
  --results DIR   the results folder (default: results)
  --protocol NAME=V,NAME=V
                  the records' changes of the protocol, as given to bench
  --help          print this`;

async function main(args: string[]): Promise<void> {
  const { values, positionals: [name, ...rest] } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      peer: { type: "string" },
      results: { type: "string", default: "results" },
      protocol: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return printText(help);
  if (name === undefined || !Object.hasOwn(suites, name) || rest.length) {
    throw new UsageError(`Cannot compare: name one suite of ${Object.keys(suites).join(", ")}`);
  }
  if (!values.peer) {
    throw new UsageError("Cannot compare: name the other program's file with --peer");
  }
  const changes = parseProtocolChanges(values.protocol);
  checkProtocolChanges(changes, [suites[name]]);
  const peer = absolutePath("--peer", values.peer);
  const theirs = await peerResults(peer);
  if (theirs.length === 0) throw new Error(`Cannot compare: '${peer}' has no results`);
  const [{ selection, metric }] = theirs;
  const comparable = theirs.filter((result) =>
    result.selection === selection && result.metric === metric
  );
  if (comparable.length < theirs.length) {
    printNote(
      `${theirs.length - comparable.length} results of '${peer}' are left out: ` +
        `they are not of ${metric}, selection ${selection}, as the first is`,
    );
  }
  const results = absolutePath("--results", values.results);
  printText(
    comparison(
      suites[name],
      await ownRecords(suites[name], changes, results),
      comparable,
    ),
  );
}

async function peerResults(path: string): Promise<PeerResult[]> {
  const bytes = await Deno.readFile(path).catch((error: Error) => {
    throw new Error(`Cannot read '${path}': ${systemReason(error)}`);
  });
  return parsePeerResults(bytes, path);
}

/** The suite's records, of its own parameters and protocol alone. */
async function ownRecords(
  suite: Suite,
  changes: ProtocolChanges,
  results: string,
): Promise<RunRecord[]> {
  const own = ownSpecs(suite, changes);
  const store = new ResultsStore(results);
  const { records, damaged } = await store.records();
  for (const what of damaged) printNote(what);
  return [...records.values()].filter(({ status, spec: { suite, protocol, method } }) =>
    status === "ok" &&
    own.some((spec) =>
      isDeepStrictEqual(spec.suite, suite) && isDeepStrictEqual(spec.protocol, protocol) &&
      isDeepStrictEqual(spec.method, method)
    )
  );
}

/** One run for each method of the suite, whatever it is run on. */
function ownSpecs(suite: Suite, changes: ProtocolChanges): RunSpec[] {
  const shared = { content: () => "", seeds: [0], protocol: changesFor(suite, changes) };
  switch (suite.setting) {
    case "unsupervised_adaptation":
    case "inductive_transfer": {
      const [source, target] = suite.dataset.domains;
      const pairs = [[source, target]] as const;
      return suite.setting === "inductive_transfer"
        ? expandTransfers(suite, { ...shared, pairs })
        : expand(suite, { ...shared, pairs });
    }
    case "multi_task": {
      const groups = suite.groups(suite.dataset.sources).slice(0, 1);
      return expandTasks(suite, { ...shared, groups });
    }
  }
}

function comparison(
  suite: Suite,
  ours: readonly RunRecord[],
  theirs: readonly PeerResult[],
): string {
  const [{ selection, metric }] = theirs;
  const problems = [...new Set(theirs.map(({ problem }) => problem))];
  const rows = [...new Set(theirs.map(({ method }) => method))].map((method) => {
    const cells = problems.map((problem) => {
      const there = theirs.filter((run) => run.method === method && run.problem === problem);
      const here = ours.flatMap(({ spec, metrics }) => {
        const value = metrics[problem]?.[selection]?.[metric];
        const wanted = spec.method.name === method && there.some(({ seed }) => seed === spec.seed);
        return wanted && value !== undefined ? [value] : [];
      });
      const complete = here.length === there.length && there.length > 0;
      return {
        ours: complete ? mean(here) : undefined,
        theirs: mean(there.map(({ value }) => value)),
      };
    });
    const average = (which: "ours" | "theirs") => {
      const found = cells.map((cell) => cell[which]);
      return found.includes(undefined) ? undefined : mean(found as number[]);
    };
    return [
      method,
      ...[...cells, { ours: average("ours"), theirs: average("theirs") }]
        .map((both) => shown(both, metricKinds[metric])),
    ];
  });
  const seeds = new Set(theirs.map(({ seed }) => seed)).size;
  const { title, percent } = metricKinds[metric];
  return `${suite.title}: ${title}${percent ? " in %" : ""}, selection ${
    markdownText(selection)
  }, ` +
    `ours / the other program's (difference), means over ${seeds} seeds.\n\n` +
    markdownTable(["method", ...problems, "mean"], rows);
}

function shown(
  { ours, theirs }: { ours?: number; theirs?: number },
  { percent }: MetricKind,
): string {
  const digits = (value: number) => percent ? (100 * value).toFixed(1) : value.toFixed(3);
  const known = (value?: number) => value === undefined ? "not run" : digits(value);
  const both = `${known(ours)} / ${known(theirs)}`;
  if (ours === undefined || theirs === undefined) return both;
  const difference = ours - theirs;
  return `${both} (${difference < 0 ? "−" : "+"}${digits(Math.abs(difference))})`;
}

if (import.meta.main) await runProgram(main);
