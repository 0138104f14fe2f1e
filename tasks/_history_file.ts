import { splitLines } from "../datasets/_text.ts";
import { type History, parseHistory } from "../reports/gate/history.ts";
import { systemReason } from "./_write.ts";

/**
 * Appends a line to a file, in one write, synced. Where a crash has cut the last line short, the new one
 * begins behind it.
 *
 * @param path The file; it is made where there is none.
 * @param line The line, without its break.
 * @throws {Error} If the disk refuses.
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
 * @throws {Error} If there is no such file.
 */
export async function readHistory(path: string): Promise<History> {
  try {
    // A line that was cut within a character is damaged; the others are not.
    const text = new TextDecoder().decode(await Deno.readFile(path));
    return parseHistory(splitLines(text), path);
  } catch (error) {
    throw new Error(`Cannot read '${path}': ${systemReason(error)}`);
  }
}
