// Written by `deno task gen`: edit the entries, not this file.
import cmd from "./cmd.ts";
import coral from "./coral.ts";
import dann from "./dann.ts";
import mmd from "./mmd.ts";
import sourceOnly from "./source_only.ts";
import targetOnly from "./target_only.ts";
import type { Method } from "./method.ts";

/** All methods, by name. */
export const methods: { readonly [name: string]: Method } = {
  cmd,
  coral,
  dann,
  mmd,
  source_only: sourceOnly,
  target_only: targetOnly,
};
