import { createHash } from "node:crypto";
import process from "node:process";
import * as ort from "onnxruntime-node";

/** Where and how models run. */
export interface SessionOptions {
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: "cpu" | "webgpu" | "cuda";
  readonly threads: number;
  /** Work space is kept from call to call, up to twice what a call needs, unless false: slower. */
  readonly keepsWorkSpace?: boolean;
  /** Threads that wait for others keep their processor, for less delay, unless false. */
  readonly spins?: boolean;
}

/** A session, and how many have opened and not yet closed it. */
interface Kept {
  readonly session: Promise<ort.InferenceSession>;
  users: number;
}

const sessions = new Map<string, Kept>();

/** The most sessions that are kept for nobody; each holds its model and its work space. */
const MOST_SESSIONS = 32;
/** From this resident memory of the process on, in bytes, none is. */
const MUCH_MEMORY = 2 ** 30;

/**
 * Opens a session for a model, or gives the one that has been opened for the same model before:
 * runs that differ in their seed or their data alone share it.
 *
 * @param model The content of an `.onnx` file.
 * @param options Where and how it runs.
 * @returns The session, to be given to {@linkcode closeSession}.
 */
export async function openSession(
  model: Uint8Array,
  { provider, threads, keepsWorkSpace = true, spins = true }: SessionOptions,
): Promise<ort.InferenceSession> {
  const hash = createHash("sha256").update(model).digest("hex");
  const key = `${hash} ${provider} ${threads} ${keepsWorkSpace} ${spins}`;
  let kept = sessions.get(key);
  if (!kept) {
    await makeRoom();
    kept = sessions.get(key);
  }
  if (!kept) {
    const session = ort.InferenceSession.create(model, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      enableCpuMemArena: keepsWorkSpace,
      extra: { session: { intra_op: { allow_spinning: spins ? "1" : "0" } } },
      // The lowering has done what the optimizer would; its layout changes cost more than they give.
      graphOptimizationLevel: "disabled",
      // Fatal: what else goes wrong is thrown.
      logSeverityLevel: 4,
    });
    sessions.set(key, kept = { session, users: 0 });
    // What could not be opened is tried anew, and in nobody's way.
    session.catch(() => sessions.delete(key));
  }
  kept.users++;
  return await kept.session;
}

/**
 * Says that a session is not used any more: it may stay open for the next run, or be released.
 *
 * @param session As {@linkcode openSession} gave it, once for each time that it did.
 */
export async function closeSession(session: ort.InferenceSession): Promise<void> {
  for (const kept of sessions.values()) {
    const opened = await kept.session.catch(() => undefined);
    if (opened === session) kept.users--;
  }
}

/** Releases sessions that nobody uses, the oldest first, while there are too many or they hold too much. */
async function makeRoom(): Promise<void> {
  for (const [key, { session, users }] of sessions) {
    const full = sessions.size >= MOST_SESSIONS || process.memoryUsage.rss() > MUCH_MEMORY;
    if (!full) return;
    if (users > 0) continue;
    sessions.delete(key);
    await (await session).release();
  }
}
