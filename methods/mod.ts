// Written by `deno task gen`: edit the entries, not this file.
import adda from "./unsupervised_adaptation/adda.ts";
import adversarialSharedPrivate from "./multi_task/adversarial_shared_private.ts";
import cdan from "./unsupervised_adaptation/cdan.ts";
import cmd from "./unsupervised_adaptation/cmd.ts";
import coral from "./unsupervised_adaptation/coral.ts";
import coralDg from "./domain_generalisation/coral_dg.ts";
import crossStitch from "./multi_task/cross_stitch.ts";
import dann from "./unsupervised_adaptation/dann.ts";
import dannDg from "./domain_generalisation/dann_dg.ts";
import domainConfusion from "./unsupervised_adaptation/domain_confusion.ts";
import erm from "./domain_generalisation/erm.ts";
import featureExtraction from "./inductive_transfer/feature_extraction.ts";
import fineTuning from "./inductive_transfer/fine_tuning.ts";
import fishr from "./domain_generalisation/fishr.ts";
import fromScratch from "./inductive_transfer/from_scratch.ts";
import groupDro from "./domain_generalisation/group_dro.ts";
import hardSharing from "./multi_task/hard_sharing.ts";
import hierarchicalSharing from "./multi_task/hierarchical_sharing.ts";
import irm from "./domain_generalisation/irm.ts";
import l2SoftSharing from "./multi_task/l2_soft_sharing.ts";
import l2Sp from "./inductive_transfer/l2_sp.ts";
import mixup from "./domain_generalisation/mixup.ts";
import mldg from "./domain_generalisation/mldg.ts";
import mmd from "./unsupervised_adaptation/mmd.ts";
import mmdDg from "./domain_generalisation/mmd_dg.ts";
import mmoe from "./multi_task/mmoe.ts";
import ple from "./multi_task/ple.ts";
import sharedPrivate from "./multi_task/shared_private.ts";
import singleTask from "./multi_task/single_task.ts";
import singleTaskMatched from "./multi_task/single_task_matched.ts";
import sluice from "./multi_task/sluice.ts";
import sourceOnly from "./unsupervised_adaptation/source_only.ts";
import spectralDecoupling from "./domain_generalisation/spectral_decoupling.ts";
import targetOnly from "./unsupervised_adaptation/target_only.ts";
import traceNormSharing from "./multi_task/trace_norm_sharing.ts";
import vrex from "./domain_generalisation/vrex.ts";
import type { Method } from "./method.ts";

/** All methods, by name. */
export const methods: { readonly [name: string]: Method } = {
  adda,
  adversarial_shared_private: adversarialSharedPrivate,
  cdan,
  cmd,
  coral,
  coral_dg: coralDg,
  cross_stitch: crossStitch,
  dann,
  dann_dg: dannDg,
  domain_confusion: domainConfusion,
  erm,
  feature_extraction: featureExtraction,
  fine_tuning: fineTuning,
  fishr,
  from_scratch: fromScratch,
  group_dro: groupDro,
  hard_sharing: hardSharing,
  hierarchical_sharing: hierarchicalSharing,
  irm,
  l2_soft_sharing: l2SoftSharing,
  l2_sp: l2Sp,
  mixup,
  mldg,
  mmd,
  mmd_dg: mmdDg,
  mmoe,
  ple,
  shared_private: sharedPrivate,
  single_task: singleTask,
  single_task_matched: singleTaskMatched,
  sluice,
  source_only: sourceOnly,
  spectral_decoupling: spectralDecoupling,
  target_only: targetOnly,
  trace_norm_sharing: traceNormSharing,
  vrex,
};
