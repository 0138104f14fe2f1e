import type { PlannedRun } from "../../records/record.ts";
import { placeOfMethod } from "../inference/method_runs.ts";
import type { Figure } from "../figures/figure.ts";
import { environmentsOf } from "../inference/environments.ts";
import { protocolFacts } from "./circumstances.ts";
import { controls } from "./controls.ts";
import { element, type Html } from "./html.ts";
import { legend } from "./legend.ts";
import { cellAddress, type PlacedStudy } from "./placed_study.ts";
import { publishedPart } from "./published_part.ts";
import { runsBar } from "./runs_bar.ts";
import { bullets, factList, section, sentence } from "./section.ts";
import { slugs } from "./slugs.ts";
import { type CardAddresses, tables } from "./tables.ts";
import { verdictPart } from "./verdict_part.ts";

/**
 * Renders the section of a study.
 *
 * @param placed The study.
 * @param index Its index among the page's studies.
 * @param cards The addresses of the methods' cards.
 */
export function studySection(placed: PlacedStudy, index: number, cards: CardAddresses): Html {
  const { slug, study, figures } = placed;
  return element(
    "div",
    { class: "study", "data-study": index },
    section(
      slug,
      2,
      [study.title, " ", element("code", {}, study.name)],
      verdictPart(placed),
      runsBar(study.runs),
      changesPart(placed),
      section(
        `${slug}/results`,
        3,
        "Results",
        controls(placed),
        element("p", { class: "found", role: "status" }),
        tables(placed, cards),
        legend(placed),
      ),
      figures.length > 0 && figuresPart(slug, figures),
      publishedPart(placed),
      flawsPart(placed),
      protocolPart(placed),
    ),
  );
}

/** Renders the differences from the suite's protocol, which precede all numbers. */
function changesPart({ study: { changes } }: PlacedStudy): Html | false {
  return changes.length > 0 && element(
    "div",
    { class: "changes", role: "note" },
    element(
      "p",
      {},
      element("b", {}, "Not the suite's own protocol."),
      " Compare these numbers with no others of the suite:",
    ),
    bullets("prose", changes),
  );
}

function figuresPart(slug: string, figures: readonly Figure[]): Html {
  const names = slugs(figures.map(({ name }) => name));
  return section(
    `${slug}/figures`,
    3,
    "Figures",
    element(
      "div",
      { class: "figures" },
      figures.map(({ title }, i) =>
        element(
          "figure",
          { id: `${slug}/figures/${names[i]}` },
          element(
            "div",
            {
              class: "drawing",
              role: "region",
              tabindex: 0,
              "aria-label": title,
              "data-figure": i,
            },
            element("p", { class: "waiting" }, "A script draws the figure when it is visible."),
          ),
          element("figcaption", {}, title),
        )
      ),
    ),
  );
}

function protocolPart({ slug, study: { comparison, departures, runs } }: PlacedStudy): Html {
  return section(
    `${slug}/protocol`,
    3,
    "Protocol and machines",
    factList(protocolFacts(comparison)),
    departures.length > 0 && [
      element("h4", {}, "Differences between the protocol and the papers"),
      bullets("prose", departures.map(sentence)),
    ],
    element("h4", {}, "Environments of the runs"),
    bullets("prose", placesOf(runs)),
  );
}

function placesOf(runs: readonly PlannedRun[]): string[] {
  const environments = environmentsOf(runs.flatMap(({ record }) => record ?? []));
  if (environments.length === 0) return ["No run has been made yet."];
  return environments.map(({ text, count }) =>
    `${count} ${count === 1 ? "run" : "runs"} on ${text}.`
  );
}

/** Lists every failed or diverged run, and every cell that lacks runs. */
function flawsPart(placed: PlacedStudy): Html | false {
  const { slug, study: { runs } } = placed;
  const wrong = runs.filter(({ record }) => record && record.status !== "ok");
  const missing = [
    ...Map.groupBy(
      runs.filter(({ record }) => !record),
      (run) => `${methodOf(placed, run)} ${run.spec.problem.name}`,
    ).values(),
  ];
  if (wrong.length === 0 && missing.length === 0) return false;
  return section(
    `${slug}/flaws`,
    3,
    "Missing, failed and diverged runs",
    wrong.length > 0 && bullets(
      "flaws",
      wrong.map((run) => {
        const { status, error } = run.record!;
        const step = error?.step === undefined ? "" : ` at step ${error.step}`;
        return [
          cellLink(placed, run),
          `, seed ${run.spec.seed}: `,
          element("b", { class: status }, status + step),
          error?.message && [": ", element("code", {}, error.message)],
        ];
      }),
    ),
    missing.length > 0 && [
      element("p", {}, "Not run:"),
      bullets(
        "missing",
        missing.map((runs) => [
          cellLink(placed, runs[0]),
          `, ${runs.length > 1 ? "seeds" : "seed"} ${runs.map(({ spec }) => spec.seed).join(", ")}`,
        ]),
      ),
    ],
  );
}

function methodOf({ study: { comparison } }: PlacedStudy, { spec }: PlannedRun): number {
  return placeOfMethod(comparison.methods, spec.method);
}

/** Renders a link to the first cell of a run. */
function cellLink(placed: PlacedStudy, run: PlannedRun): Html {
  const { columns, study: { comparison: { methods, sections } } } = placed;
  const { name } = run.spec.problem;
  const method = methodOf(placed, run);
  const column = columns.find(({ problems }) => problems.some(({ group }) => group === name))!;
  const address = cellAddress(placed, method, column, sections[0]);
  return element("a", { href: `#${address}` }, `${methods[method].label}, ${name}`);
}
