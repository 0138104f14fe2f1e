import { citation } from "../../descriptors/paper.ts";
import type { PublishedTable } from "../../suites/published/paper.ts";
import {
  Markdown,
  markdownBlock,
  markdownCode,
  markdownLink,
  markdownSentence,
  markdownText,
} from "../escapes/markdown.ts";
import { markdownProseTable, markdownTable } from "../tables/markdown_table.ts";
import { nameOf } from "../tables/published.ts";
import type {
  ReproducedClaim,
  ReproducedExperiment,
  ReproducedPaper,
  ReproducedTable,
} from "./reproduction.ts";
import { accountText, flawText } from "./experiment_texts.ts";
import { legend, type Paragraph, toleranceExplained } from "./explanation.ts";
import { overviewOf } from "./overview.ts";
import {
  capital,
  cellHeads,
  cellTexts,
  claimHeads,
  claimRows,
  columnText,
  countsText,
  rowText,
  sourceText,
} from "./texts.ts";

/**
 * Renders published numbers beside ours as a Markdown page: an overview; for each paper its tables, claims and
 * constants, the differences of our runs and the commands; and an explanation of the verdicts.
 *
 * @param papers The papers, in order.
 * @returns The document; the same for the same records.
 */
export function reproductionPage(papers: readonly ReproducedPaper[]): string {
  return [
    "# Published numbers beside ours",
    markdownProseTable(
      ["", "", "verdicts", "runs made", "total time"],
      papers.flatMap((paper) =>
        overviewOf(paper).map(({ part, verdicts, runs, time }) => [
          citation(paper.paper),
          part,
          verdicts,
          runs,
          time,
        ])
      ),
    ),
    bullets(legend(papers)),
    ...papers.flatMap(paperSection),
    "## How the verdicts are reached",
    ...toleranceExplained.map(paragraphText),
  ].join("\n\n") + "\n";
}

function paragraphText(paragraph: Paragraph): string {
  if (typeof paragraph === "string") return markdownSentence(paragraph);
  if ("formulas" in paragraph) return markdownBlock(paragraph.formulas.split("\n"), "text");
  return bullets(paragraph.items);
}

/** Renders a list of sentences. */
function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${markdownSentence(sentence)}`).join("\n");
}

function paperSection(reproduced: ReproducedPaper): string[] {
  const { command, paper, tables, claims, experiments, constants } = reproduced;
  const shown = new Set<number>();
  const once = (experiment: number | null): string[] => {
    if (experiment === null || shown.has(experiment)) return [];
    shown.add(experiment);
    return experimentSection(experiments[experiment]);
  };
  return [
    `## ${markdownText(citation(paper))}`,
    `${markdownLink(paper.title, paper.url)}, ${markdownText(`${paper.venue}, ${paper.year}`)}. ` +
    markdownCode(command),
    ...tables.flatMap((table) => [...tableSection(table), ...once(table.experiment)]),
    ...claims.flatMap((claim, i) => [
      ...claimSection(claim),
      // Claims of one experiment are adjacent; the section on the experiment follows the last.
      ...claims.slice(i + 1).some(({ experiment }) => experiment === claim.experiment)
        ? []
        : once(claim.experiment),
    ]),
    ...constants.flatMap(constantsSection),
  ];
}

function tableSection(table: ReproducedTable): string[] {
  const { name, metric, protocol, notes, columns, verdicts, selection } = table;
  const provenance = Object.entries(columns).map(([column, read]) =>
    `${column} (${read.status}): ${sourceText(read)}`
  );
  return [
    `### ${markdownText(name)}`,
    markdownSentence(
      `${capital(metric)}. ${capital(countsText(verdicts))}.` +
        (selection ? ` Our checkpoints: ${selection}.` : ""),
    ),
    ...numbersSection(table),
    markdownSentence(`The paper's protocol: ${protocol}`),
    ...notes ? [markdownSentence(`Notes: ${notes}`)] : [],
    `Sources of the numbers:\n\n${bullets(provenance)}`,
  ];
}

/** Renders the numbers: column by column beside ours, or alone if no run has been made. */
function numbersSection(table: ReproducedTable): string[] {
  const { columns, arms, cells, lacks, data } = table;
  if (lacks !== null) {
    return [
      markdownSentence(
        `No suite yet: Graft lacks ${lacks}; the data would be ${data}. The numbers of the paper alone:`,
      ),
      numbersTable(table),
    ];
  }
  if (cells.every(({ verdict }) => verdict === "not_run")) {
    const counterparts = Object.entries(arms).map(([column, arm]) => `our ${arm} (for ${column})`);
    return [
      markdownSentence(
        `No run has been made for ${counterparts.join(", ")}. The numbers of the paper alone:`,
      ),
      numbersTable(table),
    ];
  }
  return [
    ...Object.keys(columns).flatMap((column) => columnSection(table, column)),
    ...Object.keys(columns).every((column) => column in arms) ? [] : [othersList(table)],
  ];
}

