import { cpu } from "./devices/cpu.ts";
import { cuda } from "./devices/cuda.ts";
import type { DeviceKind, OpenOptions } from "./devices/device.ts";
import { reference } from "./devices/reference.ts";
import { tensorflow } from "./devices/tensorflow.ts";
import { wasm } from "./devices/wasm.ts";
import { webgpu } from "./devices/webgpu.ts";
import type { Executor } from "./executor.ts";
import * as tf from "./tf.ts";

/** What `auto` tries, the best first. */
const automatic = ["cuda", "webgpu", "cpu", "wasm", "reference"] as const;

const auto: DeviceKind = {
  description: `the first of ${automatic.join(", ")} that works here; never a software GPU`,
  async open(options) {
    const problems: string[] = [];
    for (const name of automatic) {
      const kind: DeviceKind = devices[name];
      if (kind.isAutomatic && !await kind.isAutomatic()) continue;
      const tried = await tryDevice(name, options);
      if ("executor" in tried) return tried.executor;
      problems.push(`${name}: ${tried.problem}`);
    }
    throw new Error(problems.join("; "));
  },
};

/** The devices that a user can ask for, by name. */
export const devices = { auto, cpu, cuda, webgpu, tensorflow, wasm, reference } as const;

/** The name of a device. */
export type DeviceName = keyof typeof devices;

/** What came of trying a device: it, or why it does not work here. */
export type Tried = { readonly executor: Executor } | { readonly problem: string };

/**
 * Opens a device.
 *
 * TensorFlow.js has one backend at a time: opening a device that runs on it takes it from the one
 * before.
 *
 * @param name A name out of {@linkcode devices}.
 * @param options Threads of the processor, one unless given, and who is given the graphs.
 * @returns An executor for it, which has been seen to compute.
 * @throws {RangeError} If there is no such device or no such number of threads.
 * @throws {Error} If the device does not work here.
 */
export async function openDevice(
  name: string,
  { threads = 1, onGraph }: Partial<OpenOptions> = {},
): Promise<Executor> {
  if (!Object.hasOwn(devices, name)) {
    throw new RangeError(
      `Cannot open device '${name}': the devices are ${Object.keys(devices).join(", ")}`,
    );
  }
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(
      `Cannot open device '${name}': threads must be an integer from 1, current value is ${threads}`,
    );
  }
  const tried = await tryDevice(name as DeviceName, { threads, onGraph });
  if ("executor" in tried) return tried.executor;
  throw new Error(`Cannot open device '${name}': ${tried.problem}`);
}

/**
 * Opens a device where it works.
 *
 * @param name Its name.
 * @param options Threads of the processor, and who is given the graphs.
 * @returns An executor for it, or the reason in one line.
 */
export async function tryDevice(name: DeviceName, options: OpenOptions): Promise<Tried> {
  const kind: DeviceKind = devices[name];
  if (kind.oneThread && options.threads !== 1) {
    return { problem: `threads must be 1, current value is ${options.threads}` };
  }
  if (kind.eager && options.onGraph) {
    return { problem: "it runs operation by operation, and compiles no graph" };
  }
  // Without this TensorFlow.js advertises its native package on the console.
  tf.enableProdMode();
  try {
    return { executor: await kind.open(options) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: message.trim().replace(/\s*\n\s*/g, " ") };
  }
}
