import { ResultsStore } from "../runs/store.ts";
import { printNote } from "./_print.ts";

/**
 * Returns a results folder that prints a note for each file that is left out, and one for all records of an earlier
 * format.
 */
export async function resultsStore(folder: string): Promise<ResultsStore> {
  const store = new ResultsStore(
    folder,
    (path, why) => printNote(`Left out: ${path}: ${why}`),
  );
  const earlier = await store.earlier();
  if (earlier > 0) {
    printNote(
      `Left out ${earlier} records of an earlier format in '${store.runs}': ` +
        "the same bench command makes the runs again",
    );
  }
  return store;
}
