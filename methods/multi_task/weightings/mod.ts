// Written by `deno task gen`: edit the entries, not this file.
import dwa from "./dwa.ts";
import equal from "./equal.ts";
import famo from "./famo.ts";
import fixed from "./fixed.ts";
import gradnorm from "./gradnorm.ts";
import random from "./random.ts";
import scaleInvariant from "./scale_invariant.ts";
import uncertainty from "./uncertainty.ts";
import type { Weighting } from "./weighting.ts";

/** All weightings, by name. */
export const weightings: { readonly [name: string]: Weighting } = {
  dwa,
  equal,
  famo,
  fixed,
  gradnorm,
  random,
  scale_invariant: scaleInvariant,
  uncertainty,
};
