import type { Executor } from "../executor.ts";
import { refuseTelemetry } from "../native/api.ts";
import * as tf from "../tf.ts";
import { assertComputes } from "./_trial.ts";
import type { OpenOptions } from "./device.ts";

/** A GPU that runs compiled programs. */
interface CompiledDevice extends OpenOptions {
  readonly name: string;
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: "webgpu" | "cuda";
  readonly adapter?: string;
}

/**
 * Loads ONNX Runtime. Its native part does not exist for every platform, and needs the permission to be
 * loaded.
 */
export async function loadOnnxRuntime(): Promise<typeof import("onnxruntime-node")> {
  refuseTelemetry();
  const ort = await import("onnxruntime-node");
  // Errors are thrown; the log would repeat them.
  ort.env.logLevel = "fatal";
  return ort;
}

/**
 * Opens a device that runs compiled programs.
 *
 * @param compiled Its name, execution provider, threads, adapter and callback for graphs.
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
  // A second executor, so that onGraph does not receive the trial's graph.
  return compiledExecutor(device, { provider, threads, onGraph });
}
