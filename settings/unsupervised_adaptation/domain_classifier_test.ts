import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import golden from "../../tests/golden/domain_distance.json" with { type: "json" };
import { domainClassifier, type Row } from "./domain_classifier.ts";

type Features = { readonly shape: readonly number[]; readonly data: readonly number[] };

/** The rows `from` to `to` (exclusive) of each domain. */
function rowsOf(domains: readonly Features[], from: number, to: number): Row[] {
  return domains.flatMap(({ shape: [, width], data }) =>
    Array.from(
      { length: to - from },
      (_, i) => Float64Array.from(data.slice((from + i) * width, (from + i + 1) * width)),
    )
  );
}

for (const [name, { source, target, scores }] of Object.entries(golden)) {
  // tests/golden/domain_distance.py, scikit-learn.
  Deno.test(`domainClassifier: ${name}, scores in proportion to scikit-learn's`, () => {
    const domains = [source, target];
    const half = Math.floor(source.shape[0] / 2);
    const scoreOf = domainClassifier(rowsOf(domains, 0, half));
    const own = rowsOf(domains, half, 2 * half).map(scoreOf);
    const sum = (values: readonly number[]) => values.reduce((sum, x) => sum + Math.abs(x), 0);
    const factor = sum(scores) / sum(own);
    assertClose(own.map((score) => factor * score), scores, 1e-8, 1);
  });
}

Deno.test("domainClassifier: scores are zero if no feature varies", () => {
  const scoreOf = domainClassifier(Array.from({ length: 4 }, () => Float64Array.of(0.1, 3)));
  assert.equal(scoreOf(Float64Array.of(5, 6)), 0);
});
