/**
 * `deno task peer`: puts the records of a suite beside what another program got from the same work.
 *
 * @module
 */
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { bind } from "../descriptors/parameters.ts";
import { methods } from "../methods/mod.ts";
import { mean } from "../reports/statistics.ts";
import { markdownTable } from "../reports/markdown_table.ts";
import type { RunRecord } from "../suites/record.ts";
import { suites } from "../suites/mod.ts";
import { protocolOf } from "../suites/spec.ts";
import type { Suite } from "../suites/suite.ts";
import { runProgram, UsageError } from "./_program.ts";
import { parseProtocolChanges, type ProtocolChanges } from "./_protocol_option.ts";
import { ResultsStore } from "./_store.ts";

const help = `Usage: deno task peer SUITE --peer FILE [--results DIR]

Prints, in Markdown, the last step's accuracies of a suite's records beside those of another
program: the suite's own parameters and protocol, the same number of seeds.

  --peer FILE     JSON lines, one per run: {"method": "dann", "pair": "books-dvd", "seed": 0,
                  "accuracy": 0.79}; other lines are passed over
  --results DIR   the results folder (default: results)
  --protocol NAME=V,NAME=V
                  the records' changes of the protocol, as given to bench
  --help          print this`;

/** One run of the other program. */
interface PeerRun {
  readonly method: string;
  readonly pair: string;
  readonly seed: number;
  readonly accuracy: number;
}

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
  if (values.help) return console.log(help);
  if (name === undefined || !Object.hasOwn(suites, name) || rest.length) {
    throw new UsageError(`Cannot compare: name one suite of ${Object.keys(suites).join(", ")}`);
  }
  if (!values.peer) {
    throw new UsageError("Cannot compare: name the other program's file with --peer");
  }
  const theirs = await peerRuns(values.peer);
  console.log(
    comparison(
      suites[name],
      await ownRecords(suites[name], parseProtocolChanges(values.protocol), values.results),
      theirs,
    ),
  );
}

async function peerRuns(path: string): Promise<PeerRun[]> {
  const text = await Deno.readTextFile(path).catch((error: Error) => {
    throw new Error(`Cannot read '${path}': ${error.message}`);
  });
  return text.split("\n").filter((line) => line.trim()).flatMap((line, i) => {
    try {
      const run = JSON.parse(line);
      return typeof run.accuracy === "number" && run.pair ? [run] : [];
    } catch {
      throw new SyntaxError(`Cannot read '${path}', line ${i + 1}: it is not JSON`);
    }
  });
}

/** The suite's records, of its own parameters and protocol alone. */
async function ownRecords(
  suite: Suite,
  changes: ProtocolChanges,
  results: string,
): Promise<RunRecord[]> {
  const protocol = protocolOf(suite, changes);
  const store = new ResultsStore(results);
  const records: RunRecord[] = [];
  for await (const { name } of Deno.readDir(join(results, "runs"))) {
    const [id] = /^[0-9a-f]{64}(?=\.json$)/.exec(name) ?? [];
    const record = id && await store.record(id);
    if (!record || record.status !== "ok") continue;
    const { spec } = record;
    // Of a version that had other methods.
    if (!Object.hasOwn(methods, spec.method.name)) continue;
    const own = bind(methods[spec.method.name], suite.methods[spec.method.name]);
    if (
      spec.suite.name === suite.name && spec.suite.version === suite.version &&
      isDeepStrictEqual(spec.protocol, protocol) &&
      isDeepStrictEqual(spec.method.values, own)
    ) records.push(record);
  }
  return records;
}

function comparison(suite: Suite, ours: readonly RunRecord[], theirs: readonly PeerRun[]): string {
  const pairs = [...new Set(theirs.map(({ pair }) => pair))];
  const rows = [...new Set(theirs.map(({ method }) => method))].map((method) => {
    const cells = pairs.map((pair) => {
      const there = theirs.filter((run) => run.method === method && run.pair === pair);
      const seeds = new Set(there.map(({ seed }) => seed));
      const here = ours.filter(({ spec }) =>
        spec.method.name === method && spec.problem.name === pair && seeds.has(spec.seed)
      );
      return {
        ours: here.length === seeds.size && seeds.size > 0
          ? mean(here.map(({ metrics }) => metrics[pair].last!.accuracy))
          : undefined,
        theirs: mean(there.map(({ accuracy }) => accuracy)),
      };
    });
    const average = (which: "ours" | "theirs") => {
      const found = cells.map((cell) => cell[which]);
      return found.includes(undefined) ? undefined : mean(found as number[]);
    };
    return [
      method,
      ...[...cells, { ours: average("ours"), theirs: average("theirs") }].map(shown),
    ];
  });
  const seeds = new Set(theirs.map(({ seed }) => seed)).size;
  return `${suite.title}: target accuracy after the last step in %, ours / the other program's (difference), ` +
    `means over ${seeds} seeds.\n\n${markdownTable(["method", ...pairs, "mean"], rows)}`;
}

function shown({ ours, theirs }: { ours?: number; theirs?: number }): string {
  const percent = (value?: number) => value === undefined ? "not run" : (100 * value).toFixed(1);
  const both = `${percent(ours)} / ${percent(theirs)}`;
  if (ours === undefined || theirs === undefined) return both;
  const difference = 100 * (ours - theirs);
  return `${both} (${difference < 0 ? "−" : "+"}${Math.abs(difference).toFixed(1)})`;
}

if (import.meta.main) await runProgram(main);
