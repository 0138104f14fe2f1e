import assert from "node:assert/strict";
import { plan } from "../../tests/fixtures/runs.ts";
import { studyOf } from "../../tests/fixtures/study.ts";
import { pairsStudy, rowsWith, textsOf } from "../../tests/fixtures/gains.ts";
import criticalDifference, { alikeRanks } from "./critical_difference.ts";
import { renderSvg } from "./render.ts";

const pairs = Array.from({ length: 12 }, (_, i) => `a${i}-b${i}`);

/** Plans methods on twelve pairs, each a hundredth better than the next one on all pairs. */
function ladder(methods: readonly string[]) {
  return studyOf(
    methods.flatMap((method, m) =>
      plan(method, Object.fromEntries(pairs.map((pair) => [pair, [0.9 - m / 100]])))
    ),
  );
}

Deno.test("alikeRanks: are the longest runs that differ by less, each of two at least", () => {
  assert.deepEqual(alikeRanks([1, 2, 3, 4], 1.5), [[0, 1], [1, 2], [2, 3]]);
  assert.deepEqual(alikeRanks([1, 1.5, 2, 4], 1.5), [[0, 2]]);
  assert.deepEqual(alikeRanks([1, 2, 3], 1), []);
  assert.deepEqual(alikeRanks([1, 2, 3], 10), [[0, 2]]);
});

Deno.test("criticalDifference: bars join the ranks that differ by less than Nemenyi's difference", () => {
  const [{ spec, title }] = criticalDifference.draw(ladder(["source_only", "a", "b", "c", "d"]));
  // Demšar 2006: q = 2.728 for five methods; CD = 2.728·√(5·6/(6·12)) = 1.7609.
  assert.ok(title.endsWith("with Nemenyi's critical difference, 1.76"), title);
  const bars = rowsWith(spec, "from").filter(({ from, to, y, y2 }) => y === y2 && from !== to)
    .map(({ from, to }) => [from, to]);
  assert.deepEqual(bars.slice(-4), [[1, 2], [2, 3], [3, 4], [4, 5]]);
  assert.deepEqual(
    bars.slice(0, 2).map(([from, to]) => [from, Number((to as number).toFixed(2))]),
    [
      [5, 1],
      [5, 3.24],
    ],
  );
});

Deno.test("criticalDifference: the best half stands on the right with its ranks", () => {
  const [{ spec }] = criticalDifference.draw(ladder(["source_only", "a", "b", "c", "d"]));
  const names = rowsWith(spec, "lines").map(({ text }) => text);
  assert.deepEqual(names, ["c 4.00", "d 5.00", "source_only 1.00", "a 2.00", "b 3.00"]);
});

Deno.test("criticalDifference: says the test, the rule, and what is left out", async () => {
  const [{ spec, title }] = criticalDifference.draw(pairsStudy());
  assert.match(title, /^Average ranks of example over 6 problems, last/);
  const texts = textsOf(await renderSvg(spec));
  for (
    const text of [
      "Average rank over 6 problems; 1 is best",
      "Selection: last; means over 2 seeds.",
      // The ranks are 1, 2, 3 on all six: χ² = n (k − 1) = 12.
      "Friedman: χ² = 12.0, p = 0.002.",
      "Left out, an upper bound: bound.",
      "Left out, incomplete: broken.",
      "up 1.00",
      "down 3.00",
    ]
  ) {
    assert.ok(texts.includes(text), text);
  }
});

Deno.test("criticalDifference: a test that finds nothing is said to", async () => {
  const same = studyOf(
    ["source_only", "a", "b"].flatMap((method) =>
      plan(method, Object.fromEntries(pairs.map((pair) => [pair, [0.5]])))
    ),
  );
  const texts = textsOf(await renderSvg(criticalDifference.draw(same)[0].spec));
  assert.ok(texts.includes("Friedman: χ² = 0.0, p = 1.000: the methods may all be alike."));
});

Deno.test("criticalDifference: draws nothing for few methods or problems", () => {
  assert.deepEqual(criticalDifference.draw(ladder(["source_only", "a"])), []);
  const few = studyOf(
    ["source_only", "a", "b"].flatMap((method) =>
      plan(method, { "a-b": [0.5], "b-a": [0.6], "c-a": [0.7], "d-a": [0.7] })
    ),
  );
  assert.deepEqual(criticalDifference.draw(few), []);
});
