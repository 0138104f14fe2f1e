import process from "node:process";
import util from "node:util";
import * as tf from "../tf.ts";
import { openEager } from "./_eager.ts";
import { installation, loadInstalled } from "./_installed.ts";
import type { DeviceKind } from "./device.ts";

/** The packages that contain TensorFlow, in order of preference. */
const packages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"];

/** The number of threads at TensorFlow's start; it reads the setting once. */
let started: number | undefined;

/** TensorFlow's native library, from a package for Node that the user has installed. */
export const tensorflow: DeviceKind = {
  description: `TensorFlow's native library, from ${packages.join(" or ")}`,
  eager: true,
  async open({ threads }) {
    // Both packages call this function, which Node has removed.
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null });
    started ??= threads;
    process.env.TF_NUM_INTRAOP_THREADS = String(started);
    process.env.TF_NUM_INTEROP_THREADS = String(started);
    const { name, version } = load();
    const executor = await openEager({
      name: "tensorflow",
      threads: started,
      versions: { "@tensorflow/tfjs": tf.version.tfjs, [name]: version },
    }, "tensorflow");
    const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
    return isUsingGpuDevice
      ? { ...executor, device: { ...executor.device, adapter: "an NVIDIA GPU" } }
      : executor;
  },
};

function load(): { name: string; version: string } {
  for (const name of packages) {
    try {
      const version = loadInstalled(name);
      if (version !== undefined) return { name, version };
    } catch (error) {
      const { message } = error as Error;
      if (!message.includes("tfjs_binding.node")) throw error;
      throw new Error(
        `the native part of ${name} is missing: npm rebuild ${name}`,
      );
    }
  }
  throw new Error(`no package for it is installed: ${packages.map(installation).join(", or ")}`);
}
