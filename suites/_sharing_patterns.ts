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

/**
 * Experts half as wide as the encoder, where the encoder is too narrow to be cut by the number of experts:
 * weights between layers are then a quarter of the encoder's each, and MMoE's four together as many.
 */
export const halfWideExperts = {
  mmoe: { experts: 4, expert_scale: 0.5 },
  ple: { expert_scale: 0.5 },
} as const;
