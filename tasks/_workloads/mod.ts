import { cnn } from "./cnn.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";
import { textCnn } from "./text_cnn.ts";

/** The reference workloads, by the names that the command line gives them. */
export const workloads = { mlp, cnn, textcnn: textCnn, lstm } as const;

/** The name of a reference workload. */
export type WorkloadName = keyof typeof workloads;
