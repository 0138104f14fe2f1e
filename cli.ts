/**
 * The program `graft`: the commands of `deno task …` for an installed Graft.
 *
 * ```sh
 * deno run -A jsr:@graft/graft/cli bench moons
 * deno install -g -A -n graft jsr:@graft/graft/cli
 * ```
 *
 * @module
 */
import { runProgram, UsageError } from "./tasks/_program.ts";

/** A command: its program, and a sentence for the help. */
interface Command {
  readonly describe: string;
  load(): Promise<{ main(args: string[]): Promise<number | void> }>;
}

const commands: { readonly [name: string]: Command } = {
  bench: {
    describe: "run suites of methods over seeds and print their comparison",
    load: () => import("./tasks/bench.ts"),
  },
  report: {
    describe: "render the records of a results folder: tables, figures, a page",
    load: () => import("./tasks/report.ts"),
  },
  reproduce: {
    describe: "put published tables beside the records, with a verdict for each number",
    load: () => import("./tasks/reproduce.ts"),
  },
  regress: {
    describe: "say whether accuracies have dropped below a baseline, for CI",
    load: () => import("./tasks/regress.ts"),
  },
  peer: {
    describe: "put a suite's records beside another program's results",
    load: () => import("./tasks/peer.ts"),
  },
  data: {
    describe: "list, fetch or verify the datasets",
    load: () => import("./tasks/data.ts"),
  },
  doctor: {
    describe: "say which devices work here, and what the others lack",
    load: () => import("./tasks/doctor.ts"),
  },
  measure: {
    describe: "time training steps of reference workloads, beside another program's",
    load: () => import("./tasks/measure.ts"),
  },
};

const help = `Usage: graft COMMAND [arguments]

${
  Object.entries(commands).map(([name, { describe }]) => `  ${name.padEnd(10)} ${describe}`)
    .join("\n")
}

\`graft COMMAND --help\` describes a command.`;

async function main([name, ...args]: string[]): Promise<number | void> {
  if (name === undefined || name === "--help" || name === "-h") {
    console.log(help);
    return name === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(commands, name)) {
    throw new UsageError(
      `Cannot run '${name}': the commands are ${Object.keys(commands).join(", ")}`,
    );
  }
  const program = await commands[name].load();
  return await program.main(args);
}

if (import.meta.main) await runProgram(main);
