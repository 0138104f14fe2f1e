import { join } from "node:path";
import type { Predictions, RunRecord } from "../suites/record.ts";
import type { RunResult } from "../suites/run.ts";
import { checkFolder } from "./_destinations.ts";
import { systemReason, writeWhole } from "./_write.ts";

/** A results folder: one file per run, written once, so that it can be copied, merged and resumed. */
export class ResultsStore {
  /** @param folder The results folder; {@linkcode open} makes it. */
  constructor(readonly folder: string) {}

  get #runs(): string {
    return join(this.folder, "runs");
  }

  /**
   * Makes the folder, and removes what killed processes have left half-written there.
   *
   * @throws {Error} If it cannot be made or written to.
   */
  async open(): Promise<void> {
    for (const folder of [this.folder, this.#runs]) await checkFolder(folder, "--results");
    await Deno.mkdir(this.#runs, { recursive: true });
    for await (const { name } of Deno.readDir(this.#runs)) {
      if (!name.endsWith(".tmp")) continue;
      const path = join(this.#runs, name);
      const { mtime } = await Deno.stat(path).catch(() => ({ mtime: null }));
      // A younger one may be another process's, in the middle of its write.
      if (mtime && Date.now() - mtime.getTime() > 60_000) await Deno.remove(path).catch(() => {});
    }
  }

  /**
   * Reads a run's record.
   *
   * @returns The record, or `undefined` where the run has none.
   * @throws {SyntaxError} If the file is no record of that run.
   */
  async record(id: string): Promise<RunRecord | undefined> {
    const record = await this.#read<RunRecord>(`${id}.json`);
    if (record && (record.id !== id || !record.spec)) {
      throw new SyntaxError(
        `Cannot read '${
          join(this.#runs, `${id}.json`)
        }': it is no record of its run; delete it to run it again`,
      );
    }
    return record;
  }

  /**
   * Reads all records.
   *
   * @param known Records that were read before and need not be again: none is ever edited.
   * @returns The records by id, and what is wrong with each file that should be one and is not.
   * @throws {Error} If the folder cannot be read.
   */
  async records(
    known: ReadonlyMap<string, RunRecord> = new Map(),
  ): Promise<{ records: Map<string, RunRecord>; damaged: string[] }> {
    const ids: string[] = [];
    try {
      for await (const { name } of Deno.readDir(this.#runs)) {
        const [id] = /^[0-9a-f]{64}(?=\.json$)/.exec(name) ?? [];
        if (id) ids.push(id);
      }
    } catch (error) {
      throw new Error(`Cannot read results folder '${this.folder}': ${systemReason(error)}`);
    }
    const records = new Map<string, RunRecord>();
    const damaged: string[] = [];
    for (const id of ids.sort()) {
      try {
        const record = known.get(id) ?? await this.record(id);
        if (record) records.set(id, record);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        damaged.push(error.message);
      }
    }
    return { records, damaged };
  }

  /** Reads a run's predictions, or gives `undefined` where it has none. */
  predictions(id: string): Promise<Predictions | undefined> {
    return this.#read(`${id}.predictions.json`);
  }

  /**
   * Writes a run's record, after its predictions: a record that is there is complete.
   *
   * @throws {Error} If the disk refuses; nothing half-written is left under the final names.
   */
  async write({ record, predictions }: RunResult): Promise<void> {
    if (predictions) {
      await this.#write(`${record.id}.predictions.json`, JSON.stringify(predictions));
    }
    await this.#write(`${record.id}.json`, `${JSON.stringify(record, undefined, 2)}\n`);
  }

  async #read<T>(name: string): Promise<T | undefined> {
    const path = join(this.#runs, name);
    try {
      return JSON.parse(await Deno.readTextFile(path));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      if (error instanceof Deno.errors.NotADirectory) return undefined;
      if (error instanceof SyntaxError) {
        throw new SyntaxError(
          `Cannot read '${path}': it is not JSON; delete it to run that run again`,
        );
      }
      throw new Error(`Cannot read '${path}': ${systemReason(error)}`);
    }
  }

  async #write(name: string, text: string): Promise<void> {
    try {
      await writeWhole(join(this.#runs, name), text);
    } catch (error) {
      const { message } = error as Error;
      const kept = await Deno.stat(this.#runs).then(() => true, () => false);
      throw new Error(
        kept
          ? `${message}; what was finished is kept, and the same command goes on from there`
          : `${message}; the folder has been removed or renamed meanwhile, and what was finished with it`,
      );
    }
  }
}
