// Written by `deno task gen`: edit the entries, not this file.
import adda from "./unsupervised_adaptation/adda.ts";
import adversarialSharedPrivate from "./multi_task/adversarial_shared_private.ts";
import cdan from "./unsupervised_adaptation/cdan.ts";
import cmd from "./unsupervised_adaptation/cmd.ts";
import coral from "./unsupervised_adaptation/coral.ts";
import crossStitch from "./multi_task/cross_stitch.ts";
import dann from "./unsupervised_adaptation/dann.ts";
import domainConfusion from "./unsupervised_adaptation/domain_confusion.ts";
import featureExtraction from "./inductive_transfer/feature_extraction.ts";
import fineTuning from "./inductive_transfer/fine_tuning.ts";
import fromScratch from "./inductive_transfer/from_scratch.ts";
import hardSharing from "./multi_task/hard_sharing.ts";
import hierarchicalSharing from "./multi_task/hierarchical_sharing.ts";
import l2SoftSharing from "./multi_task/l2_soft_sharing.ts";
import l2Sp from "./inductive_transfer/l2_sp.ts";
import mmd from "./unsupervised_adaptation/mmd.ts";
import mmoe from "./multi_task/mmoe.ts";
import ple from "./multi_task/ple.ts";
import sharedPrivate from "./multi_task/shared_private.ts";
import singleTask from "./multi_task/single_task.ts";
import singleTaskMatched from "./multi_task/single_task_matched.ts";
import sluice from "./multi_task/sluice.ts";
import sourceOnly from "./unsupervised_adaptation/source_only.ts";
import targetOnly from "./unsupervised_adaptation/target_only.ts";
import traceNormSharing from "./multi_task/trace_norm_sharing.ts";
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
