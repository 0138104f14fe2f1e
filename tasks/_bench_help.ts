import { COMMAND } from "../descriptors/command.ts";
import { devices } from "../engine/mod.ts";
import { commonParameters } from "../settings/_protocol.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import { settingOptions } from "./_setting_options.ts";

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
export function benchHelp(catalogue: Catalogue): string {
  const { suites, methods, encoders, settings, selections } = catalogue;
  const protocol = [
    ...["optimizer", "schedule"],
    ...Object.keys(commonParameters),
    ...new Set(Object.values(settings).flatMap(({ protocol }) => Object.keys(protocol))),
  ];
  return `Usage: ${COMMAND} bench [suite …] [options]

Runs suites of methods over seeds, prints a summary and writes a report with all tables. Runs that are
in the results folder already are not repeated. Without a suite: all suites that need no data and
accept the methods and options.

Suites: ${wrapped(Object.keys(suites), 0, 8)}

  --domain NAME=FILE        run data of your own: a table for each domain; may be repeated
  --source FILE, --target FILE
                            transfer from one table of your own to another; --labels says from how many
  --label A,B               the columns to predict; --tasks A,B is the same
  --columns all|shared|A,B  the columns to predict from (default: all, which must be the same)
  --drop A,B, --text COLUMN, --group COLUMN, --id COLUMN
                            columns to leave out, of texts, of groups that no split cuts, of names
  --save my.json            write the description of the data, which \`bench my.json\` runs
  --use FILE                add the entries that a module exports by define functions: a path, https:…,
                            npm:… or jsr:…; may be repeated. A path in the place of a suite runs the
                            suites of that module, or the data that a .json file describes
  --methods A,B             run these methods: ${wrapped(Object.keys(methods), 18)}
${optionLines(catalogue)}
  --seeds N, --seeds A-B    run N seeds, the first that the suite's settings were not chosen on, or
                            the seeds A to B (default: the suite's own number)
  --param METHOD.NAME=V,W   run the method (weighting, rule) once for every value; may be repeated
  --device NAME             ${wrapped(Object.keys(devices))}
                            (default: auto); \`${COMMAND} doctor\` shows which work here
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
  --protocol NAME=V,NAME=V  change the protocol: ${wrapped(protocol, 21)};
                            and the options of the optimizer and the schedule
  --selections A,B          choose checkpoints by these rules, not by the suites':
                            ${wrapped(Object.keys(selections))}
  --retry-failed            repeat the runs that are recorded as failed
  --dry-run                 print the planned runs and run nothing
  --list                    list suites, methods and parameters
  --tables                  print all tables before the summary
  --json                    print one JSON document on standard output
  --help                    print this

Examples:
  ${COMMAND} bench
  ${COMMAND} bench amazon_reviews --data ~/data --pairs books-dvd --seeds 3
  ${COMMAND} bench moons --methods source_only,dann --param dann.lambda=1,3,6
  ${COMMAND} bench --domain lab=lab.csv --domain field=field.csv --label fault
  ${COMMAND} bench adult_income --methods single_task,mmoe --weightings equal,uncertainty

Exit codes: 0 all runs finished, 1 a run failed or data is missing, 2 bad usage, 130 interrupted.`;
}

/** Returns the lines of the settings' options, with the entries that they name. */
function optionLines(catalogue: Catalogue): string {
  const start = `\n${" ".repeat(INDENT)}`;
  return [...settingOptions(catalogue)].map(([name, { value, describe, names }]) => {
    const head = `  --${name} ${value}`;
    const entries = names ? `:${start}${wrapped(Object.keys(catalogue[names]))}` : "";
    const text = words(describe) + entries;
    return head.length < INDENT ? head.padEnd(INDENT) + text : head + start + text;
  }).join("\n");
}

/** Wraps a sentence at {@linkcode WIDTH}. */
function words(text: string): string {
  let column = INDENT;
  return text.split(" ").map((word, i) => {
    const fits = column + word.length < WIDTH;
    column = fits ? column + word.length + 1 : INDENT + word.length + 1;
    return i === 0 ? word : fits ? ` ${word}` : `\n${" ".repeat(INDENT)}${word}`;
  }).join("");
}
