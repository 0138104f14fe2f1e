/**
 * Graft: a reproducible benchmark suite for multi-task and transfer learning.
 *
 * Most users need only the command line (`deno task bench`, or `graft bench` of `@graft/graft/cli`). This module is for
 * files of the user's own: methods, encoders, datasets, suites and papers, made by the define functions and used with
 * `--use FILE`; and for programs: suites that expand to runs, benches, and the comparison of their records.
 *
 * ```ts
 * import { bench, builtIn, compare, markdownTables } from "@graft/graft";
 *
 * const runs = await bench(builtIn.suites.moons, {
 *   results: Deno.makeTempDirSync(),
 *   selected: { methods: ["source_only", "coral"], seeds: 2, quick: true },
 * });
 * console.log(markdownTables(compare(runs), []));
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
  type AnyArray,
  type Arrays,
  type CompiledGraph,
  convMaxOverTime,
  createOptimizer,
  type Dense,
  dense,
  type Device,
  type Execution,
  type Executor,
  fanInUniform,
  type Feed,
  glorotNormal,
  glorotUniform,
  gruStates,
  heNormal,
  heUniform,
  initDense,
  type Initializer,
  leaves,
  type Losses,
  lstmStates,
  mapTree,
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
  type SparseArray,
  type StepNoise,
  stopGradient,
  type Streams,
  type Tables,
  type Tensors,
  tf,
  toDense,
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

export {
  type Dataset,
  defineDataset,
  type DomainData,
  type InputShape,
  type LoadedDomains,
  type ReadFile,
  type Rows,
  type SourceFile,
  type Split,
  type Task,
} from "./datasets/dataset.ts";
export { classificationTask } from "./datasets/_classification_task.ts";
export { eachDomain } from "./datasets/_each_domain.ts";
export { malformed } from "./datasets/_malformed.ts";
export { parseColumns, parseConllu, type Token } from "./datasets/_columns.ts";
export {
  type DelimitedOptions,
  parseDelimited,
  type Row as DelimitedRow,
} from "./datasets/_delimited.ts";
export { type HeldOut, holdOut } from "./datasets/_held_out.ts";
export { parseIdx } from "./datasets/_idx.ts";
export { type LabelledTexts, parseLabelledTexts, parseTexts } from "./datasets/_labelled_text.ts";
export { type LabelledRows, parseSvmlight, type SvmlightOptions } from "./datasets/_svmlight.ts";
export { datasets } from "./datasets/mod.ts";

export type { ClassificationProblem, Method, Trainer } from "./methods/method.ts";
export {
  type AdaptationMethod,
  defineMethod,
  type Reads,
} from "./methods/unsupervised_adaptation/_method.ts";
export { defineTransfer, type TransferMethod } from "./methods/inductive_transfer/_method.ts";
export {
  defineGeneralisation,
  type GeneralisationMethod,
  type GeneralisationProblem,
  tableOf,
} from "./methods/domain_generalisation/_method.ts";
export {
  type DomainLosses,
  type DomainsDefinition,
  learnFromDomains,
  type LossContext,
  type Pass,
  passesOf,
} from "./methods/domain_generalisation/_trainer.ts";
export {
  learnWithPenalty,
  penaltyStart,
  type PenaltyValues,
  penaltyWeight,
} from "./methods/domain_generalisation/_penalty.ts";
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
export {
  type Classifier,
  classify,
  crossEntropy,
  initClassifier,
  type LabelledBatch,
  type UnlabelledBatch,
} from "./methods/_classification.ts";
export { gradientReversal } from "./methods/_gradient_reversal.ts";
export { learnFrom } from "./methods/_supervised.ts";
export { type LossDefinition, trainerFromLoss } from "./methods/_trainer.ts";
export {
  type AdaptationBatch,
  alignFeatures,
  alignmentWeight,
} from "./methods/unsupervised_adaptation/_alignment.ts";
export { cmd, type CmdOptions } from "./methods/unsupervised_adaptation/_cmd.ts";
export { coral } from "./methods/unsupervised_adaptation/_coral.ts";
export {
  type Discriminator,
  discriminatorSize,
  domainDiscriminator,
  domainLabels,
} from "./methods/_domain_discriminator.ts";
export { mmd, type MmdOptions } from "./methods/unsupervised_adaptation/_mmd.ts";
export { reversalParameters, reversalSchedule } from "./methods/_reversal_schedule.ts";
export {
  type Cut,
  cutAbove,
  initTransferred,
  transferred,
  transferredDepth,
} from "./methods/inductive_transfer/_layers.ts";
export { combination, gramMatrix } from "./methods/multi_task/gradient_rules/_gram.ts";
export { applyHead, initHead } from "./methods/multi_task/_heads.ts";
export { columns, type ColumnsOptions, initEncoder } from "./methods/multi_task/_columns.ts";
export { throughTogether } from "./methods/multi_task/_tables.ts";

export type {
  About,
  BySelection,
  CurvePoint,
  DomainDistance,
  Environment,
  Fact,
  FeatureView,
  Labels,
  Memory,
  MethodSpec,
  Named,
  Plane,
  PlanePoint,
  PlannedRun,
  Predictions,
  ProblemSpec,
  ProtocolSpec,
  RuleSpec,
  RunRecord,
  RunSpec,
  TaskPredictions,
  TaskSpec,
  Words,
  WordsFound,
} from "./records/record.ts";
export { runId } from "./records/run_id.ts";

export {
  type Checkpoint,
  defineSelection,
  type Read,
  type Selection,
} from "./selection/selection.ts";
export { selections } from "./selection/mod.ts";
export { defineEntry, type Kind } from "./descriptors/kind.ts";
export {
  type Catalogue,
  type Entries,
  type EntriesByKind,
  find,
  type Use,
} from "./settings/catalogue.ts";
export { checkBatch } from "./settings/_batches.ts";
export {
  Checkpoints,
  type Measured,
  resultsOf,
  type ScoredTask,
  type TaskScores,
} from "./settings/_checkpoints.ts";
export { datasetOf, sharedInput, transform } from "./settings/_data.ts";
export { checkEncoder, createEncoder } from "./settings/_encoder_fit.ts";
export {
  checkpointEvaluator,
  classPredictions,
  type EvaluationOptions,
} from "./settings/_evaluation.ts";
export { feedsOf } from "./settings/_feeds.ts";
export { score } from "./settings/_metrics.ts";
export {
  type CommonValues,
  learningRateAt,
  optimizerOf,
  type ProtocolChanges,
} from "./settings/_protocol.ts";
export { Divergence, type Log, type Phase, type PhaseHooks, train } from "./settings/_training.ts";
export { countIn, methodSpecOf, namesIn, type Variant, variantsOf } from "./settings/_variants.ts";
export {
  type HiddenView,
  hiddenView,
  type LabelledSplit,
  type LabelledView,
  labelledView,
  rowsAt,
} from "./settings/_views.ts";
export {
  type Asked,
  defineSetting,
  type Option,
  type OptionValues,
  type Result,
  type RunContext,
  type Setting,
  type Sweeps,
} from "./settings/setting.ts";
export type { Pair, PairProblem, PairsSuite } from "./settings/_pairs.ts";
export type { DomainsProblem } from "./settings/_domains.ts";
export type {
  GeneralisationSpec,
  GeneralisationSuite,
} from "./settings/domain_generalisation/suite.ts";
export type { AdaptationSpec, AdaptationSuite } from "./settings/unsupervised_adaptation/suite.ts";
export type {
  TransferProblem,
  TransferSpec,
  TransferSuite,
} from "./settings/inductive_transfer/suite.ts";
export type { MultiTaskSuite, TaskGroup, TasksSpec } from "./settings/multi_task/suite.ts";
export { settings } from "./settings/mod.ts";
export { defineSuite, type Suite, type SuiteProtocol } from "./suites/suite.ts";
export {
  type Arm,
  type ClaimTerm,
  type Column,
  type ComparedClaim,
  type ComparedTable,
  definePaper,
  type Experiment,
  type ProtocolDifference,
  type PublishedPaper,
  type PublishedTable,
  type TestSet,
  type UncomparedClaim,
  type UncomparedTable,
} from "./suites/published/paper.ts";
export { papers } from "./suites/published/mod.ts";
export { suites } from "./suites/mod.ts";

export { bench, type BenchOptions } from "./runs/bench.ts";
export { builtIn } from "./runs/catalogue.ts";
export { expand, type Selected } from "./runs/expand.ts";
export { environmentOf, ownCommit } from "./runs/environment.ts";
export {
  type Launcher,
  type LaunchEvents,
  type LaunchOptions,
  type Loss,
  type Next,
} from "./runs/launch/launcher.ts";
export { Loader } from "./runs/launch/loader.ts";
export { type PlannedFile, type Start } from "./runs/launch/messages.ts";
export { local, type LocalOptions } from "./runs/launch/local.ts";
export { type MadeRuns, type MakeOptions, makeRuns, type RunEvents } from "./runs/make_runs.ts";
export { addModules } from "./runs/modules.ts";
export { type PlanOptions, planRuns, type SuitePlan } from "./runs/plan.ts";
export { run, type RunOptions, type RunResult } from "./runs/run.ts";
export { ResultsStore } from "./runs/store.ts";

export {
  type Cell,
  cells,
  compare,
  type Comparison,
  type Entry,
  type Row,
} from "./reports/inference/comparison.ts";
export { csvOf } from "./reports/exports/csv.ts";
export { documentOf, type ReportDocument } from "./reports/exports/json.ts";
export { type ComparedMethod } from "./reports/inference/labels.ts";
export { latexOf } from "./reports/exports/tex.ts";
export { type Report, report } from "./reports/report.ts";
export { type ReportedSuite, type Sources } from "./reports/inference/studies.ts";
export { markdownReport, type ReportSection } from "./reports/exports/md.ts";
export { averageGainsOf, type Gain, gainsOf } from "./reports/inference/gains.ts";
export { type IntervalEstimate } from "./reports/inference/interval_estimate.ts";
export { type Verdict } from "./reports/inference/verdict.ts";
export { parquetOf } from "./reports/exports/parquet.ts";
export { type Status } from "./reports/inference/samples.ts";
export { benjaminiHochberg } from "./reports/inference/statistics/benjamini_hochberg.ts";
export {
  bootstrapInterval,
  type BootstrapOptions,
} from "./reports/inference/statistics/bootstrap.ts";
export { cohensD } from "./reports/inference/statistics/cohens_d.ts";
export { detectableDifference } from "./reports/inference/statistics/detectable_difference.ts";
export { type Estimate } from "./reports/inference/statistics/estimate.ts";
export { type Friedman, friedmanTest } from "./reports/inference/statistics/friedman.ts";
export { holm } from "./reports/inference/statistics/holm.ts";
export { type Interval, studentInterval } from "./reports/inference/statistics/interval.ts";
export { criticalDifference } from "./reports/inference/statistics/nemenyi.ts";
export { probabilityOfImprovement } from "./reports/inference/statistics/probability_of_improvement.ts";
export { signFlipTest } from "./reports/inference/statistics/sign_flip.ts";
export { signedRankTest } from "./reports/inference/statistics/signed_rank.ts";
export { pairedTTest } from "./reports/inference/statistics/paired_t.ts";
export { type Alternative, type TestResult } from "./reports/inference/statistics/test_result.ts";
export { type Study } from "./reports/inference/study.ts";
export { markdownTables, type TerminalOptions, terminalTables } from "./reports/tables/table.ts";
