import type { Executor } from "../executor.ts";
import * as tf from "../tf.ts";
import { assertComputes } from "./_trial.ts";
import type { OpenOptions } from "./device.ts";

/** A GPU that runs compiled programs. */
interface CompiledDevice extends Pick<OpenOptions, "onGraph"> {
  readonly name: string;
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: "webgpu" | "cuda";
  readonly adapter?: string;
}

/**
 * Opens a device that runs compiled programs.
 *
 * @param compiled Its name, execution provider, adapter and callback for graphs.
 * @throws {Error} If it does not work here.
 */
export async function openCompiled(
  { name, provider, onGraph, adapter }: CompiledDevice,
): Promise<Executor> {
  const { refuseTelemetry } = await import("../native/api.ts");
  refuseTelemetry();
  // Its native part does not exist for every platform, and needs the permission to be loaded.
  const { env } = await import("onnxruntime-node");
  // Errors are thrown; the log would repeat them.
  env.logLevel = "fatal";
  const { compiledExecutor } = await import("../compiled/executor.ts");
  const versions = {
    "@tensorflow/tfjs": tf.version.tfjs,
    "onnxruntime-node": env.versions.node!,
  };
  const device = { name, threads: 1, versions, ...(adapter === undefined ? {} : { adapter }) };
  await assertComputes(compiledExecutor(device, { provider }));
  // A second executor, so that onGraph does not receive the trial's graph.
  return compiledExecutor(device, { provider, onGraph });
}
