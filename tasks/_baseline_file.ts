import { decodeText } from "../datasets/_text.ts";
import type { Baseline } from "../reports/gate/baseline.ts";
import { parseBaseline } from "../reports/gate/baseline_file.ts";
import type { RunSpec } from "../records/record.ts";
import { runId } from "../records/run_id.ts";
import { UsageError } from "./_program.ts";
import { systemReason } from "../runs/write_whole.ts";

/**
 * Reads a baseline.
 *
 * @param path Its file.
 * @param options `optional`: true if a missing file is allowed.
 * @throws {UsageError} If there is no such file.
 * @throws {SyntaxError} If the file is not a baseline, or a run's id does not match its spec.
 */
export async function readBaseline(path: string): Promise<Baseline>;
export async function readBaseline(
  path: string,
  options: { readonly optional: true },
): Promise<Baseline | undefined>;
export async function readBaseline(
  path: string,
  { optional = false }: { readonly optional?: boolean } = {},
): Promise<Baseline | undefined> {
  let bytes;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (optional && error instanceof Deno.errors.NotFound) return undefined;
    throw new UsageError(
      `Cannot read baseline '${path}': ${systemReason(error)}; --update makes one`,
    );
  }
  const baseline = parseBaseline(decodeText(bytes, path), path);
  checkIds(baseline, path);
  return baseline;
}

/** Checks that each run's id is the hash of its spec: runs are found by id, and a spec edited by hand matches none. */
function checkIds({ experiments }: Baseline, path: string): void {
  experiments.forEach(({ runs, spec }, i) => {
    for (const [seed, id] of Object.entries(runs)) {
      if (runId({ ...spec, seed: Number(seed) } as RunSpec) === id) continue;
      throw new SyntaxError(
        `Cannot read baseline '${path}': experiments.${i}.runs.${seed} is not the id of its spec, ` +
          `which has been changed; --update makes one`,
      );
    }
  });
}
