/** The sharing patterns that fit tasks on the same rows without a hierarchy, and their baselines. */
export const sharingPatterns = {
  single_task: {},
  single_task_matched: {},
  hard_sharing: {},
  l2_soft_sharing: {},
  trace_norm_sharing: {},
  cross_stitch: {},
  sluice: {},
  shared_private: {},
  mmoe: {},
  ple: {},
} as const;
