import { COMMAND } from "../descriptors/command.ts";
import type { Study } from "../reports/inference/study.ts";
import type { RunRecord } from "../records/record.ts";
import { builtIn } from "../runs/catalogue.ts";
import { printNote } from "./_print.ts";
import { UsageError } from "./_program.ts";
import type { ResultsStore } from "../runs/store.ts";
import { studiesOf } from "../reports/inference/studies.ts";
import { reportSources } from "./_report_sources.ts";

/** The most records of one report: more would take gigabytes of memory, and make a page that no browser opens. */
export const MOST_RECORDS = 20_000;

/** The fewest records that take seconds to read: a line says so. */
const MANY_RECORDS = 1000;

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
    const suites = await this.#store.suites();
    const asked = [...suites.keys()].filter((id) => this.#isAsked(suites.get(id)));
    this.#checkNumber([...suites.values()]);
    const unread = asked.filter((id) => !this.#known.has(id)).length;
    if (unread >= MANY_RECORDS) printNote(`Reading ${unread} of ${suites.size} records`);
    this.#known = await this.#store.records(this.#known, asked);
    const found = [...this.#known.values()].map(({ spec }) => spec.suite.name);
    this.#checkNumber(found);
    const names = new Set([...suites.values(), ...found].filter((name) => name !== undefined));
    const missing = this.#suites.find((name) => !names.has(name));
    if (missing !== undefined && names.size > 0) {
      throw new UsageError(
        `Cannot report ${missing}: '${this.#store.folder}' has records of ${
          [...names].sort().join(", ")
        }`,
      );
    }
    const records = [...this.#known.values()].filter(({ spec }) => this.#isAsked(spec.suite.name));
    if (records.length === 0) {
      throw new Error(
        `Cannot report: '${this.#store.folder}' has no records; make some with ${COMMAND} bench`,
      );
    }
    return { records, studies: await studiesOf(records, reportSources(this.#store, builtIn)) };
  }

  /** True if a suite is reported, or not known yet. */
  #isAsked(suite: string | undefined): boolean {
    return suite === undefined || this.#suites.length === 0 || this.#suites.includes(suite);
  }

  /** @throws {Error} If more records are asked for than a report holds. */
  #checkNumber(suites: readonly (string | undefined)[]): void {
    const known = suites.filter((suite) => suite !== undefined);
    const asked = known.filter((suite) => this.#isAsked(suite)).length;
    if (asked <= this.most) return;
    const counts = [...Map.groupBy(known, (suite) => suite)]
      .map(([suite, { length }]) => `${suite} has ${length}`).sort();
    throw new Error(
      `Cannot report ${asked} records at once, more than ${this.most}: ${counts.join(", ")}; ` +
        "name a suite with fewer, or move some records into a results folder of their own and name it with " +
        "--results",
    );
  }
}
