import { datasets } from "../datasets/mod.ts";
import { encoders } from "../encoders/mod.ts";
import { methods } from "../methods/mod.ts";
import { gradientRules } from "../methods/multi_task/gradient_rules/mod.ts";
import { weightings } from "../methods/multi_task/weightings/mod.ts";
import { selections } from "../selection/mod.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import { settings } from "../settings/mod.ts";
import { suites } from "../suites/mod.ts";
import { papers } from "../suites/published/mod.ts";

/** The entries that Graft comes with. */
export const builtIn: Catalogue = {
  settings,
  suites,
  datasets,
  encoders,
  methods,
  weightings,
  gradientRules,
  selections,
  papers,
  code: {},
  uses: [],
};
