import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ReadFile } from "../datasets/dataset.ts";
import { maximum } from "../descriptors/extremes.ts";
import { randomStreams } from "../engine/mod.ts";
import { type ColumnSummary, type DataSummary, summaryOf } from "../datasets/own/summary.ts";
import { builtIn } from "../runs/catalogue.ts";
import { choose, expand } from "../runs/expand.ts";
import { addDescription } from "../runs/modules.ts";
import { RequestError } from "../runs/request_error.ts";
import { find } from "../settings/catalogue.ts";

/** The most levels that are listed of one column. */
const LISTED = 12;

/** The seed whose splits are shown. */
const SEED = 0;

/** A user's dataset has read its files already. */
const unread: ReadFile = () => Promise.reject(new RangeError("the dataset has no files"));

/** A description's data, checked. */
export interface CheckedData extends DataSummary {
  readonly setting: string;
  readonly problems: readonly string[];
  readonly methods: readonly string[];
  readonly encoder: string;
  readonly protocol: { readonly [name: string]: number | string };
  readonly selections: readonly string[];
  readonly seeds: number;
  readonly warnings: readonly string[];
}

/**
 * Reads a description and all of its files, and checks that its runs can be made.
 *
 * @param path The description.
 * @throws {RequestError} If they cannot, with the field or the file and its line.
 */
export async function checkData(path: string): Promise<CheckedData> {
  const address = pathToFileURL(resolve(path)).href;
  const { suite, data, table, catalogue } = await addDescription(builtIn, address);
  const setting = find(catalogue, "settings", suite.setting);
  const { problems, domains } = choose(suite, {}, catalogue);
  const specs = expand(suite, { seeds: [SEED] }, catalogue);
  await setting.checkData(specs, unread, catalogue).catch((error) => {
    throw error instanceof SyntaxError ? new RequestError(error.message) : error;
  });
  const loaded = await suite.dataset.load(domains, unread, randomStreams(SEED));
  return {
    ...summaryOf(data, table, loaded),
    setting: setting.title,
    problems: problems.map(({ name }) => name),
    methods: [...new Set(specs.map(({ method: { name } }) => name))],
    encoder: specs[0].protocol.encoder.name,
    protocol: specs[0].protocol.values,
    selections: specs[0].protocol.selections,
    seeds: suite.seeds,
    warnings: suite.dataset.notes?.() ?? [],
  };
}

/** Returns the lines of a checked description. */
export function checkedLines(checked: CheckedData): string[] {
  const { name, domains, columns, input, treatment, unused, warnings, protocol } = checked;
  const names = Object.keys(domains);
  const table = [
    ["", ...names],
    ...(["rows", "train", "validation", "test"] as const).map((part) => [
      part === "rows" ? part : `${part} (seed 0)`,
      ...names.map((domain) => `${domains[domain][part]}`),
    ]),
    ...columns.flatMap((column) => columnLines(column, names)),
  ];
  const widths = table[0].map((_, i) => maximum(table.map((row) => row[i].length)));
  return [
    `${name}: ${checked.setting}, ${checked.problems.join(", ")}`,
    "",
    ...table.map((row) =>
      row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join("  ")
    ),
    "",
    `input: ${input.shape.join("×")} ${input.of}`,
    ...treatment.map((sentence) => `  ${sentence}`),
    ...unused.length ? [`  not used: ${unused.join(", ")}`] : [],
    `runs: ${checked.seeds} seeds of ${checked.methods.join(", ")}`,
    `  encoder ${checked.encoder}, ${
      Object.entries(protocol).map(([name, value]) => `${name} ${value}`).join(", ")
    }`,
    `  selection rules ${checked.selections.join(", ")}`,
    ...warnings.map((warning) => `! ${warning}`),
  ];
}

function columnLines(column: ColumnSummary, domains: readonly string[]): string[][] {
  const { name, role, kind, missing, numbers, levels = {}, different } = column;
  const head = role === "input" ? name : `${name} (${role})`;
  const absent = domains.some((domain) => missing[domain] > 0)
    ? [["  missing", ...domains.map((domain) => `${missing[domain]}`)]]
    : [];
  if (kind === "number") {
    const range = domains.map((domain) => {
      const found = numbers![domain];
      return found ? found.map((value) => Number(value.toPrecision(4))).join(" … ") : "–";
    });
    return [[`${head}: least … mean … greatest`, ...range], ...absent];
  }
  const entries = Object.entries(levels);
  const shown = entries.slice(0, LISTED).map(([level, counts]) => [
    `  ${level.slice(0, 40)}`,
    ...domains.map((domain) => `${counts[domain]}`),
  ]);
  const rest = entries.length > LISTED
    ? [[`  ${entries.length - LISTED} more`, ...domains.map(() => "")]]
    : [];
  return [
    [`${head}: ${different} different`, ...domains.map(() => "")],
    ...shown,
    ...rest,
    ...absent,
  ];
}
