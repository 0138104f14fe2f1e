import { metricKinds } from "../../descriptors/metrics.ts";
import { markdownTable } from "../tables/markdown_table.ts";
import { drops, type Simulation } from "./simulation.ts";

/**
 * Renders a simulation as text for a terminal or Markdown.
 *
 * @param simulation The counts.
 * @returns The rate of false alarms with its 95 % interval, and a table of the cells.
 */
export function simulationText(simulation: Simulation): string {
  const { repetitions, seeds, pool, level, alarms, cells } = simulation;
  const share = (count: number) => `${percent(count / repetitions)} %`;
  const [lower, upper] = scoreInterval(alarms, repetitions);
  const heads = ["cell", "δ", "false alarms", "inconclusive", ...drops.map((k) => `−${k}δ`)];
  const rows = cells.map((cell) => [
    `${cell.suite} ${cell.problem} ${cell.method} ${cell.selection} ${cell.metric}`,
    metricKinds[cell.metric].percent
      ? `${percent(cell.smallestEffect)} points`
      : String(cell.smallestEffect),
    share(cell.regressed),
    share(cell.inconclusive),
    ...cell.noticed.map(share),
  ]);
  return [
    `${repetitions} gates of unchanged code, ${seeds} seeds against ${seeds} others of a pool of ` +
    `${pool}, unpaired:`,
    `${alarms} raised an alarm, ${share(alarms)} (95 % interval ${percent(lower)} to ${
      percent(upper)
    } %); the nominal rate is at most ${percent(level)} %.`,
    "",
    markdownTable(heads, rows),
    "",
    "False alarms, inconclusive: of unchanged code. −kδ: rate at which a drop of k times the smallest " +
    "that matters,",
    "in that cell alone, is called a regression.",
    "",
  ].join("\n");
}

function percent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}

/**
 * Computes Wilson's score interval of the proportion k of n at 95 %.
 *
 * @see Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference:
 * https://doi.org/10.1080/01621459.1927.10502953
 */
function scoreInterval(count: number, n: number): [lower: number, upper: number] {
  const z = 1.959964;
  const share = count / n;
  const center = share + z * z / (2 * n);
  const reach = z * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  const scale = 1 + z * z / n;
  return [Math.max(0, (center - reach) / scale), Math.min(1, (center + reach) / scale)];
}
