import { cnn } from "./cnn.ts";
import { depthwise } from "./depthwise.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";
import { textCnn } from "./text_cnn.ts";
import { transformer } from "./transformer.ts";

/** The reference workloads, by their names on the command line. */
export const workloads = { mlp, cnn, textcnn: textCnn, lstm, transformer, depthwise } as const;

/** The name of a reference workload. */
export type WorkloadName = keyof typeof workloads;
