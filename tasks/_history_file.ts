import { splitLines } from "../datasets/_text.ts";
import { type History, parseHistory } from "../reports/gate/history.ts";
import { systemReason } from "../runs/write_whole.ts";

/**
 * Appends a line to a file in one synced write. If a crash has truncated the last line, the new one
 * starts on a line of its own.
 *
 * @param path The file; it is created if missing.
 * @param line The line without its line break.
 * @throws {Error} If writing fails.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  try {
    using file = await Deno.open(path, { read: true, append: true, create: true });
    const { size } = await file.stat();
    const last = new Uint8Array(1);
    if (size > 0) {
      await file.seek(size - 1, Deno.SeekMode.Start);
      await file.read(last);
    }
    const isCut = size > 0 && last[0] !== "\n".charCodeAt(0);
    const bytes = new TextEncoder().encode(`${isCut ? "\n" : ""}${line}\n`);
    const written = await file.write(bytes);
    if (written < bytes.length) throw new Error("the disk is full");
    await file.sync();
  } catch (error) {
    throw new Error(`Cannot append to '${path}': ${systemReason(error)}`);
  }
}

/**
 * Reads a history.
 *
 * @throws {Error} If the file is missing.
 */
export async function readHistory(path: string): Promise<History> {
  try {
    // A line truncated within a character must not spoil the other lines.
    const text = new TextDecoder().decode(await Deno.readFile(path));
    return parseHistory(splitLines(text), path);
  } catch (error) {
    throw new Error(`Cannot read '${path}': ${systemReason(error)}`);
  }
}
