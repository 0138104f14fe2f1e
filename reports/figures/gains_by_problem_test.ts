import assert from "node:assert/strict";
import { plan } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import {
  baselineStudy,
  oneSeedStudy,
  pairsStudy,
  rowsWith,
  tasksStudy,
  textsOf,
} from "../../tests/fixtures/gains.ts";
import gainsByProblem from "./gains_by_problem.ts";
import { renderSvg } from "./render.ts";

interface Spec {
  readonly vconcat: readonly [unknown, {
    readonly height: number;
    readonly layer: readonly {
      readonly mark: { readonly type: string };
      readonly transform?: readonly { readonly filter: string }[];
      readonly encoding: { readonly color?: { readonly scale: { readonly domain: number[] } } };
    }[];
  }];
}

const specOf = (study: ReturnType<typeof tasksStudy>) =>
  gainsByProblem.draw(study)[0].spec as unknown as Spec;

/** Returns each cell once. */
const cellsOf = (study: ReturnType<typeof tasksStudy>) => {
  const rows = rowsWith(specOf(study), "spread");
  return rows.slice(0, new Set(rows.map(({ method, problem }) => `${method}~${problem}`)).size);
};

Deno.test("gainsByProblem: cells have gains, half intervals and signs, or say why there is none", () => {
  assert.deepEqual(
    cellsOf(tasksStudy()).map(({ method, problem, number, spread, verdict }) => [
      method,
      problem,
      number,
      spread,
      verdict,
    ]),
    [
      ["hard_sharing", "books", "▲ +6.0", "± 2.5", "helped"],
      ["hard_sharing", "dvd", "−2.0", "± 2.5", "neutral"],
      ["hard_sharing", "music", "▼ −2.1", "± 0.2", "harmed"],
      ["hard_sharing", "mean", "▲ +0.6", "± 0.1", "helped"],
      ["mmoe", "books", "0.0", "± 0.0 (2/3)", "neutral"],
      ["mmoe", "dvd", "0.0", "± 0.0 (2/3)", "neutral"],
      ["mmoe", "music", "+3.0", "± 12.7 (2/3)", "neutral"],
      ["mmoe", "mean", "+1.0", "± 4.2 (2/3)", "neutral"],
      ["ple", "books", "diverged", "", "unknown"],
      ["ple", "dvd", "diverged", "", "unknown"],
      ["ple", "music", "diverged", "", "unknown"],
      ["ple", "mean", "diverged", "", "unknown"],
    ],
  );
});

Deno.test("gainsByProblem: of pairs of domains too; a bound has a mark", () => {
  const cells = cellsOf(pairsStudy());
  const of = (method: string) =>
    cells.filter((cell) => cell.method === method).map(({ number }) => number);
  assert.deepEqual(of("down").slice(0, 2), ["▼ −1.0", "▼ −2.0"]);
  assert.deepEqual(of("broken"), ["failed", "0.0", "0.0", "0.0", "0.0", "0.0", "failed"]);
  assert.equal(of("bound †").length, 7);
});

Deno.test("gainsByProblem: colours are centred at no gain, and reach as far as the rivals'", () => {
  const { layer } = specOf(pairsStudy()).vconcat[1];
  const domain = layer.flatMap(({ encoding }) => encoding.color?.scale.domain ?? []);
  assert.deepEqual(domain.map((value) => Number(value.toFixed(9))), [-6, 0, 6]);
});

Deno.test("gainsByProblem: the longer of problems and methods goes down", () => {
  const methods = Array.from({ length: 9 }, (_, i) => `method${i}`);
  const tall = studyOf(
    ["source_only", ...methods].flatMap((method) => plan(method, { "a-b": [0.5], "b-a": [0.5] })),
  );
  assert.equal(specOf(tall).vconcat[1].height, 9 * 31);
  assert.equal(specOf(pairsStudy()).vconcat[1].height, 7 * 31);
});

Deno.test("gainsByProblem: where numbers have no room, signs stand alone and are explained", async () => {
  const pairs = Array.from({ length: 24 }, (_, i) => `a${i}-b${i}`);
  const wide = (seeds: number) =>
    studyOf(
      ["source_only", ...Array.from({ length: 26 }, (_, i) => `method${i}`)].flatMap((method, m) =>
        plan(
          method,
          Object.fromEntries(pairs.map((pair, i) => [
            pair,
            [m === 1 && i === 0 ? "diverged" as const : 0.5 - m / 100, 0.5].slice(0, seeds),
          ])),
        )
      ),
    );
  const texts = textsOf(await renderSvg(gainsByProblem.draw(wide(2))[0].spec));
  assert.ok(texts.includes("×"));
  assert.ok(texts.some((text) => text === "× diverged, without ▼ or ▲: the interval holds zero."));
  assert.ok(!texts.includes("diverged"));
  const one = textsOf(await renderSvg(gainsByProblem.draw(wide(1))[0].spec));
  assert.ok(one.includes("?") && one.includes("× diverged, ? no interval."));
});

Deno.test("gainsByProblem: draws the unit, all names and all numbers", async () => {
  const [{ spec, title }] = gainsByProblem.draw(tasksStudy());
  assert.equal(title, "Gain over single_task by task of example_tasks, points, last");
  const texts = textsOf(await renderSvg(spec));
  for (
    const text of [
      "Gain over single_task by task, points",
      ...["books", "dvd", "music", "mean", "hard_sharing", "mmoe", "ple"],
      ...["▼ −2.1", "± 0.2", "diverged", "points; above zero is better"],
    ]
  ) assert.ok(texts.includes(text), text);
});

Deno.test("gainsByProblem: draws nothing for one problem, one method on two, or no rival", () => {
  const two = ["source_only", "dann"].flatMap((method) =>
    plan(method, { "a-b": [0.5], "b-a": [0.5] })
  );
  assert.deepEqual(gainsByProblem.draw(studyOf(two)), []);
  const one = ["source_only", "dann", "mmd"].flatMap((method) => plan(method, { "a-b": [0.5] }));
  assert.deepEqual(gainsByProblem.draw(studyOf(one)), []);
  assert.deepEqual(gainsByProblem.draw(baselineStudy()), []);
  assert.equal(gainsByProblem.draw(oneSeedStudy()).length, 1);
});
