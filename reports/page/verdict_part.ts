import { metricKinds } from "../../descriptors/metrics.ts";
import { shownSection } from "../inference/bounds.ts";
import type { Row } from "../inference/comparison.ts";
import type { Gain } from "../inference/gains.ts";
import { harmOf, outcomeOf } from "../inference/outcome.ts";
import { type Content, element, type Html } from "./html.ts";
import { methodAddress, type PlacedStudy } from "./placed_study.ts";
import {
  gainIntervalText,
  gainText,
  meanText,
  verdictMarks,
  withUnit,
} from "../tables/quantities.ts";

/**
 * Writes what a study says, in a sentence or two: its best method, and whom the others harm.
 *
 * @param placed The study.
 */
export function verdictPart(placed: PlacedStudy): Html {
  const { comparison } = placed.study;
  const { baseline } = comparison;
  const { best, cells: { helped, harmed, neutral, unknown } } = outcomeOf(comparison);
  const judged = helped + harmed + neutral;
  const count = (verdict: "helped" | "harmed", number: number) =>
    number === 0
      ? `none ${verdict}`
      : element("b", { class: verdict }, `${verdictMarks[verdict]} ${number} ${verdict}`);
  return element(
    "div",
    { class: "says" },
    best.length === 0
      ? element("p", {}, "No method has all its runs yet, so none is called best.")
      : element(
        "p",
        {},
        "Best under ",
        element("code", {}, shownSection(comparison)!.selection),
        ": ",
        best.map((row, i) => [i > 0 && "; ", bestText(placed, row)]),
        ".",
      ),
    baseline && judged > 0 && element(
      "p",
      { class: "tally" },
      `Of ${judged} gains over ${baseline.label} that have an interval: `,
      count("helped", helped),
      ", ",
      count("harmed", harmed),
      `, ${neutral} unsettled`,
      unknown > 0 && `; ${unknown} more have none`,
      ".",
    ),
  );
}

function bestText(placed: PlacedStudy, row: Row): Content {
  const { comparison } = placed.study;
  const { methods, baseline } = comparison;
  const name = element(
    "a",
    { href: `#${methodAddress(placed, methods.indexOf(row.method))}` },
    element("b", {}, row.method.label),
  );
  const { cell: { metric }, scale } = row.average;
  const measured = metric === "mixed" ? "" : ` ${metricKinds[metric].title}`;
  const value = scale && [" at ", number(meanText(row.average)), measured];
  if (row.method === baseline) return [name, value, ", the baseline: nothing beats it"];
  const gain = placed.gainOf(row.average);
  const { harmed, known, problems } = harmOf(comparison, row);
  return [
    name,
    value,
    gain && gainPhrase(gain, baseline!.label),
    known > 0 && problems > 1 && `, harms ${harmed} of ${known}`,
  ];
}

function gainPhrase(gain: Gain, baseline: string): Content {
  const text = gainText(gain);
  if (text === undefined) return undefined;
  const interval = gain.estimate.interval
    ? ` ${gainIntervalText(gain.estimate.interval, gain)}`
    : "";
  return [", ", number(withUnit(text + interval, gain)), ` over ${baseline}`];
}

function number(text: string): Html {
  return element("span", { class: "number" }, text);
}
