import * as ort from "onnxruntime-node";
import { BLOCKED } from "./layouts.ts";
import { encodeModel } from "./onnx.ts";

/** What a graph is made for: lowerings choose by it. */
export interface Target {
  /** How many channels ONNX Runtime's convolutions keep together; 1 where they keep none. */
  readonly channelBlock: number;
  /** How many threads of the processor run it; any number unless given. */
  readonly threads?: number;
}

let found: Promise<Target> | undefined;

/**
 * What graphs are made for that a provider runs.
 *
 * @param provider ONNX Runtime's name of what computes.
 */
export function targetOf(provider: "cpu" | "webgpu" | "cuda"): Promise<Target> {
  if (provider !== "cpu") return Promise.resolve({ channelBlock: 1 });
  return found ??= probe();
}

/**
 * Sees how ONNX Runtime blocks channels: of the numbers 0 to 127 as 64 channels of two pixels, the
 * second pixel of the first channel, 1, lies as far back as a block is long.
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
    // Processors for which ONNX Runtime has no such convolutions.
    return { channelBlock: 1 };
  }
}
