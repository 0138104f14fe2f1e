// Written by `deno task gen`: edit the entries, not this file.
import adda from "./adda.ts";
import adversarialSharedPrivate from "./adversarial_shared_private.ts";
import cdan from "./cdan.ts";
import cmd from "./cmd.ts";
import coral from "./coral.ts";
import crossStitch from "./cross_stitch.ts";
import dann from "./dann.ts";
import domainConfusion from "./domain_confusion.ts";
import featureExtraction from "./feature_extraction.ts";
import fineTuning from "./fine_tuning.ts";
import fromScratch from "./from_scratch.ts";
import hardSharing from "./hard_sharing.ts";
import hierarchicalSharing from "./hierarchical_sharing.ts";
import l2SoftSharing from "./l2_soft_sharing.ts";
import l2Sp from "./l2_sp.ts";
import mmd from "./mmd.ts";
import mmoe from "./mmoe.ts";
import ple from "./ple.ts";
import sharedPrivate from "./shared_private.ts";
import singleTask from "./single_task.ts";
import singleTaskMatched from "./single_task_matched.ts";
import sluice from "./sluice.ts";
import sourceOnly from "./source_only.ts";
import targetOnly from "./target_only.ts";
import traceNormSharing from "./trace_norm_sharing.ts";
import type { Method } from "./method.ts";

/** All methods, by name. */
export const methods: { readonly [name: string]: Method } = {
  adda,
  adversarial_shared_private: adversarialSharedPrivate,
  cdan,
  cmd,
  coral,
  cross_stitch: crossStitch,
  dann,
  domain_confusion: domainConfusion,
  feature_extraction: featureExtraction,
  fine_tuning: fineTuning,
  from_scratch: fromScratch,
  hard_sharing: hardSharing,
  hierarchical_sharing: hierarchicalSharing,
  l2_soft_sharing: l2SoftSharing,
  l2_sp: l2Sp,
  mmd,
  mmoe,
  ple,
  shared_private: sharedPrivate,
  single_task: singleTask,
  single_task_matched: singleTaskMatched,
  sluice,
  source_only: sourceOnly,
  target_only: targetOnly,
  trace_norm_sharing: traceNormSharing,
};
