import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { Fact } from "../records/record.ts";
import type { commonParameters } from "./_protocol.ts";

/** The parameters of protocols between domains. */
export const domainParameters = {
  transform: {
    kind: "choice",
    default: "none",
    range: ["none", "log1p"],
    grid: [],
    describe: "transformation of the inputs after loading",
  },
  validation: {
    kind: "number",
    default: 0.1,
    range: [0, 0.9],
    grid: [],
    describe: "held-out fraction of the labelled training rows; 0 for none",
  },
} as const satisfies Parameters;

/** The values of {@linkcode domainParameters} and of the common parameters. */
export type DomainValues = Values<typeof commonParameters & typeof domainParameters>;

/** Returns the facts on the parameters of protocols between domains. */
export function domainFacts({ transform, validation }: DomainValues): Fact[] {
  return [
    ...transform === "none" ? [] : [["inputs", transform] as const],
    ["held out", `${Number((100 * validation).toFixed(2))} % of the labelled training rows`],
  ];
}
