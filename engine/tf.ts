/**
 * The TensorFlow.js operations of methods, encoders and optimizers.
 *
 * @module
 */
export * from "@tensorflow/tfjs";
