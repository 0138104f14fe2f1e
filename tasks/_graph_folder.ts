import { createHash } from "node:crypto";
import type { CompiledGraph } from "../engine/mod.ts";
import { fileName } from "../reports/file_name.ts";
import type { RunSpec } from "../records/record.ts";
import { checkFolder } from "./_destinations.ts";
import { pathInside } from "./_path_inside.ts";
import { writeWhole } from "../runs/write_whole.ts";

/** A folder for the compiled graphs of runs: `moons_dann_training_1a2b3c4d.onnx`. */
export class GraphFolder {
  readonly #written = new Set<string>();

  /** @param path The folder; {@linkcode open} creates it. */
  constructor(readonly path: string) {}

  /** Number of graphs written. */
  get size(): number {
    return this.#written.size;
  }

  /**
   * Creates the folder.
   *
   * @throws {Error} If it cannot be created or written to.
   */
  async open(): Promise<void> {
    await checkFolder(this.path, "--dump-graph");
    await Deno.mkdir(this.path, { recursive: true });
  }

  /**
   * Writes a run's graph, unless a run of the same suite and method has had the same graph. An existing file
   * of that name is replaced: the name has eight digits of the content's SHA-256.
   *
   * @throws {Error} If writing fails.
   */
  async write({ suite, method }: RunSpec, { kind, content }: CompiledGraph): Promise<void> {
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
    const name = fileName(`${suite.name}_${method.name}_${kind}_${hash}`, "onnx");
    if (this.#written.has(name)) return;
    this.#written.add(name);
    await writeWhole(pathInside(this.path, name), content);
  }
}