function columnSection(table: ReproducedTable, column: string): string[] {
  if (!Object.hasOwn(table.arms, column)) return [];
  const cells = table.cells.filter((cell) => cell.column === column);
  const rows = cells.filter(({ over }) => over === null).length;
  const missing = cells.filter(({ reason }) => reason !== null).map(({ row }) => row);
  return [
    `**${markdownText(columnText(column, table))}**`,
    markdownTable(
      ["", ...cellHeads],
      cells.map((cell) => [rowText(cell, rows), ...cellTexts(cell, table)]),
    ),
    ...missing.length
      ? [markdownText(`No run can be planned for ${missing.join(", ")}: the data is missing.`)]
      : [],
  ];
}

/** Renders the columns without a method of ours, with their numbers. */
function othersList({ columns, arms, cells, decimals }: ReproducedTable): string {
  const lines = Object.entries(columns).filter(([column]) => !(column in arms))
    .map(([column, { status }]) => {
      const own = cells.filter((cell) => cell.column === column);
      const numbers = own.map(({ row, published }) => `${row} ${published.toFixed(decimals)}`);
      return `${column} (${status}): ${own[0]?.reason}. ${numbers.join(", ")}`;
    });
  return `Not run:\n\n${bullets(lines)}`;
}

function numbersTable({ columns, cells, decimals }: ReproducedTable): string {
  const names = Object.keys(columns);
  const rows = new Set(cells.filter(({ over }) => over === null).map(({ row }) => row));
  return markdownTable(
    ["", ...names.map((column) => `${column} (${columns[column].status})`)],
    [...rows].map((row) => [
      row,
      ...names.map((column) => {
        const cell = cells.find((cell) => cell.row === row && cell.column === column);
        if (!cell) return "–";
        const { published, standardDeviation: spread } = cell;
        return published.toFixed(decimals) +
          (spread === null ? "" : ` ± ${spread.toFixed(decimals)}`);
      }),
    ]),
  );
}

function claimSection(claim: ReproducedClaim): string[] {
  const { where, text, status, source, tested, recorded, selection, lacks, data } = claim;
  return [
    `### ${markdownText(`Claim: ${where}`)}`,
    `> ${markdownSentence(`${text}.`)}\n\n${markdownSentence(`${capital(status)}: ${source}.`)}`,
    ...tested
      ? [
        markdownSentence(`Tested: ${tested}. Our \`${recorded}\`, checkpoints: ${selection}.`),
        markdownTable(claimHeads, claimRows(claim)),
      ]
      : [
        markdownSentence(`Not run: no suite yet. Graft lacks ${lacks}; the data would be ${data}.`),
      ],
  ];
}

function experimentSection(experiment: ReproducedExperiment): string[] {
  const { differences, commands, notes, seeds, flaws } = experiment;
  return [
    "#### How our runs differ",
    markdownProseTable(
      ["", "the paper", "ours"],
      differences.map(({ what, paper, ours }) =>
        [what, paper, ours].map((text) => new Markdown(markdownSentence(text)))
      ),
    ),
    "#### Our runs",
    bullets([accountText(experiment), ...notes, ...flaws.map(flawText)]),
    `Seeds ${seeds.join(", ") || "–"}, by\n\n${markdownBlock(commands, "sh")}`,
  ];
}

/** Renders constants of the paper's experiments, which have no counterpart in our results. */
function constantsSection(table: PublishedTable): string[] {
  const { columns, rows, metric, protocol, notes } = table;
  const names = Object.keys(columns);
  return [
    `### ${markdownText(nameOf(table))}`,
    markdownSentence(`${capital(metric)}. ${protocol}`),
    markdownTable(
      ["", ...names.map((column) => `${column} (${columns[column].status})`)],
      Object.entries(rows).map(([row, values]) => [
        row,
        ...names.map((column) => String(values[column] ?? "–")),
      ]),
    ),
    ...notes ? [markdownSentence(`Notes: ${notes}`)] : [],
    bullets(
      names.map((column) => `${column} (${columns[column].status}): ${columns[column].source}`),
    ),
  ];
}
