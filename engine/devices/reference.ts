import * as tf from "../tf.ts";
import { openEager } from "./_eager.ts";
import type { DeviceKind } from "./device.ts";

/** The CPU, with JavaScript: the reference for the other devices. */
export const reference: DeviceKind = {
  description: "TensorFlow.js's plain JavaScript backend: slowest, has every kernel",
  oneThread: true,
  eager: true,
  open: () =>
    openEager({
      name: "reference",
      threads: 1,
      versions: { "@tensorflow/tfjs": tf.version.tfjs },
    }, "cpu"),
};
