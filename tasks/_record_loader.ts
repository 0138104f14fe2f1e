import { COMMAND } from "../descriptors/command.ts";
import type { Study } from "../reports/inference/study.ts";
import type { RunRecord } from "../records/record.ts";
import { builtIn } from "../runs/catalogue.ts";
import { UsageError } from "./_program.ts";
import type { ResultsStore } from "../runs/store.ts";
import { studiesOf } from "../reports/inference/studies.ts";
import { reportSources } from "./_report_sources.ts";

/** The most records of one report: more would take gigabytes of memory, and make a page that no browser opens. */
export const MOST_RECORDS = 20_000;

/** Reads the records of a results folder for a report, each file once. */
export class RecordLoader {
  readonly #store: ResultsStore;
  readonly #suites: readonly string[];
  #known = new Map<string, RunRecord>();

  /**
   * @param store The results folder.
   * @param suites The suites; all if none is named.
   * @param most The most records.
   */
  constructor(
    store: ResultsStore,
    suites: readonly string[] = [],
    readonly most = MOST_RECORDS,
  ) {
    this.#store = store;
    this.#suites = suites;
  }

  /**
   * Reads new records.
   *
   * @returns The records of the suites, and the studies that they make.
   * @throws {Error} If there are no records, or too many.
   * @throws {UsageError} If there are none of a requested suite.
   */
  async load(): Promise<{ records: RunRecord[]; studies: Study[] }> {
    const counts = new Map<string, number>();
    let wanted = 0;
    this.#known = await this.#store.records(this.#known, ({ spec: { suite: { name } } }) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return (this.#suites.length === 0 || this.#suites.includes(name)) && ++wanted <= this.most;
    });
    if (counts.size === 0) {
      throw new Error(
        `Cannot report: '${this.#store.folder}' has no records; make some with ${COMMAND} bench`,
      );
    }
    const names = [...counts.keys()].sort();
    for (const name of this.#suites) {
      if (counts.has(name)) continue;
      throw new UsageError(
        `Cannot report ${name}: '${this.#store.folder}' has records of ${names.join(", ")}`,
      );
    }
    if (wanted > this.most) {
      const all = names.map((name) => `${name} has ${counts.get(name)}`).join(", ");
      throw new Error(
        `Cannot report ${wanted} records at once, more than ${this.most}: ${all}; name a suite with fewer, ` +
          "or move some records into a results folder of their own and name it with --results",
      );
    }
    const records = [...this.#known.values()];
    return { records, studies: await studiesOf(records, reportSources(this.#store, builtIn)) };
  }
}
