// Written by `deno task gen`: edit the entries, not this file.
import domainGeneralisation from "./domain_generalisation/mod.ts";
import inductiveTransfer from "./inductive_transfer/mod.ts";
import multiTask from "./multi_task/mod.ts";
import unsupervisedAdaptation from "./unsupervised_adaptation/mod.ts";
import type { Setting } from "./setting.ts";

/** All settings, by name. */
export const settings: { readonly [name: string]: Setting } = {
  domain_generalisation: domainGeneralisation,
  inductive_transfer: inductiveTransfer,
  multi_task: multiTask,
  unsupervised_adaptation: unsupervisedAdaptation,
};
