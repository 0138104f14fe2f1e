/**
 * `deno task fuzz`: tests every reader of data files, descriptions of data and of Graft's own files with randomly damaged inputs: each must
 * be read within its postconditions or refused in one line that names the file.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { parseCount } from "../../tasks/_count_option.ts";
import { printNote, printText } from "../../tasks/_print.ts";
import { runProgram } from "../../tasks/_program.ts";
import { runCases } from "./cases.ts";
import { targets } from "./targets.ts";

const help = `Usage: deno task fuzz [--cases N] [--seed S] [--case I]

  --cases N   how many cases, shared out evenly (default: 2000)
  --seed S    what they are drawn from (default: 0)
  --case I    one case alone, as a line about a wrong one says
  --help      print this

Exit codes: 0 no case is wrong, 1 some case is, 2 bad usage.`;

/** Time limit of a case, in milliseconds. */
const LIMIT = 20_000;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      cases: { type: "string", default: "2000" },
      seed: { type: "string", default: "0" },
      case: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    printText(help);
    return 0;
  }
  const whole = (option: string, text: string) => text === "0" ? 0 : parseCount(option, text);
  const seed = whole("--seed", values.seed);
  const only = values.case === undefined ? undefined : whole("--case", values.case);
  const indices = only === undefined
    ? Array.from({ length: parseCount("--cases", values.cases) }, (_, i) => i)
    : [only];
  const counts = targets.map(() => ({ read: 0, refused: 0, wrong: 0 }));
  for await (const [index, { outcome, why }] of runCases({ seed, indices, limit: LIMIT })) {
    const number = index % targets.length;
    counts[number][outcome]++;
    if (only !== undefined) {
      printNote(`${targets[number].name}: ${outcome}${why ? `: ${why}` : ""}`);
    } else if (outcome === "wrong") {
      printNote(`${targets[number].name}: ${why}: deno task fuzz --seed ${seed} --case ${index}`);
    }
  }
  printText(table(counts));
  return counts.some(({ wrong }) => wrong > 0) ? 1 : 0;
}

function table(counts: readonly { read: number; refused: number; wrong: number }[]): string {
  const line = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(18) + cells.map((cell) => `${cell}`.padStart(9)).join("");
  const sum = (of: "read" | "refused" | "wrong") =>
    counts.reduce((total, one) => total + one[of], 0);
  return [
    line("", ["read", "refused", "wrong"]),
    ...counts.map(({ read, refused, wrong }, i) => line(targets[i].name, [read, refused, wrong])),
    line("all", [sum("read"), sum("refused"), sum("wrong")]),
  ].join("\n");
}

if (import.meta.main) await runProgram(main);
