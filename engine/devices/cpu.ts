import { openCompiled } from "./_compiled.ts";
import type { DeviceKind } from "./device.ts";

/** The processor, by ONNX Runtime. */
export const cpu: DeviceKind = {
  description: "ONNX Runtime on the processor: whole training steps, compiled",
  open: ({ threads }) => openCompiled({ name: "cpu", provider: "cpu", threads }),
};
