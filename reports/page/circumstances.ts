import type { PlannedRun, Protocol } from "../../records/record.ts";
import type { Comparison } from "../comparison.ts";
import { trainsTasks, trainsTransfers } from "../problems.ts";
import { namedText, optimizerText, vectorsText } from "../protocol_text.ts";
import type { Fact } from "./section.ts";

/**
 * Says how runs were trained.
 *
 * @param comparison Their comparison.
 * @param runs The runs.
 */
export function protocolFacts(comparison: Comparison, runs: readonly PlannedRun[]): Fact[] {
  const { protocol, seeds } = comparison;
  const { encoder, optimizer, schedule, epochs, checkpointEvery, batch, selections } = protocol;
  const [{ spec: { suite, dataset } }] = runs;
  return [
    ["suite", `${suite.name}, version ${suite.version}`],
    ["dataset", `${dataset.name}, version ${dataset.version}`],
    ["encoder", namedText(encoder)],
    ["optimizer", optimizerText(optimizer)],
    ...schedule.name === "constant" ? [] : [["learning rate", schedule.name] as const],
    ...trainsTransfers(protocol)
      ? [["epochs on the source", `${protocol.pretraining}`] as const]
      : [],
    [
      "epochs",
      `${epochs}, a checkpoint every ${checkpointEvery === 1 ? "epoch" : `${checkpointEvery}`}`,
    ],
    ["batch", `${batch} rows${batchOf(protocol)}`],
    ...settingFacts(protocol),
    ...vectorsText(comparison).map((vectors) => ["word vectors", `SHA-256 ${vectors}`] as const),
    ["selection rules", selections.join(", ")],
    ["seeds", seeds.join(", ")],
  ];
}

function batchOf(protocol: Protocol): string {
  if (trainsTransfers(protocol)) return ", or all that are labelled";
  return ` of each ${trainsTasks(protocol) ? "source" : "domain"}`;
}

function settingFacts(protocol: Protocol): Fact[] {
  if (!trainsTasks(protocol)) {
    const { transform, validation } = protocol;
    return [
      ["inputs", transform === "none" ? "as they are" : transform],
      ["held out", `${Number((100 * validation).toFixed(2))} % of the labelled training rows`],
    ];
  }
  const { order, temperature } = protocol;
  const orders = {
    joint: "all in every step",
    in_turn: "in turn",
    sampled: `sampled by size at temperature ${temperature}`,
  };
  return [["tasks", orders[order]]];
}
