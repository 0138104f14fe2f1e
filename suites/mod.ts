// Written by `deno task gen`: edit the entries, not this file.
import moons from "./moons.ts";
import type { Suite } from "./suite.ts";

/** All suites, by name. */
export const suites: { readonly [name: string]: Suite } = {
  moons,
};
