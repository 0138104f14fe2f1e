import { COMMAND } from "../descriptors/command.ts";
import type { SourceFile } from "./dataset.ts";

/**
 * The error for a dataset file that is missing, corrupt or unreachable; its message is one line with a
 * remedy.
 */
export class DataError extends Error {
  override name = "DataError";
}

/** The size and the hexadecimal SHA-256 of a file's decompressed content. */
export interface Fingerprint {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Compares content with the published size and SHA-256. Without a published SHA-256, only the size is compared.
 *
 * @param file The published file.
 * @param found The size and SHA-256 of the content.
 * @returns `size 12 expected, 10 found`, or the same for SHA-256; `undefined` if both match.
 */
export function difference(file: SourceFile, found: Fingerprint): string | undefined {
  if (found.bytes !== file.bytes) return `size ${file.bytes} expected, ${found.bytes} found`;
  if (file.sha256 === undefined || found.sha256 === file.sha256) return undefined;
  return `sha256 ${file.sha256.slice(0, 12)}… expected, ${found.sha256.slice(0, 12)}… found`;
}

/**
 * Makes the error for a file or folder that the system refuses to read or write.
 *
 * @param action The refused action: `read` or `write`.
 * @param path The file or folder.
 * @param error The error that the system threw.
 * @returns The error to throw instead.
 */
export function refusal(action: "read" | "write", path: string, error: unknown): DataError {
  return new DataError(`Cannot ${action} ${path}: ${explain(action, error)}`, { cause: error });
}

function explain(action: "read" | "write", error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full, free some space and run the same command again";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return action === "read"
        ? "permission denied, make it readable or name another folder with --data DIR"
        : "permission denied, make the folder writable or name another one with --data DIR";
    case "ENOENT":
      if (action === "read") return `no such file, fetch it with \`${COMMAND} data fetch\``;
      break;
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
      return "a file stands where a folder must be or the reverse, name another one with --data DIR";
  }
  return `${message.split("\n")[0]}; try again, or name another folder with --data DIR`;
}
