import { openCompiled } from "./_compiled.ts";
import type { DeviceKind } from "./device.ts";

/** The processor, by ONNX Runtime. */
export const cpu: DeviceKind = {
  description: "ONNX Runtime on the processor: whole training steps, compiled",
  open: (options) => openCompiled({ name: "cpu", provider: "cpu", ...options }),
};
