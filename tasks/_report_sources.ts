import type { Sources } from "../reports/inference/studies.ts";
import type { ResultsStore } from "../runs/store.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import { benchCommand } from "./_bench_command.ts";

/**
 * Returns the sources of a report on a results folder.
 *
 * @param store The results folder.
 * @param catalogue The entries that commands can name, and the suites' published tables.
 */
export function reportSources(
  store: Pick<ResultsStore, "predictions">,
  catalogue: Catalogue,
): Sources {
  return {
    catalogue,
    predictions: (id) => store.predictions(id),
    commandOf: (spec) => benchCommand(spec, catalogue),
  };
}
