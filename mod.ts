/**
 * Graft: a reproducible benchmark suite for multi-task and transfer learning.
 *
 * Most users need only the command line (`deno task bench`). This module is for programs: losses and
 * methods as functions, suites that expand to runs, an executor for the runs, and the comparison of
 * their records.
 *
 * ```ts
 * import { expand, loadDomain, openDevice, run, suites } from "@graft/graft";
 *
 * const executor = await openDevice("auto");
 * const [spec] = expand(suites.moons, {
 *   pairs: [["0", "35"]],
 *   content: () => "generated",
 *   seeds: [0],
 *   protocol: suites.moons.quick,
 * });
 * const { record } = await run(spec, {
 *   executor,
 *   environment: { commit: "", versions: {}, device: "cpu", threads: 1, cpu: "", os: "" },
 *   load: (domain) => loadDomain(spec, domain, () => Promise.reject(new Error("no files"))),
 * });
 * console.log(record.metrics);
 * ```
 *
 * @module
 */
export { citation, type Paper } from "./descriptors/paper.ts";
export {
  bind,
  type ChoiceParameter,
  type NumberParameter,
  type Overrides,
  type Parameter,
  type Parameterized,
  type Parameters,
  type Values,
} from "./descriptors/parameters.ts";

export {
  type Arrays,
  type CompiledGraph,
  convMaxOverTime,
  createOptimizer,
  type Device,
  type Execution,
  type Executor,
  type Feed,
  type Losses,
  type NdArray,
  type Noise,
  type Numbers,
  openDevice,
  type OpenOptions,
  type Optimizer,
  type OptimizerSpec,
  type Program,
  type Random,
  randomStreams,
  type ScalarTensors,
  scheduled,
  type ScheduleSpec,
  type StepNoise,
  stopGradient,
  type Streams,
  type Tables,
  type Tensors,
  tf,
  type Tree,
  valueAndGradients,
  valueAndReachedGradients,
} from "./engine/mod.ts";

export {
  type BoundEncoder,
  defineEncoder,
  type Encoder,
  type Layer,
  type LayerContext,
  stack,
} from "./encoders/encoder.ts";
export { encoders } from "./encoders/mod.ts";

export type {
  DomainData,
  DomainFamily,
  Family,
  InputShape,
  Labelled,
  ReadFile,
  SourceData,
  SourceFile,
  Task,
  TaskData,
  TaskFamily,
  TaskRows,
} from "./datasets/dataset.ts";
export { datasets } from "./datasets/mod.ts";

export {
  type AdaptationMethod,
  type ClassificationProblem,
  defineMethod,
  defineTransfer,
  type Method,
  type Reads,
  type Trainer,
  type TransferMethod,
} from "./methods/method.ts";
export {
  defineSharing,
  type Encoders,
  type MultiTaskMethod,
  type Network,
  type NetworkContext,
  type NetworkParams,
  type NetworkRows,
  type Outputs,
  type ProblemTask,
  type Representation,
  type TasksProblem,
} from "./methods/multi_task/_sharing.ts";
export {
  type MultiTaskParts,
  multiTaskTrainer,
  type RuleUse,
} from "./methods/multi_task/_trainer.ts";
export { methods } from "./methods/mod.ts";
export {
  type BoundWeighting,
  defineWeighting,
  type LossKind,
  memoryless,
  type Seen,
  type Weighting,
} from "./methods/multi_task/weightings/weighting.ts";
export { weightings } from "./methods/multi_task/weightings/mod.ts";
export {
  type BoundRule,
  defineRule,
  type GradientRule,
} from "./methods/multi_task/gradient_rules/gradient_rule.ts";
export { gradientRules } from "./methods/multi_task/gradient_rules/mod.ts";
export { crossEntropy } from "./methods/_classification.ts";
export { cmd, type CmdOptions } from "./methods/unsupervised_adaptation/_cmd.ts";
export { coral } from "./methods/unsupervised_adaptation/_coral.ts";
export { gradientReversal } from "./methods/_gradient_reversal.ts";
export { mmd, type MmdOptions } from "./methods/unsupervised_adaptation/_mmd.ts";
export { type LossDefinition, trainerFromLoss } from "./methods/_trainer.ts";

export type {
  AdaptationProblemSpec,
  AdaptationProtocol,
  AdaptationSpec,
  Column,
  CurvePoint,
  DomainDistance,
  DomainsProtocol,
  Environment,
  FeatureView,
  Labels,
  Memory,
  MethodSpec,
  Named,
  Order,
  Plane,
  PlanePoint,
  PlannedRun,
  Predictions,
  Protocol,
  PublishedTable,
  RuleSpec,
  RunRecord,
  RunSpec,
  Selection,
  TaskPredictions,
  TasksProblemSpec,
  TasksProtocol,
  TasksSpec,
  TransferProblemSpec,
  TransferProtocol,
  TransferSpec,
  WordsFound,
} from "./records/record.ts";
export {
  type DomainsSpec,
  loadDomain,
  loadTasks,
  run,
  type RunOptions,
  type RunResult,
} from "./runs/run.ts";
export {
  expand,
  runId,
  type Selected,
  type Variant,
} from "./settings/unsupervised_adaptation/expand.ts";
export {
  checkCombination,
  expandTasks,
  type SelectedTasks,
  type TaskVariant,
} from "./settings/multi_task/expand.ts";
export { expandTransfers, type SelectedTransfers } from "./settings/inductive_transfer/expand.ts";
export type {
  AdaptationSuite,
  MultiTaskSuite,
  Pair,
  Suite,
  TaskGroup,
  TransferSuite,
} from "./suites/suite.ts";
export { suites } from "./suites/mod.ts";

export {
  type Cell,
  cells,
  compare,
  type CompareOptions,
  type Comparison,
  type Entry,
  type Row,
} from "./reports/comparison.ts";
export { csvOf } from "./reports/csv.ts";
export { documentOf, type ReportDocument } from "./reports/document.ts";
export { type ComparedMethod } from "./reports/labels.ts";
export { latexOf } from "./reports/latex.ts";
export { markdownReport, type ReportSection } from "./reports/markdown_report.ts";
export { averageGainsOf, type Gain, gainsOf, type Verdict } from "./reports/negative_transfer.ts";
export { parquetOf } from "./reports/parquet.ts";
export { type Status } from "./reports/samples.ts";
export { benjaminiHochberg } from "./reports/statistics/benjamini_hochberg.ts";
export { bootstrapInterval, type BootstrapOptions } from "./reports/statistics/bootstrap.ts";
export { cohensD, probabilityOfImprovement } from "./reports/statistics/effect_size.ts";
export { type Estimate } from "./reports/statistics/estimate.ts";
export { type Friedman, friedmanTest } from "./reports/statistics/friedman.ts";
export { holm } from "./reports/statistics/holm.ts";
export { type Interval, studentInterval } from "./reports/statistics/interval.ts";
export { criticalDifference } from "./reports/statistics/nemenyi.ts";
export { detectableDifference } from "./reports/statistics/power.ts";
export { signFlipTest } from "./reports/statistics/sign_flip.ts";
export { signedRankTest } from "./reports/statistics/signed_rank.ts";
export { pairedTTest } from "./reports/statistics/paired_t.ts";
export { type Alternative, type TestResult } from "./reports/statistics/test_result.ts";
export { type Study } from "./reports/study.ts";
export { markdownTables, type TerminalOptions, terminalTables } from "./reports/table.ts";
