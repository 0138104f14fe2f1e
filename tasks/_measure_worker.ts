/**
 * The program of a measuring process: it takes a `Measurement` in JSON as its argument and prints the
 * result.
 *
 * @module
 */
import process from "node:process";
import { type Device, openDevice, randomStreams } from "../engine/mod.ts";
import { gemmRate } from "./_gemm_rate.ts";
import { runProgram } from "./_program.ts";
import { type WorkloadName, workloads } from "./_workloads/mod.ts";

/** One measurement. */
export interface Measurement {
  readonly device: string;
  readonly threads: number;
  /** Without a workload, the speed of matrix products is measured. */
  readonly workload?: WorkloadName;
  /** Number of timed steps. */
  readonly steps: number;
}

/** Timings of a workload's steps in one process, in milliseconds. */
export interface MeasuredSteps {
  /** Floating-point operations of a step's matrix products and convolutions. */
  readonly flops: number;
  /** The mean time of a step in each call; as in a training run, a call makes several steps. */
  readonly times: readonly number[];
  /** Times of calls that make one step. */
  readonly singleTimes: readonly number[];
  /** Time from a program to its first step. */
  readonly compile: number;
  /** Peak memory of the process, in bytes. */
  readonly peakMemory: number;
  readonly device: Device;
}

/** The speed of matrix products. */
export interface MeasuredRate {
  /** Floating-point operations per millisecond. */
  readonly rate: number;
}

/** Untimed calls at the start, which fill caches and allocate buffers. */
const WARM_UP = 5;

/** Steps of a call: the same number as between two progress reports of a training run. */
const STEPS_PER_CALL = 16;

/** Number of timed calls that make one step. */
const SINGLE_STEPS = 20;

async function main([text]: string[]): Promise<void> {
  const measurement: Measurement = JSON.parse(text);
  console.log(JSON.stringify(await measure(measurement)));
}

async function measure(
  { device, threads, workload, steps }: Measurement,
): Promise<MeasuredSteps | MeasuredRate> {
  const executor = await openDevice(device, { threads });
  if (workload === undefined) return { rate: await gemmRate(executor) };

  const { program, batch, flops } = workloads[workload]();
  const rows = Int32Array.from({ length: batch.y.shape[0] }, (_, row) => row);
  const feed = { rows: { batch: rows }, scalars: { learning_rate: 0.01 } };
  const began = performance.now();
  const execution = await executor.start(program, randomStreams(0), { batch });
  await execution.prepare(feed);
  const compile = performance.now() - began;

  /** Returns the mean time of a step in each call, after untimed calls. */
  const timesOf = async (warmUp: number, calls: number, stepsOfCall: number): Promise<number[]> => {
    const feeds = Array(stepsOfCall).fill(feed);
    const times = [];
    for (let call = -warmUp; call < calls; call++) {
      const start = performance.now();
      await execution.train(feeds);
      if (call >= 0) times.push((performance.now() - start) / stepsOfCall);
    }
    return times;
  };
  const singleTimes = await timesOf(WARM_UP, Math.min(SINGLE_STEPS, steps), 1);
  const stepsOfCall = Math.min(STEPS_PER_CALL, steps);
  const times = await timesOf(1, Math.ceil(steps / stepsOfCall), stepsOfCall);
  return {
    flops,
    times,
    singleTimes,
    compile,
    // Node reports kilobytes.
    peakMemory: 1024 * process.resourceUsage().maxRSS,
    device: executor.device,
  };
}

if (import.meta.main) await runProgram(main);
