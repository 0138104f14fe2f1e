import { existsSync } from "node:fs";
import process from "node:process";
import manifest from "onnxruntime-node/package.json" with { type: "json" };
import { openCompiled } from "./_compiled.ts";
import type { DeviceKind } from "./device.ts";

/** NVIDIA GPUs, with ONNX Runtime. */
export const cuda: DeviceKind = {
  description: "ONNX Runtime on an NVIDIA GPU, with CUDA 12",
  async open({ onGraph }) {
    const { platform, arch } = process;
    if (`${platform} ${arch}` !== "linux x64") {
      throw new Error(`onnxruntime-node has no CUDA provider for ${platform} ${arch}`);
    }
    const library = new URL(
      "../bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so",
      import.meta.resolve("onnxruntime-node"),
    );
    if (!existsSync(library)) {
      throw new Error(
        "the CUDA provider of onnxruntime-node is not installed: deno run -A " +
          `npm:onnxruntime-node@${manifest.version}/script/install.js --onnxruntime-node-install`,
      );
    }
    return await openCompiled({ name: "cuda", provider: "cuda", onGraph });
  },
};
