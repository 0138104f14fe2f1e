import type { Executor } from "../executor.ts";
import * as tf from "../tf.ts";
import { openCompiled } from "./_compiled.ts";
import { openEager } from "./_eager.ts";
import { installation, loadInstalled } from "./_installed.ts";
import type { DeviceKind, OpenOptions } from "./device.ts";

const PACKAGE = "@tensorflow/tfjs-backend-webgpu";

/** Names of drivers that compute on the CPU. */
const SOFTWARE = /llvmpipe|lavapipe|swiftshader|basic render/i;

/** A GPU, or a software implementation of one. */
interface Adapter {
  readonly name: string;
  readonly software: boolean;
}

/** GPUs of all vendors: with ONNX Runtime, or with TensorFlow.js if ONNX Runtime rejects the adapter. */
export const webgpu: DeviceKind = {
  description: "ONNX Runtime on a GPU, with WebGPU; TensorFlow.js if it rejects the adapter",
  isAutomatic: () => findAdapter().then((adapter) => adapter?.software === false, () => false),
  async open({ onGraph }) {
    const adapter = await findAdapter();
    if (!adapter) throw new Error("WebGPU finds no adapter here");
    if (adapter.software) {
      return await openTensorFlow(adapter, "which ONNX Runtime rejects", onGraph);
    }
    try {
      return await openCompiled({
        name: "webgpu",
        provider: "webgpu",
        adapter: adapter.name,
        onGraph,
      });
    } catch (error) {
      const { message } = error as Error;
      return await openTensorFlow(adapter, `which ONNX Runtime fails on (${message})`, onGraph);
    }
  },
};

async function findAdapter(): Promise<Adapter | undefined> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return undefined;
  const { description, vendor, isFallbackAdapter } = adapter.info;
  const name = description || vendor || "without a name";
  const software = isFallbackAdapter || SOFTWARE.test(name);
  return { name: software ? `${name}, software` : name, software };
}

async function openTensorFlow(
  adapter: Adapter,
  why: string,
  onGraph: OpenOptions["onGraph"],
): Promise<Executor> {
  if (onGraph) {
    throw new Error(`the adapter is ${adapter.name}, ${why}; TensorFlow.js compiles no graph`);
  }
  const version = loadInstalled(PACKAGE);
  if (version === undefined) {
    const command = installation(PACKAGE);
    throw new Error(
      `the adapter is ${adapter.name}, ${why}; TensorFlow.js may run on it: ${command}`,
    );
  }
  return await openEager({
    name: "webgpu",
    threads: 1,
    versions: { "@tensorflow/tfjs": tf.version.tfjs, [PACKAGE]: version },
    adapter: adapter.name,
  }, "webgpu");
}
