import { hostname } from "node:os";
import { join } from "node:path";

/** Refresh interval and expiry of claims, in milliseconds. */
export interface ClaimTimes {
  readonly refresh: number;
  readonly expiry: number;
}

/** The holder of a claim, as recorded in its file. */
interface Holder {
  readonly host: string;
  readonly pid: number;
}

/**
 * Claims on runs, which let several benches share one results folder. A claim is the file `<id>.claim` beside the record:
 * one process creates and locks it, refreshes its modification time and removes it when the run ends.
 *
 * A claim whose process has died is free at once on the same machine, because the system has released its lock. A
 * claim of another machine, or of a stopped process, is free after `expiry` without a refresh, as measured by this
 * process: clocks are not compared. A process that finds the run's record after it has claimed the run must not make
 * the run: the record is the proof that the run is made.
 */
export class Claims {
  readonly #held = new Map<string, Deno.FsFile>();
  /** The last observed refresh of each claim of another process. */
  readonly #seen = new Map<string, { readonly modified: number; readonly since: number }>();
  readonly #timer: ReturnType<typeof setInterval>;

  /**
   * @param folder The folder of the claims; it must exist.
   * @param times Default: expiry after a minute, with six refreshes in it.
   */
  constructor(
    readonly folder: string,
    readonly times: ClaimTimes = { refresh: 10_000, expiry: 60_000 },
  ) {
    this.#timer = setInterval(() => this.#refresh(), times.refresh);
  }

  /**
   * Claims a run.
   *
   * @param id The run's id.
   * @returns True if this process now holds the claim, false if another does.
   * @throws {Error} If writing fails.
   */
  async take(id: string): Promise<boolean> {
    const path = this.#path(id);
    const { file, made } = await openOrMake(path);
    if (!file) return false;
    const locked = made ? await file.lock(true).then(() => true, () => true) : await tryLock(file);
    const { mtime } = await file.stat();
    const expired = this.#isExpired(id, mtime?.getTime() ?? 0);
    if (locked && await isAt(path, file) && (made || expired || await isOfThisHost(file))) {
      const holder: Holder = { host: hostname(), pid: Deno.pid };
      await file.truncate();
      await file.seek(0, Deno.SeekMode.Start);
      await file.write(new TextEncoder().encode(JSON.stringify(holder)));
      this.#held.set(id, file);
      this.#seen.delete(id);
      return true;
    }
    // The holder was stopped or is out of reach of locks: when it resumes, it finds that its claim is gone.
    if (expired && await isAt(path, file)) await Deno.remove(path).catch(() => {});
    file.close();
    return false;
  }

  /** Releases a claim. */
  async release(id: string): Promise<void> {
    const file = this.#held.get(id);
    if (!file) return;
    this.#held.delete(id);
    const path = this.#path(id);
    if (await isAt(path, file)) await Deno.remove(path).catch(() => {});
    file.close();
  }

  /** Releases all claims. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const id of [...this.#held.keys()]) await this.release(id);
  }

  #path(id: string): string {
    return join(this.folder, `${id}.claim`);
  }

  async #refresh(): Promise<void> {
    const now = new Date();
    await Promise.allSettled([...this.#held.values()].map((file) => file.utime(now, now)));
  }

  #isExpired(id: string, modified: number): boolean {
    const seen = this.#seen.get(id);
    if (seen?.modified === modified) return performance.now() - seen.since >= this.times.expiry;
    this.#seen.set(id, { modified, since: performance.now() });
    return false;
  }
}

/** Opens or creates a claim; `file` is missing if the claim was released meanwhile. */
async function openOrMake(path: string): Promise<{ file?: Deno.FsFile; made: boolean }> {
  const options = { read: true, write: true };
  try {
    return { file: await Deno.open(path, { ...options, createNew: true }), made: true };
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  try {
    return { file: await Deno.open(path, options), made: false };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { made: false };
  }
}

/** Tries to lock a file; false as well if the file system has no locks. */
function tryLock(file: Deno.FsFile): Promise<boolean> {
  return file.tryLock(true).catch(() => false);
}

/** True if the path still refers to the open file. */
async function isAt(path: string, file: Deno.FsFile): Promise<boolean> {
  const [named, open] = await Promise.all([Deno.stat(path).catch(() => undefined), file.stat()]);
  return named !== undefined && named.dev === open.dev && named.ino === open.ino;
}

/** True if the claim was made on this machine; false until its holder has written its host name. */
async function isOfThisHost(file: Deno.FsFile): Promise<boolean> {
  const bytes = new Uint8Array(1024);
  const length = await file.read(bytes) ?? 0;
  try {
    const { host }: Holder = JSON.parse(new TextDecoder().decode(bytes.subarray(0, length)));
    return host === hostname();
  } catch {
    return false;
  }
}
