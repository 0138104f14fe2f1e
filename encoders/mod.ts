// Written by `deno task gen`: edit the entries, not this file.
import mlp from "./mlp.ts";
import type { Encoder } from "./encoder.ts";

/** All encoders, by name. */
export const encoders: { readonly [name: string]: Encoder } = {
  mlp,
};
