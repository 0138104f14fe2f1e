import * as ort from "onnxruntime-node";
import { BLOCKED } from "./layouts.ts";
import { encodeModel } from "./onnx.ts";

/** Target of a graph, by which lowerings choose their nodes. */
export interface Target {
  /** Block size of the channels in ONNX Runtime's convolutions; 1 without blocks. */
  readonly channelBlock: number;
  /** Number of CPU threads that run it; any number if undefined. */
  readonly threads?: number;
}

let found: Promise<Target> | undefined;

/**
 * Returns the target of an execution provider.
 *
 * @param provider ONNX Runtime's name of the execution provider.
 */
export function targetOf(provider: "cpu" | "webgpu" | "cuda"): Promise<Target> {
  if (provider !== "cpu") return Promise.resolve({ channelBlock: 1 });
  return found ??= probe();
}

/**
 * Finds ONNX Runtime's block size: if 0 to 127 are 64 channels of two pixels, the blocked order has the second pixel
 * of the first channel, 1, at the index of the block size.
 */
async function probe(): Promise<Target> {
  const shape = [1, 64, 1, 2];
  const info = (name: string) => ({ name, type: "float32" as const, shape });
  const model = encodeModel({
    name: "blocks",
    nodes: [{
      op: "ReorderInput",
      domain: BLOCKED,
      inputs: ["x"],
      outputs: ["y"],
      attributes: {},
    }],
    initializers: [],
    inputs: [info("x")],
    outputs: [info("y")],
  });
  try {
    const session = await ort.InferenceSession.create(model, {
      graphOptimizationLevel: "disabled",
    });
    const x = new ort.Tensor("float32", Float32Array.from({ length: 128 }, (_, i) => i), shape);
    const { y } = await session.run({ x });
    return { channelBlock: (y.data as Float32Array).indexOf(1) };
  } catch {
    // ONNX Runtime has no blocked convolutions for this CPU.
    return { channelBlock: 1 };
  }
}
