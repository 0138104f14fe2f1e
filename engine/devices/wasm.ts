import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { fileURLToPath } from "node:url";
import { transposeBeforeMatMul } from "../_wasm_matmul.ts";
import * as tf from "../tf.ts";
import { openEager } from "./_eager.ts";
import type { DeviceKind } from "./device.ts";

/** The processor, by WebAssembly. */
export const wasm: DeviceKind = {
  description: "TensorFlow.js's WebAssembly backend, operation by operation",
  // Results then repeat bit for bit, and parallel runs are processes.
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
