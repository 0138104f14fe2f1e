// Written by `deno task gen`: edit the entries, not this file.
import batchNuclearNorm from "./batch_nuclear_norm.ts";
import entropy from "./entropy.ts";
import informationMaximisation from "./information_maximisation.ts";
import last from "./last.ts";
import oracle from "./oracle.ts";
import softNeighbourhoodDensity from "./soft_neighbourhood_density.ts";
import sourceValidation from "./source_validation.ts";
import validation from "./validation.ts";
import type { Selection } from "./selection.ts";

/** All selections, by name. */
export const selections: { readonly [name: string]: Selection } = {
  batch_nuclear_norm: batchNuclearNorm,
  entropy,
  information_maximisation: informationMaximisation,
  last,
  oracle,
  soft_neighbourhood_density: softNeighbourhoodDensity,
  source_validation: sourceValidation,
  validation,
};
