import { createHash } from "node:crypto";
import * as ort from "onnxruntime-node";

/** Where and how models run. */
export interface SessionOptions {
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: "cpu" | "webgpu" | "cuda";
  readonly threads: number;
}

const sessions = new Map<string, Promise<ort.InferenceSession>>();

/** The most sessions that are kept; each holds its model and its work space. */
const MOST_SESSIONS = 32;

/**
 * Opens a session for a model, or gives the one that has been opened for the same model before:
 * runs that differ in their seed or their data alone share it.
 *
 * @param model The content of an `.onnx` file.
 * @param options Where and how it runs.
 */
export function openSession(
  model: Uint8Array,
  { provider, threads }: SessionOptions,
): Promise<ort.InferenceSession> {
  const hash = createHash("sha256").update(model).digest("hex");
  const key = `${hash} ${provider} ${threads}`;
  let session = sessions.get(key);
  if (!session) {
    session = ort.InferenceSession.create(model, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      // The lowering has done what the optimizer would; its layout changes cost more than they give.
      graphOptimizationLevel: "disabled",
      // Fatal: what else goes wrong is thrown.
      logSeverityLevel: 4,
    });
    const [oldest] = sessions.keys();
    if (sessions.size >= MOST_SESSIONS) sessions.delete(oldest);
    sessions.set(key, session);
  }
  return session;
}
