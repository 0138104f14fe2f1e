import * as tf from "../tf.ts";
import { assertComputes } from "./_trial.ts";
import type { DeviceKind } from "./device.ts";

/** The CPU: ONNX Runtime's products and convolutions, and fused kernels of WebAssembly. */
export const cpu: DeviceKind = {
  description: "ONNX Runtime and WebAssembly on the CPU: whole training steps, compiled",
  async open({ threads, onGraph }) {
    const { nativeRuntime } = await import("../native/mod.ts");
    const { fusedExecutor } = await import("../fused/executor.ts");
    const versions = {
      "@tensorflow/tfjs": tf.version.tfjs,
      "onnxruntime-node": nativeRuntime().version,
    };
    const device = { name: "cpu", threads, versions };
    await assertComputes(fusedExecutor(device, { threads }));
    // A second executor, so that onGraph does not receive the trial's graph.
    return fusedExecutor(device, { threads, onGraph });
  },
};
