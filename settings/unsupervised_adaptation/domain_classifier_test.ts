import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import golden from "../../tests/golden/domain_distance.json" with { type: "json" };
import { domainClassifier, type Features } from "./domain_classifier.ts";

/** The rows `from` to `to` (exclusive) of each domain. */
function rowsOf(
  domains: readonly { readonly shape: readonly number[]; readonly data: readonly number[] }[],
  from: number,
  to: number,
): Features {
  const [, width] = domains[0].shape;
  return {
    shape: [domains.length * (to - from), width],
    data: domains.flatMap(({ data }) => data.slice(from * width, to * width)),
  };
}

for (const [name, { source, target, scores }] of Object.entries(golden)) {
  // tests/golden/domain_distance.py, scikit-learn.
  Deno.test(`domainClassifier: ${name}, scores in proportion to scikit-learn's`, () => {
    const domains = [source, target];
    const half = Math.floor(source.shape[0] / 2);
    const own = domainClassifier(rowsOf(domains, 0, half))(rowsOf(domains, half, 2 * half));
    const sum = (values: readonly number[]) => values.reduce((sum, x) => sum + Math.abs(x), 0);
    const factor = sum(scores) / sum(own);
    assertClose(own.map((score) => factor * score), scores, 1e-8, 1);
  });
}

Deno.test("domainClassifier: scores are zero if no feature varies", () => {
  const scoresOf = domainClassifier({ shape: [4, 2], data: [0.1, 3, 0.1, 3, 0.1, 3, 0.1, 3] });
  assert.deepEqual(scoresOf({ shape: [1, 2], data: [5, 6] }), [0]);
});
