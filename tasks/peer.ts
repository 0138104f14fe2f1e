/**
 * `deno task peer`: compares the records of a suite with another program's results.
 *
 * @module
 */
import { COMMAND } from "../descriptors/command.ts";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { peerComparison, type PeerResult } from "../reports/tables/peer_comparison.ts";
import type { Overrides } from "../descriptors/parameters.ts";
import type { RunRecord } from "../records/record.ts";
import { builtIn } from "../runs/catalogue.ts";
import { expand } from "../runs/expand.ts";
import { addModules } from "../runs/modules.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import type { Suite } from "../suites/suite.ts";
import { parseNamedValues } from "./_named_values.ts";
import { absolutePath } from "./_destinations.ts";
import { parsePeerResults } from "./_peer_results.ts";
import { printNote, printText } from "./_print.ts";
import { runProgram, UsageError } from "./_program.ts";
import { changesFor, checkProtocolChanges } from "./_protocol_option.ts";
import { resultsStore } from "./_results_store.ts";
import { systemReason } from "../runs/write_whole.ts";

const help = `Usage: ${COMMAND} peer SUITE --peer FILE [--results DIR]

Prints a Markdown table of a suite's records beside another program's results, for the same seeds and
the suite's own parameters and protocol.

  --peer FILE     JSON lines, one per result: {"method": "dann", "problem": "books-dvd", "seed": 0,
                  "accuracy": 0.79}, a pair or a task and its metric; after the last step, or by
                  the rule in "selection"; other lines are skipped
  --results DIR   the results folder (default: results)
  --protocol NAME=V,NAME=V
                  the changes of the protocol, as for bench
  --use FILE      add the entries of a module, as for bench; may be repeated
  --help          print this`;

/** The program: takes the command line's arguments and returns the exit code. */
export async function main(args: string[]): Promise<void> {
  const { values, positionals: [name, ...rest] } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      peer: { type: "string" },
      results: { type: "string", default: "results" },
      protocol: { type: "string" },
      use: { type: "string", multiple: true },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return printText(help);
  const catalogue = await addModules(builtIn, values.use ?? []);
  const { suites } = catalogue;
  if (name === undefined || !Object.hasOwn(suites, name) || rest.length) {
    throw new UsageError(`Cannot compare: name one suite of ${Object.keys(suites).join(", ")}`);
  }
  if (!values.peer) {
    throw new UsageError("Cannot compare: name the other program's file with --peer");
  }
  const changes = values.protocol === undefined
    ? new Map<string, string>()
    : parseNamedValues("--protocol", values.protocol);
  checkProtocolChanges(changes, [suites[name]], catalogue);
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
        `their metric and selection differ from ${metric}, ${selection}, of the first`,
    );
  }
  const results = absolutePath("--results", values.results);
  printText(
    peerComparison(
      suites[name].title,
      await ownRecords(
        suites[name],
        changesFor(suites[name], changes, catalogue),
        results,
        catalogue,
      ),
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

/** Returns the suite's records with its own parameters and protocol. */
async function ownRecords(
  suite: Suite,
  values: Overrides,
  results: string,
  catalogue: Catalogue,
): Promise<RunRecord[]> {
  const own = expand(suite, { seeds: [0], protocol: { values } }, catalogue);
  const records = await (await resultsStore(results)).records();
  return [...records.values()].filter(({ status, spec: { suite, protocol, method } }) =>
    status === "ok" &&
    own.some((spec) =>
      isDeepStrictEqual(spec.suite, suite) && isDeepStrictEqual(spec.protocol, protocol) &&
      isDeepStrictEqual(spec.method, method)
    )
  );
}

if (import.meta.main) await runProgram(main);
