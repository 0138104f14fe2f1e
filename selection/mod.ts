// Written by `deno task gen`: edit the entries, not this file.
import last from "./last.ts";
import oracle from "./oracle.ts";
import sourceValidation from "./source_validation.ts";
import validation from "./validation.ts";
import type { Selection } from "./selection.ts";

/** All selections, by name. */
export const selections: { readonly [name: string]: Selection } = {
  last,
  oracle,
  source_validation: sourceValidation,
  validation,
};
