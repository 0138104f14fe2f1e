import { createHash } from "node:crypto";
import process from "node:process";
import * as ort from "onnxruntime-node";

/** A session and the number of its current users. */
interface Kept {
  readonly session: Promise<ort.InferenceSession>;
  users: number;
}

const sessions = new Map<string, Kept>();

/** Number of sessions from which unused ones are released; each holds its model and its work space. */
const MOST_SESSIONS = 32;
/** Resident memory of the process, in bytes, from which unused sessions are released. */
const MUCH_MEMORY = 2 ** 30;

/**
 * Opens a session for a model, or returns the one that is already open for the same model: runs that differ only
 * in their seed or data share it.
 *
 * @param model The content of an `.onnx` file.
 * @param provider ONNX Runtime's name of the execution provider.
 * @returns The session, to be closed with {@linkcode closeSession}.
 */
export async function openSession(
  model: Uint8Array,
  provider: string,
): Promise<ort.InferenceSession> {
  const hash = createHash("sha256").update(model).digest("hex");
  const key = `${hash} ${provider}`;
  let kept = sessions.get(key);
  if (!kept) {
    await makeRoom();
    kept = sessions.get(key);
  }
  if (!kept) {
    const session = ort.InferenceSession.create(model, {
      executionProviders: [provider],
      // A node that a GPU cannot compute runs on one thread: with two, an addition by index may lose a row.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: "sequential",
      // The lowering has already optimized; ONNX Runtime's layout changes would cost more than they save.
      graphOptimizationLevel: "disabled",
      // Only fatal errors are logged, since all others are thrown.
      logSeverityLevel: 4,
    });
    sessions.set(key, kept = { session, users: 0 });
    // A session that failed to open is removed, so that the next call tries again.
    session.catch(() => sessions.delete(key));
  }
  kept.users++;
  return await kept.session;
}

/**
 * Ends one use of a session, which may stay open for the next run or be released.
 *
 * @param session A session from {@linkcode openSession}; close it once for each time it was opened.
 */
export async function closeSession(session: ort.InferenceSession): Promise<void> {
  for (const kept of sessions.values()) {
    const opened = await kept.session.catch(() => undefined);
    if (opened === session) kept.users--;
  }
}

/** Releases unused sessions, oldest first, while there are too many or the process uses too much memory. */
async function makeRoom(): Promise<void> {
  for (const [key, { session, users }] of sessions) {
    const full = sessions.size >= MOST_SESSIONS || process.memoryUsage.rss() > MUCH_MEMORY;
    if (!full) return;
    if (users > 0) continue;
    sessions.delete(key);
    await (await session).release();
  }
}
