import { hostname } from "node:os";
import { join } from "node:path";

/** How often claims are refreshed and when they expire, in milliseconds. */
export interface ClaimTimes {
  readonly refresh: number;
  readonly expiry: number;
}

/** Who has a claim, as its file says. */
interface Holder {
  readonly host: string;
  readonly pid: number;
}

/**
 * Claims on runs, so that benches on one results folder share them: `<id>.claim` beside the record, made by one alone,
 * locked, refreshed by its modification time, and removed with the run's end.
 *
 * A claim whose process has died is free at once on the same machine, where the system has given back its lock. One
 * of another machine, or of a process that was stopped, is free when it has not been refreshed for `expiry`, as seen
 * from here: clocks are not compared. Whoever finds a run's record in place after it has claimed it must leave it: the
 * record is what says that a run is made.
 */
export class Claims {
  readonly #held = new Map<string, Deno.FsFile>();
  /** What is known of claims of others: when they were last seen to change. */
  readonly #seen = new Map<string, { readonly modified: number; readonly since: number }>();
  readonly #timer: ReturnType<typeof setInterval>;

  /**
   * @param folder Where the claims are; it must be there.
   * @param times A minute to expiry and six refreshes in it, unless given.
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
   * @returns Whether it is claimed now; not where another has it.
   * @throws {Error} If the disk refuses.
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
    // Its holder has been stopped, or is where locks do not reach: it finds its claim gone when it goes on.
    if (expired && await isAt(path, file)) await Deno.remove(path).catch(() => {});
    file.close();
    return false;
  }

  /** Gives a claim back. */
  async release(id: string): Promise<void> {
    const file = this.#held.get(id);
    if (!file) return;
    this.#held.delete(id);
    const path = this.#path(id);
    if (await isAt(path, file)) await Deno.remove(path).catch(() => {});
    file.close();
  }

  /** Gives all claims back. */
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

/** Opens a claim, and says whether it was made; nothing where it has just been given back. */
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

/** Whether a file was locked; not where the file system has no locks. */
function tryLock(file: Deno.FsFile): Promise<boolean> {
  return file.tryLock(true).catch(() => false);
}

/** Whether a file still is what its path names. */
async function isAt(path: string, file: Deno.FsFile): Promise<boolean> {
  const [named, open] = await Promise.all([Deno.stat(path).catch(() => undefined), file.stat()]);
  return named !== undefined && named.dev === open.dev && named.ino === open.ino;
}

/** Whether a claim was made on this machine; not known before its maker has written so. */
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
