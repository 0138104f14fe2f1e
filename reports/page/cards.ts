import type { Parameter } from "../../descriptors/parameters.ts";
import { citation } from "../../descriptors/paper.ts";
import { type Content, element, type Html } from "./html.ts";
import type { Card, CardKind, PageModel } from "./model.ts";
import { paperLink } from "./paper_link.ts";
import { methodAddress, type PlacedStudy } from "./placed_study.ts";
import { gainIntervalText, gainText, meanText, withUnit } from "../quantities.ts";
import { bullets, section } from "./section.ts";
import { slugs } from "./slugs.ts";

/** A card with its address. */
export interface PlacedCard extends Card {
  readonly address: string;
}

const headings: { readonly [K in CardKind]: string } = {
  method: "Methods",
  weighting: "Weightings of the losses",
  gradient_rule: "Gradient rules",
  encoder: "Encoders",
};

/**
 * Chooses the cards of what the studies use, and gives them addresses.
 *
 * @param model The page's model.
 */
export function placedCards({ cards, studies }: PageModel): PlacedCard[] {
  const used = new Set(studies.flatMap(({ study: { comparison: { methods, protocol } } }) => [
    ...methods.flatMap(({ method: { name, weighting, rule } }) => [
      keyOf("method", name),
      weighting && keyOf("weighting", weighting.name),
      rule && keyOf("gradient_rule", rule.name),
    ]),
    keyOf("encoder", protocol.encoder.name),
  ]));
  return (Object.keys(headings) as CardKind[]).flatMap((kind) => {
    const shown = cards.filter((card) => card.kind === kind && used.has(keyOf(kind, card.name)));
    const names = slugs(shown.map(({ name }) => name));
    return shown.map((card, i) => ({ ...card, address: `${kind}/${names[i]}` }));
  });
}

/**
 * Writes the page's part of methods: each with its paper, its parameters and its results.
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

/** What a method got in each study over all problems, under its first selection rule. */
function resultsOf({ name, params }: Card, studies: readonly PlacedStudy[]): Html | false {
  const lines = studies.flatMap((placed) => {
    const { study } = placed;
    const { sections: [{ rows, selection }] } = study.comparison;
    return rows.flatMap(({ method: { method, label }, average }, index): Content[] => {
      if (method.name !== name) return [];
      const gain = placed.gainOf(average);
      const gained = gain && gainText(gain);
      const interval = gain?.student ? ` ${gainIntervalText(gain.student, gain)}` : "";
      const set = Object.entries(method.values)
        .filter(([key, value]) => params[key]?.default !== value)
        .map(([key, value]) => `, ${key}=${value}`);
      const said = [
        ...average.scale ? [meanText(average)] : [],
        ...gained ? [`gain ${withUnit(gained + interval, gain)}`] : [],
      ];
      const title = label === name ? study.name : `${study.name}: ${label}`;
      const link = element("a", { href: `#${methodAddress(placed, index)}` }, title);
      return [[link, set, `: ${said.join(", ")}, ${selection}`]];
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

function keyOf(kind: CardKind, name: string): string {
  return `${kind} ${name}`;
}
