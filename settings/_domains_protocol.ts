import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { Fact } from "../records/record.ts";
import { transform } from "./_data.ts";
import type { commonParameters } from "./_protocol.ts";

/** The parameters of protocols between domains. */
export const domainParameters = {
  transform,
  validation: {
    kind: "number",
    default: 0.1,
    range: [0, 0.9],
    grid: [],
    describe:
      "held-out fraction of the labelled training rows, 0 for none; a domain's own validation rows are used instead",
  },
} as const satisfies Parameters;

/** The values of {@linkcode domainParameters} and of the common parameters. */
export type DomainValues = Values<typeof commonParameters & typeof domainParameters>;

/** Returns the fact that a part of some rows is held out for validation. */
export function heldOutFact(part: number, rows: string): Fact {
  return ["held out", `${Number((100 * part).toFixed(2))} % of the ${rows}`];
}

/** Returns the facts on the parameters of protocols between domains. */
export function domainFacts({ transform, validation }: DomainValues): Fact[] {
  return [
    ...transform === "none" ? [] : [["inputs", transform] as const],
    heldOutFact(validation, "labelled training rows"),
  ];
}
