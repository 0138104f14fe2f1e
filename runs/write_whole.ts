import { dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: to a temporary name beside it, synced, then renamed, and the folder synced.
 *
 * @param path The file; an existing one is replaced.
 * @param content Its content.
 * @throws {Error} If writing fails; no partial file is left under either name.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${crypto.randomUUID()}.tmp`);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    {
      using file = await Deno.open(temporary, { write: true, createNew: true });
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    }
    await Deno.rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw new Error(`Cannot write '${path}': ${systemReason(error)}`);
  }
}

/** Syncs a folder, so that a new name survives a loss of power; no effect on Windows, which cannot open folders. */
async function syncFolder(folder: string): Promise<void> {
  using opened = await Deno.open(folder).catch(() => null);
  await opened?.sync();
}

/** Returns the reason in a system error: of `Not a directory (os error 20): mkdir 'x'` the part before ` (os error`. */
export function systemReason(error: unknown): string {
  return error instanceof Error ? error.message.split(" (os error")[0] : String(error);
}
