/**
 * `deno task doctor`: reports which devices work on this machine, and what the others lack.
 *
 * @module
 */
import { COMMAND } from "../descriptors/command.ts";
import { maximum } from "../descriptors/extremes.ts";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import pico from "picocolors";
import config from "../deno.json" with { type: "json" };
import { type Device, type DeviceName, devices, tryDevice } from "../engine/mod.ts";
import { terminalText } from "../reports/escapes/terminal.ts";
import { printJson, printLine, printText } from "./_print.ts";
import { runProgram, UsageError } from "./_program.ts";
import { colors } from "./_terminal.ts";

/** The result of a test of a device. */
interface Diagnosis {
  readonly name: DeviceName;
  readonly description: string;
  readonly ready: boolean;
  /** The device; `undefined` if it is not ready. */
  readonly device?: Device;
  /** The reason why it is not ready. */
  readonly problem?: string;
}

const names = Object.keys(devices) as DeviceName[];

const help = () =>
  `Usage: ${COMMAND} doctor [--json]

Opens every device, runs two steps of a tiny program on it, and prints a line with the hardware that
it uses, or with the reason why it fails. The last line is the device of 'auto', bench's default.

${names.map((name) => `  ${padded(name)}  ${devices[name].description}`).join("\n")}

  ${padded("--json")}  print one JSON document on standard output
  ${padded("--help")}  print this

Exit codes: 0 whatever the results, 2 bad usage.`;

/** The program: takes the command line's arguments and returns the exit code. */
export async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return printText(help());
  if (positionals.length > 0) {
    throw new UsageError(`Cannot take '${positionals[0]}': it takes options only; see --help`);
  }

  const machine = {
    versions: { graft: config.version, deno: Deno.version.deno },
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    os: `${Deno.build.os} ${Deno.build.arch}`,
  };
  const pen = pico.createColors(colors());
  if (!values.json) {
    const { versions: { graft, deno }, cpu, cores, os } = machine;
    printLine(`graft ${graft}, deno ${deno}, ${os}, ${cpu}, cores: ${cores}`);
    printText("");
  }
  const found: Diagnosis[] = [];
  for (const name of names.filter((name) => name !== "auto")) {
    const diagnosis = await diagnose(name);
    found.push(diagnosis);
    if (values.json) continue;
    const status = diagnosis.ready ? pen.green("ready        ") : pen.yellow("not available");
    printText(`${padded(name)}  ${status}  ${terminalText(detail(diagnosis))}`);
  }
  const { device, problem } = await diagnose("auto");
  if (values.json) {
    const document = { machine, devices: found, auto: device?.name ?? null };
    printJson(document);
  } else {
    printText("");
    printLine(`'auto', the default, is ${device?.name ?? `nothing: ${problem}`}`);
  }
}

async function diagnose(name: DeviceName): Promise<Diagnosis> {
  const { description } = devices[name];
  const tried = await tryDevice(name, { threads: 1 });
  return "executor" in tried
    ? { name, description, ready: true, device: tried.executor.device }
    : { name, description, ready: false, problem: tried.problem };
}

/** Describes a device's hardware, or its problem. */
function detail({ device, problem }: Diagnosis): string {
  if (!device) return problem!;
  const { adapter, threads, versions } = device;
  return [
    ...(adapter === undefined ? [] : [adapter]),
    `${threads} ${threads === 1 ? "thread" : "threads"}`,
    ...Object.entries(versions).map((version) => version.join(" ")),
  ].join(", ");
}

function padded(name: string): string {
  return name.padEnd(maximum(names.map(({ length }) => length)));
}

if (import.meta.main) await runProgram(main);
