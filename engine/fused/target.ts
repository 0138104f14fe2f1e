import { BLOCKED } from "../compiled/layouts.ts";
import { encodeModel } from "../compiled/onnx.ts";
import type { Target } from "../compiled/target.ts";
import { nativeRuntime } from "../native/mod.ts";

let found: Target | undefined;

/** Returns the target of ONNX Runtime on this CPU. */
export function cpuTarget(): Target {
  return found ??= { channelBlock: channelBlock() };
}

/**
 * Finds ONNX Runtime's block size: if 0 to 127 are 64 channels of two pixels, the blocked order has the second pixel
 * of the first channel, 1, at the index of the block size.
 */
function channelBlock(): number {
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
  const x = {
    type: "float32" as const,
    shape,
    data: Float32Array.from({ length: 128 }, (_, i) => i),
  };
  const y = { ...x, data: new Float32Array(128) };
  try {
    const session = nativeRuntime().open(model, { threads: 1 });
    session.bind({ x }, { y }).run();
    session.close();
  } catch {
    // ONNX Runtime has no blocked convolutions for this CPU.
    return 1;
  }
  return y.data.indexOf(1);
}
