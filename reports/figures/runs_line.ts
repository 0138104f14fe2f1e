import type { Comparison } from "../inference/comparison.ts";

/** Describes the runs of a figure in a line: those of the first selection rule, over the seeds. */
export function runsLine({ seeds, sections: [{ selection }] }: Comparison): string {
  const spread = seeds.length > 1 ? `± standard error over ${seeds.length} seeds` : "one seed";
  return `${selection}; ${spread}`;
}
