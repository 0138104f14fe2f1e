import type { Named, Protocol, TasksProtocol } from "../records/record.ts";
import type { Comparison } from "./comparison.ts";
import { trainsTasks, trainsTransfers } from "./problems.ts";

/**
 * Says in one line what a comparison's runs have in common: the suite and the dataset with their
 * versions, and how the runs train.
 *
 * @param comparison The comparison.
 * @returns Parts divided by semicolons, without an end.
 */
export function protocolText(comparison: Comparison): string {
  const { suite, version, dataset, protocol, seeds } = comparison;
  const { encoder, optimizer, schedule, epochs, batch } = protocol;
  const ofTasks = trainsTasks(protocol);
  return [
    `suite ${suite} version ${version}`,
    `dataset ${dataset.name} version ${dataset.version}`,
    `encoder ${namedText(encoder)}`,
    ...ofTasks || protocol.transform === "none" ? [] : [`inputs ${protocol.transform}`],
    ...vectorsText(comparison).map((vectors) => `word vectors ${vectors}`),
    optimizerText(optimizer),
    ...schedule.name === "constant" ? [] : [`${schedule.name} learning rate`],
    ...trainsTransfers(protocol)
      ? [`${protocol.pretraining} epochs on the source, ${epochs} on the target`]
      : [`${epochs} epochs`],
    ...ofTasks ? [orderText(protocol), `batch ${batch} of each source`] : [
      `batch ${batch}${trainsTransfers(protocol) ? "" : " of each domain"}`,
      ...trainsTransfers(protocol) || protocol.rows === undefined
        ? []
        : [`at most ${protocol.rows} training rows of each domain, drawn by the seed`],
      `${percent(protocol.validation)} of the labelled training rows held out`,
    ],
    `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`,
  ].join("; ");
}

/** The SHA-256 of the word vectors and the part of the words that it has; nothing without one. */
export function vectorsText({ protocol, wordsFound }: Comparison): string[] {
  if (!trainsTasks(protocol) || !protocol.vectors) return [];
  return [
    protocol.vectors +
    (wordsFound === undefined ? "" : `, of ${(100 * wordsFound).toFixed(1)} % of the words`),
  ];
}

function orderText({ order, temperature }: TasksProtocol): string {
  switch (order) {
    case "joint":
      return "all tasks in every step";
    case "in_turn":
      return "tasks in turn";
    case "sampled":
      return `tasks sampled by size at temperature ${temperature}`;
  }
}

/** A name with its values: `mlp (depth=1, width=100)`. */
export function namedText({ name, values }: Named): string {
  const settings = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return settings.length ? `${name} (${settings.join(", ")})` : name;
}

/** An optimizer with its settings: `adam at 0.001, clipNorm 5`. */
export function optimizerText(
  { name, learningRate, clipNorm, options }: Protocol["optimizer"],
): string {
  const settings = [
    ...Object.entries(options ?? {}),
    ...clipNorm === undefined ? [] : [["clipNorm", clipNorm]],
  ].map(([key, value]) => `, ${key} ${value}`);
  return `${name} at ${learningRate}${settings.join("")}`;
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toFixed(2))} %`;
}
