import type { Parameter } from "../../descriptors/parameters.ts";
import { citation } from "../../descriptors/paper.ts";
import { type Content, element, type Html } from "./html.ts";
import type { PartFacts, PartKind } from "../../records/record.ts";
import type { PageModel } from "./model.ts";
import { paperLink } from "./paper_link.ts";
import { methodAddress, type PlacedStudy } from "./placed_study.ts";
import { gainIntervalText, gainText, meanText, withUnit } from "../tables/quantities.ts";
import { bullets, section } from "./section.ts";
import { slugs } from "./slugs.ts";

/** A part of a method, with the address of its card. */
export interface PlacedCard extends PartFacts {
  readonly address: string;
}

const headings: { readonly [K in PartKind]: string } = {
  method: "Methods",
  weighting: "Weightings of the losses",
  gradient_rule: "Gradient rules",
  encoder: "Encoders",
};

/**
 * Returns the cards of the methods, weightings, rules and encoders of the studies' runs, with their addresses.
 *
 * @param model The page's model.
 */
export function placedCards({ studies }: PageModel): PlacedCard[] {
  const parts = studies.flatMap(({ study: { runs } }) => runs.flatMap(({ about }) => about.parts));
  const distinct = new Map(parts.map((part) => [`${part.kind} ${part.name}`, part]));
  return (Object.keys(headings) as PartKind[]).flatMap((kind) => {
    const shown = [...distinct.values()].filter((part) => part.kind === kind)
      .toSorted((a, b) => a.name < b.name ? -1 : 1);
    const names = slugs(shown.map(({ name }) => name));
    return shown.map((part, i) => ({ ...part, address: `${kind}/${names[i]}` }));
  });
}

/**
 * Renders the section on methods: each with its paper, its parameters and its results.
 *
 * @param cards The cards.
 * @param studies The page's studies.
 */
export function cardsSection(
  cards: readonly PlacedCard[],
  studies: readonly PlacedStudy[],
): Html | false {
  return cards.length > 0 && section(
    "methods",
    2,
    "Methods and their parts",
    [...Map.groupBy(cards, ({ kind }) => kind)].map(([kind, group]) => [
      element("h3", {}, headings[kind]),
      element("div", { class: "cards" }, group.map((card) => cardPart(card, studies))),
    ]),
  );
}

function cardPart(card: PlacedCard, studies: readonly PlacedStudy[]): Html {
  const { address, kind, name, title, paper, params } = card;
  const parameters = Object.entries(params);
  return element(
    "article",
    { id: address, "aria-labelledby": `${address}/title` },
    element("h4", { id: `${address}/title` }, title, " ", element("code", {}, name)),
    element("p", {}, `${citation(paper)}. `, paperLink(paper), `. ${paper.venue}.`),
    parameters.length === 0
      ? element("p", { class: "plain" }, "No parameters.")
      : element("dl", { class: "params" }, parameters.map(parameterPart)),
    kind === "method" && resultsOf(card, studies),
  );
}

function parameterPart([name, parameter]: [string, Parameter]): Html {
  return element(
    "div",
    {},
    element(
      "dt",
      {},
      element("code", {}, name),
      " ",
      element("span", { class: "plain" }, `= ${parameter.default}`),
    ),
    element("dd", {}, parameter.describe, " ", element("small", {}, rangeText(parameter))),
  );
}

/** Lists a method's results over all problems in each study, under its first selection rule. */
function resultsOf({ name, params }: PartFacts, studies: readonly PlacedStudy[]): Html | false {
  const lines = studies.flatMap((placed) => {
    const { study } = placed;
    const { sections: [{ rows, selection }] } = study.comparison;
    return rows.flatMap(({ method: { method, label }, average }, index): Content[] => {
      if (method.name !== name) return [];
      const gain = placed.gainOf(average);
      const gained = gain && gainText(gain);
      const interval = gain?.estimate.interval
        ? ` ${gainIntervalText(gain.estimate.interval, gain)}`
        : "";
      const set = Object.entries(method.values)
        .filter(([key, value]) => params[key]?.default !== value)
        .map(([key, value]) => `, ${key}=${value}`);
      const texts = [
        ...average.scale ? [meanText(average)] : [],
        ...gained ? [`gain ${withUnit(gained + interval, gain)}`] : [],
      ];
      const title = label === name ? study.name : `${study.name}: ${label}`;
      const link = element("a", { href: `#${methodAddress(placed, index)}` }, title);
      return [[link, set, `: ${texts.join(", ")}, ${selection}`]];
    });
  });
  return lines.length > 0 && bullets("results", lines);
}

function rangeText(parameter: Parameter): string {
  if (parameter.kind === "choice") return parameter.range.join(" | ");
  const [least, greatest] = parameter.range;
  const whole = parameter.kind === "number" && parameter.integer ? "whole, " : "";
  const each = parameter.kind === "numbers" ? "each of them " : "";
  return `${whole}${each}${least} to ${greatest}`;
}
