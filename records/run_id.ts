import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { RunSpec } from "./record.ts";

/**
 * Computes a run's id.
 *
 * @param spec The run.
 * @returns SHA-256 of the spec's canonical JSON (RFC 8785), 64 hexadecimal digits.
 */
export function runId(spec: RunSpec): string {
  return createHash("sha256").update(canonicalize(spec)!).digest("hex");
}
