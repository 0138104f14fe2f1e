import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { fileURLToPath } from "node:url";
import { transposeBeforeMatMul } from "../_wasm_matmul.ts";
import * as tf from "../tf.ts";
import { openEager } from "./_eager.ts";
import type { DeviceKind } from "./device.ts";

/** The CPU, with WebAssembly. */
export const wasm: DeviceKind = {
  description: "TensorFlow.js's WebAssembly backend, operation by operation",
  // With one thread results repeat bit for bit; parallel runs use processes.
  oneThread: true,
  eager: true,
  async open() {
    setThreadsCount(1);
    setWasmPaths(
      fileURLToPath(new URL("./", import.meta.resolve("@tensorflow/tfjs-backend-wasm"))),
    );
    transposeBeforeMatMul();
    const versions = { "@tensorflow/tfjs": tf.version.tfjs };
    return await openEager({ name: "wasm", threads: 1, versions }, "wasm");
  },
};
