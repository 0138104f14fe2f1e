import { type Kind, kinds } from "../descriptors/kind.ts";
import type { Parameters } from "../descriptors/parameters.ts";
import { citation } from "../descriptors/paper.ts";
import { devices } from "../engine/mod.ts";
import { protocolOf } from "../settings/_protocol.ts";
import type { Catalogue } from "../settings/catalogue.ts";
import { printJson, printText } from "./_print.ts";

/**
 * Prints the entries of a catalogue and the devices.
 *
 * @param catalogue The entries.
 * @param json True to print one JSON document.
 */
export function printCatalogue(catalogue: Catalogue, json: boolean): void {
  if (json) {
    const entries = (Object.keys(kinds) as Kind[]).map((kind) => [kind, catalogue[kind]]);
    printJson({ ...Object.fromEntries(entries), devices });
  } else printText(catalogueText(catalogue));
}

/** Returns the entries of a catalogue and the devices, one or more lines each. */
export function catalogueText(catalogue: Catalogue): string {
  const { suites, settings, datasets, encoders, methods, weightings, gradientRules } = catalogue;
  const { selections, papers } = catalogue;
  const lines: string[] = ["Suites"];
  for (const suite of Object.values(suites)) {
    const { name, title, setting, dataset, methods, seeds, tunedOn } = suite;
    const { encoder, values: { epochs } } = protocolOf(suite, catalogue);
    lines.push(
      `  ${name}: ${title}`,
      `    dataset ${dataset.name}${
        dataset.folder ? "" : " (embedded)"
      }, encoder ${encoder.name}, ` +
        `${epochs} epochs, ${seeds} seeds` +
        (tunedOn.length
          ? `, none of those that its settings were chosen on (${tunedOn.join(", ")})`
          : ""),
      `    setting ${setting}, methods ${Object.keys(methods).join(", ")}`,
    );
  }
  lines.push("", "Settings");
  for (const { name, question, baseline, protocol } of Object.values(settings)) {
    lines.push(`  ${name}: ${question} Baseline: ${baseline}`);
    for (const line of parameterLines(protocol)) lines.push(line);
  }
  const sections = [
    ["Methods", methods],
    ["Weightings", weightings],
    ["Gradient rules", gradientRules],
    ["Encoders", encoders],
  ] as const;
  for (const [title, entries] of sections) {
    lines.push("", title);
    for (const { name, title, paper, params } of Object.values(entries)) {
      lines.push(`  ${name}: ${title} (${citation(paper)})`, ...parameterLines(params));
    }
  }
  lines.push("", "Selection rules");
  for (const { name, title } of Object.values(selections)) lines.push(`  ${name}: ${title}`);
  lines.push("", "Datasets");
  for (const { name, title, paper, domains, licence } of Object.values(datasets)) {
    lines.push(
      `  ${name}: ${title} (${citation(paper)})`,
      `    domains ${domains.join(", ")}`,
      `    licence ${licence}`,
    );
  }
  lines.push("", "Papers");
  for (const { name, paper } of Object.values(papers)) {
    lines.push(`  ${name}: ${paper.title} (${citation(paper)})`);
  }
  lines.push(
    "",
    "Devices",
    ...Object.entries(devices).map(([name, { description }]) => `  ${name}: ${description}`),
  );
  return lines.join("\n");
}

function parameterLines(params: Parameters): string[] {
  return Object.entries(params).map(([name, parameter]) => {
    const range = parameter.kind === "choice"
      ? parameter.range.join(", ")
      : `${parameter.range[0]} to ${parameter.range[1]}`;
    return `    ${name} = ${parameter.default}  (${range}) ${parameter.describe}`;
  });
}
