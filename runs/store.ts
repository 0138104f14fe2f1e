import { join } from "node:path";
import { FORMAT, type Predictions, type RunRecord } from "../records/record.ts";
import { isEarlier, parseJson, parsePredictions, parseRecord } from "../records/schema.ts";
import type { RunResult } from "./run.ts";
import { runId } from "../records/run_id.ts";
import { checkWritable } from "./writable_folder.ts";
import { systemReason, writeWhole } from "./write_whole.ts";

/**
 * A results folder: one file per run, written once, so that it can be copied, merged and resumed. Types,
 * ranges and ids of everything read from it are checked; invalid files are left out, and so are records of an earlier
 * format, which {@linkcode earlier} counts.
 */
export class ResultsStore {
  readonly #leftOut = new Set<string>();

  /**
   * @param folder The results folder; {@linkcode open} creates it.
   * @param report Called once for each file that is left out, with its path and the reason.
   */
  constructor(
    readonly folder: string,
    readonly report: (path: string, why: string) => void,
  ) {}

  /** The folder of the records. */
  get runs(): string {
    return join(this.folder, "runs");
  }

  /**
   * Creates the folder, and removes temporary files that killed processes have left.
   *
   * @throws {Error} If it cannot be created or written to.
   */
  async open(): Promise<void> {
    for (const folder of [this.folder, this.runs]) await checkWritable(folder);
    await Deno.mkdir(this.runs, { recursive: true });
    for await (const { name } of Deno.readDir(this.runs)) {
      if (!name.endsWith(".tmp")) continue;
      const path = join(this.runs, name);
      const { mtime } = await Deno.stat(path).catch(() => ({ mtime: null }));
      // Another process may still be writing a younger one.
      if (mtime && Date.now() - mtime.getTime() > 60_000) await Deno.remove(path).catch(() => {});
    }
  }

  /**
   * Reads a run's record.
   *
   * @returns The record; `undefined` if the run has no valid one.
   */
  record(id: string): Promise<RunRecord | undefined> {
    return this.#read(`${id}.json`, (value) => {
      if (isEarlier(value)) return undefined;
      const record = parseRecord(value);
      if (runId(record.spec) !== record.id) {
        throw new SyntaxError("its id is not that of its spec, which has been changed");
      }
      if (record.id !== id) throw new SyntaxError("it is the record of another run");
      return record;
    });
  }

  /** Reads a run's predictions; `undefined` if it has no valid ones. */
  async predictions(id: string): Promise<Predictions | undefined> {
    const name = `${id}.predictions.json`;
    const found = await this.#read(name, (value) => parsePredictions(value, id));
    if (!found) this.#leaveOut(name, "it is missing");
    return found;
  }

  /** Reads a run's record if it is complete, predictions included; otherwise the run is to be made, or made again. */
  async complete(id: string): Promise<RunRecord | undefined> {
    const record = await this.record(id);
    return record?.status === "ok" && !await this.predictions(id) ? undefined : record;
  }

  /**
   * Reads all valid records.
   *
   * @param known Records that were read before and are not read again, since records are never edited.
   * @param ids The records; all unless given.
   * @returns The records by id.
   * @throws {Error} If the folder cannot be read.
   */
  async records(
    known: ReadonlyMap<string, RunRecord> = new Map(),
    ids?: readonly string[],
  ): Promise<Map<string, RunRecord>> {
    const records = new Map<string, RunRecord>();
    for (const id of ids ?? await this.#allIds()) {
      const record = known.get(id) ?? await this.record(id);
      if (record) records.set(id, record);
    }
    return records;
  }

  /**
   * Reads the suite of each record, from the start of its file alone.
   *
   * @returns The suites by id; `undefined` if the start does not name it, as in a file of another format.
   * @throws {Error} If the folder cannot be read.
   */
  async suites(): Promise<Map<string, string | undefined>> {
    const ids = await this.#allIds();
    return new Map(ids.map((id) => [id, suiteIn(startOf(join(this.runs, `${id}.json`)))]));
  }

  /** Counts the records of an earlier format, which are not read; none if the folder cannot be read. */
  async earlier(): Promise<number> {
    let count = 0;
    for (const id of await this.#ids().catch(() => [])) {
      const path = join(this.runs, `${id}.json`);
      try {
        if (!current.test(startOf(path)) && isEarlier(parseJson(await Deno.readTextFile(path)))) {
          count++;
        }
      } catch {
        // A file that cannot be read is reported where it is needed.
      }
    }
    return count;
  }

  #allIds(): Promise<string[]> {
    return this.#ids().catch((error) => {
      throw new Error(`Cannot read results folder '${this.folder}': ${systemReason(error)}`);
    });
  }

  /** Lists the ids of the files of records, in order. */
  async #ids(): Promise<string[]> {
    const ids: string[] = [];
    for await (const { name } of Deno.readDir(this.runs)) {
      const [id] = /^[0-9a-f]{64}(?=\.json$)/.exec(name) ?? [];
      if (id) ids.push(id);
    }
    return ids.sort();
  }

  /**
   * Writes a run's predictions and then its record, so that an existing record is complete.
   *
   * @throws {Error} If writing fails; no partial file is left under the final names.
   */
  async write({ record, predictions }: RunResult): Promise<void> {
    if (predictions) {
      await this.#write(`${record.id}.predictions.json`, JSON.stringify(predictions));
    }
    await this.#write(`${record.id}.json`, `${JSON.stringify(record, undefined, 2)}\n`);
  }

  /** Reads a JSON file; an invalid one is reported once and left out. */
  async #read<T>(
    name: string,
    parse: (value: unknown) => T | undefined,
  ): Promise<T | undefined> {
    try {
      return parse(parseJson(await Deno.readTextFile(join(this.runs, name))));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      if (error instanceof Deno.errors.NotADirectory) return undefined;
      this.#leaveOut(name, systemReason(error));
    }
  }

  #leaveOut(name: string, why: string): void {
    if (this.#leftOut.has(name)) return;
    this.#leftOut.add(name);
    this.report(join(this.runs, name), why);
  }

  async #write(name: string, text: string): Promise<void> {
    try {
      await writeWhole(join(this.runs, name), text);
    } catch (error) {
      const { message } = error as Error;
      const kept = await Deno.stat(this.runs).then(() => true, () => false);
      throw new Error(
        kept
          ? `${message}; finished runs are kept, and the same command continues from there`
          : `${message}; the folder has been removed or renamed meanwhile, with all finished runs`,
      );
    }
  }
}

/** The start of a record of this format, as it is written: no more of a file need be read to know its format. */
const current = new RegExp(`^\\{\\s*"format": ${FORMAT},`);

/** The start of a record up to the name of its suite. */
const toSuite = new RegExp(
  current.source +
    String
      .raw`\s*"id": "\w*",\s*"spec": \{\s*"setting": "\w*",\s*"suite": \{\s*"name": ("(?:[^"\\]|\\.)*")`,
);

function suiteIn(start: string): string | undefined {
  const [, name] = toSuite.exec(start) ?? [];
  try {
    return name && JSON.parse(name);
  } catch {
    return undefined;
  }
}

/** Returns the first characters of a file; none if it cannot be read. */
function startOf(path: string): string {
  const head = new Uint8Array(512);
  try {
    using file = Deno.openSync(path);
    return new TextDecoder().decode(head.subarray(0, file.readSync(head) ?? 0));
  } catch {
    // A file that cannot be read is reported where it is needed.
    return "";
  }
}
