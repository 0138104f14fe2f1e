import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { fileURLToPath } from "node:url";
import * as tf from "./tf.ts";
import { transposeBeforeMatMul } from "./_wasm_matmul.ts";
import { eagerExecutor } from "./eager.ts";
import type { Executor } from "./executor.ts";

/** The devices that a user can ask for, with what each is. */
export const devices = {
  auto: "the fastest device that works here",
  wasm: "TensorFlow.js's WebAssembly backend, one thread",
  cpu: "TensorFlow.js's plain JavaScript backend: slowest, has every kernel",
} as const;

/** The name of a device. */
export type DeviceName = keyof typeof devices;

/**
 * Opens a device.
 *
 * @param name A name out of {@linkcode devices}.
 * @returns An executor for it, the same arithmetic at every call in every process.
 * @throws {RangeError} If there is no such device.
 * @throws {Error} If the device does not start here.
 */
export async function openDevice(name: string): Promise<Executor> {
  if (!Object.hasOwn(devices, name)) {
    throw new RangeError(
      `Cannot open device '${name}': the devices are ${Object.keys(devices).join(", ")}`,
    );
  }
  // Without this TensorFlow.js advertises its native package on the console.
  tf.enableProdMode();
  for (const backend of name === "auto" ? ["wasm", "cpu"] : [name]) {
    if (!await start(backend)) continue;
    return eagerExecutor({
      name: backend,
      threads: 1,
      versions: { "@tensorflow/tfjs": tf.version.tfjs },
    });
  }
  throw new Error(`Cannot open device '${name}': its TensorFlow.js backend did not start`);
}

/** Starts one of TensorFlow.js's backends; says whether it works here. */
async function start(backend: string): Promise<boolean> {
  if (backend === "wasm") {
    // One thread: results then repeat bit for bit, and parallel runs are processes.
    setThreadsCount(1);
    setWasmPaths(
      fileURLToPath(new URL("./", import.meta.resolve("@tensorflow/tfjs-backend-wasm"))),
    );
    transposeBeforeMatMul();
  }
  return await tf.setBackend(backend);
}
