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
 * Experts half as wide as the encoder, for encoders too narrow to be divided by the number of experts. Each expert then
 * has a quarter of the encoder's weights between layers, and MMoE's four experts have as many as the encoder.
 */
export const halfWideExperts = {
  mmoe: { experts: 4, expert_scale: 0.5 },
  ple: { expert_scale: 0.5 },
} as const;
