import { ResultsStore } from "../runs/store.ts";
import { printNote } from "./_print.ts";

/** Returns a results folder that prints a note for each file that is left out. */
export function resultsStore(folder: string): ResultsStore {
  return new ResultsStore(folder, (path, why) => printNote(`Left out: ${path}: ${why}`));
}
