import type { Dataset } from "../datasets/dataset.ts";
import type { Parameters, Values } from "../descriptors/parameters.ts";
import type { Fact } from "../records/record.ts";
import { lacksValidation, transform } from "./_data.ts";
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
      "held-out fraction of the labelled training rows of a domain without validation rows of its own; 0 for no validation",
  },
} as const satisfies Parameters;

/** The values of {@linkcode domainParameters} and of the common parameters. */
export type DomainValues =
  & Values<typeof commonParameters & Pick<typeof domainParameters, "transform">>
  & {
    /** Only if a domain of the dataset has no validation rows of its own. */
    readonly validation?: number;
  };

/** Returns the parameters that apply to a dataset: no rows are held out of domains with validation rows of their own. */
export function applyingTo(dataset: Dataset, parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([name]) => name !== "validation" || lacksValidation(dataset)),
  );
}

/** Returns the fact that a part of some rows is held out for validation. */
export function heldOutFact(part: number, rows: string): Fact {
  return ["held out", `${Number((100 * part).toFixed(2))} % of the ${rows}`];
}

/** Returns the facts on the parameters of protocols between domains. */
export function domainFacts({ transform, validation }: DomainValues): Fact[] {
  return [
    ...transform === "none" ? [] : [["inputs", transform] as const],
    ...validation === undefined ? [] : [heldOutFact(validation, "labelled training rows")],
  ];
}
