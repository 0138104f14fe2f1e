/**
 * Graft: a reproducible benchmark suite for multi-task and transfer learning.
 *
 * The command line (`deno task bench`) is the usual way in. This module is for programs: the losses
 * and the methods as functions, suites that expand to runs, an executor that makes them, and the
 * comparison of their records.
 *
 * ```ts
 * import { expand, loadDomain, openDevice, run, suites } from "@graft/graft";
 *
 * const executor = await openDevice("auto");
 * const [spec] = expand(suites.moons, {
 *   pairs: [["0", "35"]],
 *   content: () => "generated",
 *   seeds: 1,
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
  stopGradient,
  type Streams,
  type Tables,
  type Tensors,
  tf,
  type Tree,
  valueAndGradients,
} from "./engine/mod.ts";

export {
  type BoundEncoder,
  defineEncoder,
  type Encoder,
  type Layer,
  stack,
} from "./encoders/encoder.ts";
export { encoders } from "./encoders/mod.ts";

export type {
  DomainData,
  DomainFamily,
  InputShape,
  Labelled,
  ReadFile,
  SourceFile,
} from "./datasets/dataset.ts";
export { datasets } from "./datasets/mod.ts";

export {
  defineMethod,
  type Method,
  type Problem,
  type Reads,
  type Setting,
  type Trainer,
} from "./methods/method.ts";
export { methods } from "./methods/mod.ts";
export { crossEntropy } from "./methods/_classification.ts";
export { cmd, type CmdOptions } from "./methods/_cmd.ts";
export { coral } from "./methods/_coral.ts";
export { gradientReversal } from "./methods/_gradient_reversal.ts";
export { mmd, type MmdOptions } from "./methods/_mmd.ts";
export { type LossDefinition, trainerFromLoss } from "./methods/_trainer.ts";

export type {
  Column,
  CurvePoint,
  Environment,
  Named,
  Plane,
  PlanePoint,
  PlannedRun,
  Predictions,
  Protocol,
  PublishedTable,
  RunRecord,
  RunSpec,
  Selection,
} from "./suites/record.ts";
export { loadDomain, run, type RunOptions, type RunResult } from "./suites/run.ts";
export { expand, runId, type Selected, type Variant } from "./suites/spec.ts";
export type { Pair, Suite } from "./suites/suite.ts";
export { suites } from "./suites/mod.ts";

export {
  type Cell,
  cells,
  compare,
  type ComparedMethod,
  type CompareOptions,
  type Comparison,
  type Entry,
  type Row,
  type Status,
} from "./reports/comparison.ts";
export { type Estimate } from "./reports/statistics.ts";
export { markdownTables, type TerminalOptions, terminalTables } from "./reports/table.ts";
