/**
 * `deno task measure`: times training steps of reference workloads, optionally beside another program's.
 *
 * @module
 */
import { COMMAND } from "../descriptors/command.ts";
import { minimum } from "../descriptors/extremes.ts";
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { devices } from "../engine/mod.ts";
import { markdownText } from "../reports/escapes/markdown.ts";
import { markdownTable } from "../reports/tables/markdown_table.ts";
import { parseCount } from "./_count_option.ts";
import type { MeasuredRate, MeasuredSteps, Measurement } from "./_measure_worker.ts";
import { commandWords, type PeerSteps, peerSteps } from "./_peer_steps.ts";
import { printJson, printNote, printText } from "./_print.ts";
import { processOutput } from "./_process_output.ts";
import { runProgram, UsageError } from "./_program.ts";
import { type WorkloadName, workloads } from "./_workloads/mod.ts";

const names = Object.keys(workloads) as WorkloadName[];

const help = `Usage: ${COMMAND} measure [workload …] [options]

Times training steps of reference workloads on random data: forward, mean cross-entropy, backward and
gradient descent with momentum, in float32. Default: all workloads.

Workloads:
  mlp          5000 inputs, 100 hidden, 2 classes; batch 64
  cnn          28×28×3 images, 5×5 convolutions to 32 and 48 channels, 100 hidden; batch 128
  textcnn      200 words, widths 3, 4 and 5 of 100 channels; batch 32
  lstm         100 words, 100 hidden; batch 32
  transformer  64 tokens, 6 layers, 384 wide, 12 heads, feed-forward 1536; batch 16
  depthwise    28×28×3 images, 3 blocks of 40 → 240 → 40 channels, 5×5 depthwise; batch 32

  --device NAME     ${Object.keys(devices).join(", ")} (default: cpu)
  --threads N       threads of a step (default: 1)
  --steps N         timed steps of a process, after a warm-up, in calls of 16 (default: 80)
  --repeats N       processes for each workload (default: 3)
  --peer "COMMAND"  another program to time in turn with this one, A B A B …; it is run as
                    COMMAND WORKLOAD --steps N and prints {"workload": "mlp", "ms_per_step": 2.5}
                    on a line. No shell is used: COMMAND is split at white space, except in
                    quoted words
  --json            print a line of JSON for each workload on standard output
  --help            print this

Results, the median of the processes unless stated otherwise:
  ms_per_step         a process's median over calls of 16 steps, as in a training run
  min_ms              time per step of the fastest call of all processes
  ms_per_single_step  a process's median over calls of one step
  compile_ms          time until the first step: initial state, trace, plan, kernels, sessions
  peak_memory_mb      peak memory of a process
  ratio               ms_per_step / peer_ms_per_step of a pair of processes run in turn
  floor_ms            time of a step's matrix products and convolutions at gemm_gflops, the speed of
                      1024×1024 products on the same device and threads
  floor_fraction      floor_ms / ms_per_step

Examples:
  ${COMMAND} measure mlp --threads 2
  ${COMMAND} measure --threads 2 --peer "python3 theirs.py --threads 2" --json

Exit codes: 0 success, 1 a measurement failed, 2 bad usage.`;

/** The checked command line. */
interface MeasureOptions {
  readonly workloads: readonly WorkloadName[];
  readonly device: string;
  readonly threads: number;
  readonly steps: number;
  readonly repeats: number;
  /** The words of the peer's command. */
  readonly peer?: readonly string[];
}

/** The printed results of a workload. */
interface Row {
  readonly workload: WorkloadName;
  readonly ms_per_step: number;
  readonly min_ms: number;
  readonly ms_per_single_step: number;
  readonly steps: number;
  readonly repeats: number;
  readonly device: string;
  readonly threads: number;
  readonly engine: string;
  readonly compile_ms: number;
  readonly peak_memory_mb: number;
  readonly gemm_gflops: number;
  readonly floor_ms: number;
  readonly floor_fraction: number;
  readonly peer_ms_per_step?: number;
  readonly ratio?: number;
  readonly peer_engine?: string;
  readonly peer_threads?: number;
}

/** The program: takes the command line's arguments and returns the exit code. */
export async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      device: { type: "string", default: "cpu" },
      threads: { type: "string", default: "1" },
      steps: { type: "string", default: "80" },
      repeats: { type: "string", default: "3" },
      peer: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return printText(help);
  const options: MeasureOptions = {
    workloads: positionals.length ? chosen(positionals) : names,
    device: values.device,
    threads: parseCount("--threads", values.threads),
    steps: parseCount("--steps", values.steps),
    repeats: parseCount("--repeats", values.repeats),
    peer: values.peer === undefined ? undefined : commandWords(values.peer),
  };
  if (!Object.hasOwn(devices, options.device)) {
    throw new UsageError(
      `Cannot find device '${options.device}': there are ${Object.keys(devices).join(", ")}`,
    );
  }

  printNote("Measuring the speed of matrix products");
  const { rate } = await inProcess<MeasuredRate>(options);
  const rows: Row[] = [];
  for (const workload of options.workloads) {
    const row = await measure(workload, rate, options);
    rows.push(row);
    if (values.json) printJson(row, 0);
  }
  if (!values.json) printText(table(rows));
}

