import { citation } from "../../../descriptors/paper.ts";
import type { PublishedTable } from "../../../suites/published/paper.ts";
import { nameOf } from "../../tables/published.ts";
import type {
  ReproducedClaim,
  ReproducedExperiment,
  ReproducedPaper,
  ReproducedTable,
} from "../../reproduction/reproduction.ts";
import type { ReproducedCell } from "../../reproduction/compared_table.ts";
import { slugs } from "../slugs.ts";

/** A paper with the addresses of its parts on the page. */
export interface PlacedPaper {
  readonly reproduced: ReproducedPaper;
  readonly address: string;
  /** The name in sentences. */
  readonly name: string;
  readonly tables: readonly PlacedTable[];
  readonly claims: readonly Placed<ReproducedClaim>[];
  readonly experiments: readonly Placed<ReproducedExperiment>[];
  readonly constants: readonly Placed<PublishedTable>[];
}

/** A part of a paper with its address. */
export interface Placed<T> {
  readonly address: string;
  /** The title without the paper. */
  readonly title: string;
  readonly of: T;
}

/** A table with the addresses of its numbers. */
export interface PlacedTable extends Placed<ReproducedTable> {
  readonly cells: readonly PlacedCell[];
}

/** A number with its address. */
export interface PlacedCell {
  readonly address: string;
  readonly of: ReproducedCell;
}

/** The addresses of the other parts of the page. */
const pageParts = [
  ...["main", "runs", "runs-title", "data", "print", "theme", "top", "overview", "verdicts"],
  ...["choose", "run"],
];

/**
 * Assigns an address to every paper, table, claim and number.
 *
 * @param papers The papers.
 */
export function placedPapers(papers: readonly ReproducedPaper[]): PlacedPaper[] {
  const addresses = slugs(papers.map(({ id }) => id), pageParts);
  return papers.map((reproduced, i): PlacedPaper => {
    const { paper, tables, claims, experiments, constants } = reproduced;
    const name = citation(paper);
    const titles = [
      ...[...tables.map(({ name }) => name), ...constants.map(nameOf)]
        .map((title) => title.replace(`${name} `, "")),
      ...claims.map(({ where }) => `Claim: ${where}`),
      ...experiments.map((_, index) => `Experiment ${index + 1}`),
    ];
    const parts = slugs(titles, ["title"]).map((slug, at) => ({
      address: `${addresses[i]}/${slug}`,
      title: titles[at],
    }));
    const taken = parts.values();
    const place = <T>(of: T): Placed<T> => ({ ...taken.next().value!, of });
    const placed = {
      tables: tables.map(place),
      constants: constants.map(place),
      claims: claims.map(place),
      experiments: experiments.map(place),
    };
    return {
      ...placed,
      reproduced,
      address: addresses[i],
      name,
      tables: placed.tables.map((table) => ({ ...table, cells: placedCells(table) })),
    };
  });
}

function placedCells({ address, of: { cells } }: Placed<ReproducedTable>): PlacedCell[] {
  const names = slugs(cells.map(({ row, column }) => `${row} ${column}`), ["title"]);
  return cells.map((of, i) => ({ address: `${address}/${names[i]}`, of }));
}
