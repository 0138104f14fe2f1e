import { createHash } from "node:crypto";
import { type NativeOptions, nativeRuntime, type NativeSession } from "../native/mod.ts";

/** An open session and the number of its users. */
interface Kept {
  readonly session: NativeSession;
  users: number;
}

const sessions = new Map<string, Kept>();

/** Number of sessions from which unused ones are closed. */
const MOST_SESSIONS = 256;

/**
 * Opens a session for a model, or returns the one that is already open for the same model, also of another program.
 *
 * @param model The content of an `.onnx` file.
 * @returns The session, to be closed with {@linkcode closeNative}.
 */
export function openNative(model: Uint8Array, { threads, spins }: NativeOptions): NativeSession {
  const hash = createHash("sha256").update(model).digest("hex");
  const key = `${hash} ${threads} ${spins}`;
  let kept = sessions.get(key);
  if (!kept) {
    makeRoom();
    sessions.set(
      key,
      kept = { session: nativeRuntime().open(model, { threads, spins }), users: 0 },
    );
  }
  kept.users++;
  return kept.session;
}

/** Ends one use of a session, which stays open for the next run as long as there are not too many. */
export function closeNative(session: NativeSession): void {
  for (const kept of sessions.values()) if (kept.session === session) kept.users--;
}

function makeRoom(): void {
  for (const [key, { session, users }] of sessions) {
    if (sessions.size < MOST_SESSIONS) return;
    if (users > 0) continue;
    sessions.delete(key);
    session.close();
  }
}
