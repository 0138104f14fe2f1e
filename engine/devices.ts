import { cpu } from "./devices/cpu.ts";
import { cuda } from "./devices/cuda.ts";
import type { DeviceKind, OpenOptions } from "./devices/device.ts";
import { reference } from "./devices/reference.ts";
import { tensorflow } from "./devices/tensorflow.ts";
import { wasm } from "./devices/wasm.ts";
import { webgpu } from "./devices/webgpu.ts";
import type { Executor } from "./executor.ts";
import * as tf from "./tf.ts";

/** The devices that `auto` tries, best first. */
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

/** All devices, by name. */
export const devices = { auto, cpu, cuda, webgpu, tensorflow, wasm, reference } as const;

/** The name of a device. */
export type DeviceName = keyof typeof devices;

/** Result of trying a device: its executor, or the reason why it does not work here. */
export type Tried = { readonly executor: Executor } | { readonly problem: string };

/**
 * Opens a device.
 *
 * TensorFlow.js has one backend at a time: after opening a device that runs on TensorFlow.js, executors on
 * another TensorFlow.js backend throw.
 *
 * @param name A name of {@linkcode devices}.
 * @param options Number of CPU threads, one by default, and the callback for compiled graphs.
 * @returns An executor, which has passed a trial computation.
 * @throws {RangeError} If the device is unknown or the number of threads is not a positive integer.
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
 * Opens a device if it works here.
 *
 * @param name The device's name.
 * @param options Number of CPU threads, and the callback for compiled graphs.
 * @returns Its executor, or in one line the reason why it does not work.
 */
export async function tryDevice(name: DeviceName, options: OpenOptions): Promise<Tried> {
  const kind: DeviceKind = devices[name];
  if (kind.oneThread && options.threads !== 1) {
    return { problem: `threads must be 1, current value is ${options.threads}` };
  }
  if (kind.eager && options.onGraph) {
    return { problem: "it runs operation by operation, and compiles no graph" };
  }
  // Otherwise TensorFlow.js advertises its native package on the console.
  tf.enableProdMode();
  try {
    return { executor: await kind.open(options) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: message.trim().replace(/\s*\n\s*/g, " ") };
  }
}
