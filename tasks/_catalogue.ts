import { datasets } from "../datasets/mod.ts";
import type { Parameters } from "../descriptors/parameters.ts";
import { citation } from "../descriptors/paper.ts";
import { encoders } from "../encoders/mod.ts";
import { devices } from "../engine/mod.ts";
import { gradientRules } from "../methods/multi_task/gradient_rules/mod.ts";
import { methods } from "../methods/mod.ts";
import { suites } from "../suites/mod.ts";
import { weightings } from "../methods/multi_task/weightings/mod.ts";
import { printJson, printText } from "./_print.ts";

/**
 * Prints the available suites, methods, encoders, datasets and devices.
 *
 * @param json True to print one JSON document.
 */
export function printCatalogue(json: boolean): void {
  if (json) {
    printJson({ suites, methods, weightings, gradientRules, encoders, datasets, devices });
    return;
  }
  const lines: string[] = ["Suites"];
  for (const { name, title, dataset, methods, protocol, seeds, tunedOn } of Object.values(suites)) {
    lines.push(
      `  ${name}: ${title}`,
      `    dataset ${dataset.name}${
        dataset.folder ? "" : " (embedded)"
      }, encoder ${protocol.encoder.name}, ` +
        `${protocol.epochs} epochs, ${seeds} seeds` +
        (tunedOn.length
          ? `, none of those that its settings were chosen on (${tunedOn.join(", ")})`
          : ""),
      `    methods ${Object.keys(methods).join(", ")}`,
    );
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
  lines.push("", "Datasets");
  for (const family of Object.values(datasets)) {
    const { name, title, paper, licence } = family;
    lines.push(
      `  ${name}: ${title} (${citation(paper)})`,
      family.kind === "domains"
        ? `    domains ${family.domains.join(", ")}`
        : `    sources ${family.sources.join(", ")}`,
      `    licence ${licence}`,
    );
  }
  lines.push("", "Devices", ...Object.entries(devices).map(([name, what]) => `  ${name}: ${what}`));
  printText(lines.join("\n"));
}

function parameterLines(params: Parameters): string[] {
  return Object.entries(params).map(([name, parameter]) => {
    const range = parameter.kind === "choice"
      ? parameter.range.join(", ")
      : `${parameter.range[0]} to ${parameter.range[1]}`;
    return `    ${name} = ${parameter.default}  (${range}) ${parameter.describe}`;
  });
}
