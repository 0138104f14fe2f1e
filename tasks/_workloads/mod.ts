import { cnn } from "./cnn.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";
import { textCnn } from "./text_cnn.ts";

/** The reference workloads, by their names on the command line. */
export const workloads = { mlp, cnn, textcnn: textCnn, lstm } as const;

/** The name of a reference workload. */
export type WorkloadName = keyof typeof workloads;
