import { openCompiled } from "./_compiled.ts";
import type { DeviceKind } from "./device.ts";

/** The CPU, with ONNX Runtime. */
export const cpu: DeviceKind = {
  description: "ONNX Runtime on the CPU: whole training steps, compiled",
  open: (options) => openCompiled({ name: "cpu", provider: "cpu", ...options }),
};
