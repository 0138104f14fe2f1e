import { eagerExecutor } from "../eager.ts";
import type { Device, Executor } from "../executor.ts";
import * as tf from "../tf.ts";
import { assertComputes } from "./_trial.ts";

/**
 * Opens a device that runs operation by operation.
 *
 * @param device Description of the device for run records.
 * @param backend TensorFlow.js's name of the backend.
 * @throws {Error} If it does not work here; then the previous backend is restored.
 */
export async function openEager(device: Device, backend: string): Promise<Executor> {
  const present = tf.getBackend();
  try {
    if (!await tf.setBackend(backend)) {
      throw new Error(`TensorFlow.js's backend '${backend}' does not start`);
    }
    const executor = eagerExecutor(device, backend);
    await assertComputes(executor);
    return executor;
  } catch (error) {
    if (present) await tf.setBackend(present);
    throw error;
  }
}
