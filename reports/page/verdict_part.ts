import { metricKinds } from "../../descriptors/metrics.ts";
import { shownSection } from "../inference/bounds.ts";
import type { Row } from "../inference/comparison.ts";
import type { Gain } from "../inference/gains.ts";
import { harmOf, summaryOf } from "../inference/comparison_summary.ts";
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
 * Renders the findings of a study in a sentence or two: its best method, and the counts of verdicts.
 *
 * @param placed The study.
 */
export function verdictPart(placed: PlacedStudy): Html {
  const { comparison } = placed.study;
  const { baseline } = comparison;
  const { best, verdicts: { helped, harmed, neutral, unknown } } = summaryOf(comparison);
  const judged = helped + harmed + neutral;
  const count = (verdict: "helped" | "harmed", number: number) =>
    number === 0
      ? `none ${verdict}`
      : element("b", { class: verdict }, `${verdictMarks[verdict]} ${number} ${verdict}`);
  return element(
    "div",
    { class: "findings" },
    best.length === 0
      ? element("p", {}, "No method has all of its runs yet, so there is no best one.")
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
      `, ${neutral} neutral`,
      unknown > 0 && `; ${unknown} more have no interval`,
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
  if (row.method === baseline) return [name, value, ", the baseline: no method is better"];
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
