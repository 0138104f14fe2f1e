// Written by `deno task gen`: edit the entries, not this file.
import alignedMtl from "./aligned_mtl.ts";
import cagrad from "./cagrad.ts";
import graddrop from "./graddrop.ts";
import imtlG from "./imtl_g.ts";
import mgda from "./mgda.ts";
import nashMtl from "./nash_mtl.ts";
import pcgrad from "./pcgrad.ts";
import sum from "./sum.ts";
import type { GradientRule } from "./gradient_rule.ts";

/** All gradient rules, by name. */
export const gradientRules: { readonly [name: string]: GradientRule } = {
  aligned_mtl: alignedMtl,
  cagrad,
  graddrop,
  imtl_g: imtlG,
  mgda,
  nash_mtl: nashMtl,
  pcgrad,
  sum,
};
