import type { DomainData, InputShape, LoadedDomains } from "../../datasets/dataset.ts";
import type { RunSpec } from "../../records/record.ts";
import { datasetOf, loadData, loadedParts, transformOf } from "../../settings/_data.ts";
import type { Catalogue } from "../../settings/catalogue.ts";
import { plannedReader } from "../planned_files.ts";
import { withVectors } from "../word_vectors.ts";
import type { Start } from "./messages.ts";

/** Least number of parts that stay loaded: a part is a domain, or the domains that are loaded together. */
const LOADED = 4;

/** Loads the data of runs, and keeps the parts that were used last. */
export class Loader {
  readonly #loaded = new Map<string, Promise<LoadedDomains>>();

  /**
   * @param start The files of each dataset, and the file of word vectors, as planned.
   * @param catalogue The datasets.
   */
  constructor(
    readonly start: Pick<Start, "files" | "vectors">,
    readonly catalogue: Catalogue,
  ) {}

  /**
   * Loads the domains of a run, transformed and with word vectors if its protocol has them.
   *
   * @param spec The run.
   */
  async load(spec: RunSpec): Promise<LoadedDomains> {
    const { dataset, protocol: { vectors = "" }, seed } = spec;
    const transform = transformOf(spec);
    const read = plannedReader(this.start.files[dataset.name] ?? {});
    const parts = loadedParts(spec, this.catalogue);
    const loaded: { [domain: string]: DomainData } = {};
    for (const { key, domains } of parts) {
      const part = await this.#kept(
        JSON.stringify([key, transform, vectors]),
        parts.length,
        async () => {
          const data = await loadData(datasetOf(spec, this.catalogue), domains, {
            read,
            seed,
            transform,
          });
          return vectors === "" ? data : await this.#withVectors(data);
        },
      );
      Object.assign(loaded, part);
    }
    return loaded;
  }

  /** Assigns vectors to the words of each input; domains that were loaded together share one. */
  async #withVectors(data: LoadedDomains): Promise<LoadedDomains> {
    const inputs = new Map<InputShape, InputShape>();
    for (const { input } of Object.values(data)) {
      if (!inputs.has(input)) inputs.set(input, await withVectors(this.start.vectors!, input));
    }
    return Object.fromEntries(
      Object.entries(data).map(([domain, { input, ...rows }]) => [
        domain,
        { ...rows, input: inputs.get(input)! },
      ]),
    );
  }

  /** Returns a part that is loaded, or loads it; a run's own parts all stay. */
  #kept(key: string, parts: number, load: () => Promise<LoadedDomains>): Promise<LoadedDomains> {
    const data = this.#loaded.get(key) ?? load();
    this.#loaded.delete(key);
    this.#loaded.set(key, data);
    if (this.#loaded.size > Math.max(LOADED, parts)) {
      this.#loaded.delete(this.#loaded.keys().next().value!);
    }
    return data;
  }
}
