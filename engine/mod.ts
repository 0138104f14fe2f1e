/**
 * Runs training steps that are written in TensorFlow.js operations: programs, executors, devices,
 * optimizers, initialisers and random streams.
 *
 * @module
 */
export * as tf from "./tf.ts";
export {
  type AnyArray,
  concatenate,
  isSparse,
  mapNonZero,
  type NdArray,
  type SparseArray,
  takeRows,
  toDense,
} from "./array.ts";
export {
  type Arrays,
  leaves,
  mapPlaces,
  mapTree,
  partOf,
  type Tensors,
  type Tree,
} from "./tree.ts";
export { type Random, randomStreams, type Streams } from "./random.ts";
export { type Noise, replayable, type StepNoise } from "./noise.ts";
export type { Numbers, Program, ScalarTensors } from "./program.ts";
export type { Device, Execution, Executor, Feed, Tables } from "./executor.ts";
export { type DeviceName, devices, openDevice, tryDevice } from "./devices.ts";
export type { CompiledGraph, OpenOptions } from "./devices/device.ts";
export {
  type Losses,
  stopGradient,
  valueAndGradients,
  valueAndReachedGradients,
} from "./gradients.ts";
export { convMaxOverTime } from "./conv_max_over_time.ts";
export { gruStates, lstmStates } from "./recurrent.ts";
export { type Dense, dense, initDense } from "./dense.ts";
export * from "./initializers.ts";
export * from "./optimizers/mod.ts";
export { scheduled, schedules, type ScheduleSpec } from "./schedules.ts";
export { optimizers } from "./optimizers/parameters.ts";
