import type { Executor } from "../executor.ts";
import * as tf from "../tf.ts";
import { assertComputes } from "./_trial.ts";
import type { OpenOptions } from "./device.ts";

/** A device that runs compiled. */
interface CompiledDevice extends OpenOptions {
  readonly name: string;
  /** ONNX Runtime's name of what computes. */
  readonly provider: "cpu" | "webgpu" | "cuda";
  readonly adapter?: string;
}

/**
 * Loads ONNX Runtime, which has a native part: not for every platform, and not without the permission
 * for it.
 */
export async function loadOnnxRuntime(): Promise<typeof import("onnxruntime-node")> {
  const ort = await import("onnxruntime-node");
  // What goes wrong is thrown; the log would say it a second time.
  ort.env.logLevel = "fatal";
  return ort;
}

/**
 * Opens a device that runs compiled.
 *
 * @param compiled Its name, what computes, and on how many threads.
 * @throws {Error} If it does not work here.
 */
export async function openCompiled(
  { name, provider, threads, onGraph, adapter }: CompiledDevice,
): Promise<Executor> {
  const ort = await loadOnnxRuntime();
  const { compiledExecutor } = await import("../compiled/executor.ts");
  const versions = {
    "@tensorflow/tfjs": tf.version.tfjs,
    "onnxruntime-node": ort.env.versions.node!,
  };
  const device = { name, threads, versions, ...(adapter === undefined ? {} : { adapter }) };
  await assertComputes(compiledExecutor(device, { provider, threads }));
  // Without the trial's graph.
  return compiledExecutor(device, { provider, threads, onGraph });
}