function chosen(given: readonly string[]): WorkloadName[] {
  for (const name of given) {
    if (!names.some((known) => known === name)) {
      throw new UsageError(`Cannot find workload '${name}': there are ${names.join(", ")}`);
    }
  }
  return [...new Set(given as WorkloadName[])];
}

/** Runs a measurement in a fresh process. */
async function inProcess<Measured>(
  { device, threads, steps }: MeasureOptions,
  workload?: WorkloadName,
): Promise<Measured> {
  const measurement: Measurement = { device, threads, workload, steps };
  const output = await processOutput("the measuring process", [
    Deno.execPath(),
    ...["run", "--quiet", "--allow-read", "--allow-env", "--allow-sys", "--allow-ffi"],
    new URL("./_measure_worker.ts", import.meta.url).href,
    JSON.stringify(measurement),
  ]);
  return JSON.parse(output);
}

/**
 * Measures a workload, in turn with the peer if there is one.
 *
 * @param rate Floating-point operations per millisecond.
 */
async function measure(
  workload: WorkloadName,
  rate: number,
  options: MeasureOptions,
): Promise<Row> {
  const ours: MeasuredSteps[] = [];
  const theirs: PeerSteps[] = [];
  for (let i = 0; i < options.repeats; i++) {
    const own = await inProcess<MeasuredSteps>(options, workload);
    ours.push(own);
    const parts = [`${workload} ${i + 1}/${options.repeats}: ${median(own.times).toFixed(2)} ms`];
    if (options.peer) {
      const peer = await peerSteps(options.peer, workload, options.steps);
      theirs.push(peer);
      parts.push(`the peer ${peer.ms_per_step.toFixed(2)} ms`);
    }
    printNote(parts.join(", "));
  }

  const [{ device, flops }] = ours;
  const { threads } = device;
  // The last package is the one that does the computation.
  const [computes] = Object.entries(device.versions).slice(-1);
  const time = median(ours.map(({ times }) => median(times)));
  const floor = flops / rate;
  const row: Row = {
    workload,
    ms_per_step: rounded(time),
    min_ms: rounded(minimum(ours.flatMap(({ times }) => times))),
    ms_per_single_step: rounded(median(ours.map(({ singleTimes }) => median(singleTimes)))),
    steps: options.steps,
    repeats: options.repeats,
    device: device.name,
    threads,
    engine: `graft ${config.version}/${computes.join(" ")}`,
    compile_ms: rounded(median(ours.map(({ compile }) => compile))),
    peak_memory_mb: Math.round(median(ours.map(({ peakMemory }) => peakMemory)) / 1e6),
    gemm_gflops: rounded(rate / 1e6),
    floor_ms: rounded(floor),
    floor_fraction: rounded(floor / time),
  };
  if (!options.peer) return row;

  const [{ engine, threads: peerThreads }] = theirs;
  if (peerThreads !== undefined && peerThreads !== threads) {
    printNote(`Note: the peer has used ${peerThreads} threads, not ${threads}`);
  }
  return {
    ...row,
    peer_ms_per_step: rounded(median(theirs.map((steps) => steps.ms_per_step))),
    ratio: rounded(
      median(ours.map(({ times }, i) => median(times) / theirs[i].ms_per_step)),
    ),
    peer_engine: engine,
    peer_threads: peerThreads,
  };
}

function table(rows: readonly Row[]): string {
  const compared = rows.some(({ ratio }) => ratio !== undefined);
  const heads = [
    ...["workload", "ms"],
    ...(compared ? ["peer ms", "ratio"] : []),
    ...["floor ms", "achieved", "compile ms", "memory MB"],
  ];
  const cells = rows.map((row) => [
    row.workload,
    row.ms_per_step.toFixed(2),
    ...(compared ? [row.peer_ms_per_step!.toFixed(2), row.ratio!.toFixed(2)] : []),
    row.floor_ms.toFixed(2),
    `${(100 * row.floor_fraction).toFixed(0)} %`,
    row.compile_ms.toFixed(0),
    String(row.peak_memory_mb),
  ]);
  const [{ engine, device, threads, steps, repeats, gemm_gflops, peer_engine }] = rows;
  const sides = compared ? `${engine} beside ${peer_engine ?? "the peer"}` : engine;
  const about =
    `${sides}, ${device}, threads: ${threads}; medians of ${repeats} × ${steps} steps; ` +
    `matrix products at ${gemm_gflops.toFixed(1)} GFLOP/s`;
  return `${markdownText(about)}\n\n${markdownTable(heads, cells)}`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** Rounds to thousandths: microseconds for times in milliseconds. */
function rounded(value: number): number {
  return Number(value.toFixed(3));
}

if (import.meta.main) await runProgram(main);
