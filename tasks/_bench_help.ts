import { encoders } from "../encoders/mod.ts";
import { devices } from "../engine/mod.ts";
import { gradientRules } from "../methods/multi_task/gradient_rules/mod.ts";
import { methods as registry } from "../methods/mod.ts";
import { suites } from "../suites/mod.ts";
import { weightings } from "../methods/multi_task/weightings/mod.ts";
import { changeable } from "./_protocol_option.ts";

/** The column at which descriptions of options start. */
const INDENT = 28;
/** Columns of a line. */
const WIDTH = 96;

/**
 * Joins names with commas and wraps them at {@linkcode WIDTH}.
 *
 * @param taken Columns of the first line, after the indent, that are in use already.
 */
function wrapped(names: readonly string[], taken = 0, indent = INDENT): string {
  let column = indent + taken;
  return names.map((name, i) => {
    const word = i < names.length - 1 ? `${name},` : name;
    const fits = column + word.length <= WIDTH;
    const before = i === 0 ? "" : fits ? " " : `\n${" ".repeat(indent)}`;
    column = fits ? column + word.length + 1 : indent + word.length + 1;
    return before + word;
  }).join("");
}

/** Returns the text of `deno task bench --help`. */
export function benchHelp(): string {
  return `Usage: deno task bench [suite …] [options]

Runs suites of methods over seeds, prints a summary and writes a report with all tables. Runs that are
in the results folder already are not repeated. Without a suite: all suites that need no data and
accept the methods and options.

Suites: ${wrapped(Object.keys(suites), 0, 8)}

  --methods A,B             run these methods: ${wrapped(Object.keys(registry), 18)}
  --pairs A-B,C-D           run these source-target pairs
  --labels N,all            number of labelled rows in each of the target's classes
  --tasks A,B               learn the tasks of these sources
  --weightings A,B          run each sharing pattern with each:
                            ${wrapped(Object.keys(weightings))}
  --rules A,B@representation
                            run each sharing pattern with each gradient rule, over the
                            shared parameters or over the representation:
                            ${wrapped(Object.keys(gradientRules))}
  --fine-tune EPOCHS        run each sharing pattern once more, then fine-tune each task alone
  --seeds N, --seeds A-B    run N seeds, the first that the suite's settings were not chosen on, or
                            the seeds A to B (default: the suite's own number)
  --param METHOD.NAME=V,W   run the method (weighting, rule) once for every value; may be repeated
  --device NAME             ${wrapped(Object.keys(devices))}
                            (default: auto); \`deno task doctor\` shows which work here
  --threads N               threads of each worker (default: 1)
  --jobs N                  worker processes (default: the cores, divided by --threads)
  --worker-timeout MINUTES  end a worker that is silent for so long; 16 steps or a load of data must
                            take less; its run is not recorded (default: 15)
  --data DIR                data folder, searched before $GRAFT_DATA and the cache
  --accept-modified-data    run on data files whose checksum is not the official one
  --results DIR             folder for records (default: results)
  --report DIR              folder for report.md and its figures (default: the results folder)
  --dump-graph DIR          write the compiled graphs of the runs as .onnx files
  --quick                   one seed, few epochs: a smoke test, not a result
  --encoder NAME[:A=V,B=V]  use another encoder, with its defaults or these values:
                            ${wrapped(Object.keys(encoders))}
  --embeddings FILE         start from the word vectors of a GloVe or word2vec text file or gzip
  --protocol NAME=V,NAME=V  change the protocol: ${wrapped(Object.keys(changeable), 21)}
  --retry-failed            repeat the runs that are recorded as failed
  --dry-run                 print the planned runs and run nothing
  --list                    list suites, methods and parameters
  --tables                  print all tables before the summary
  --json                    print one JSON document on standard output
  --help                    print this

Examples:
  deno task bench
  deno task bench amazon_reviews --data ~/data --pairs books-dvd --seeds 3
  deno task bench moons --methods source_only,dann --param dann.lambda=1,3,6
  deno task bench adult_income --methods single_task,mmoe --weightings equal,uncertainty

Exit codes: 0 all runs finished, 1 a run failed or data is missing, 2 bad usage, 130 interrupted.`;
}
