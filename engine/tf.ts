/**
 * The TensorFlow.js operations that methods, encoders and optimizers are written in.
 *
 * @module
 */
export * from "@tensorflow/tfjs";
