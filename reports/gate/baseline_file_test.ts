import assert from "node:assert/strict";
import { exampleBaseline } from "./_example_gate.ts";
import { baselineText, parseBaseline } from "./baseline_file.ts";

Deno.test("parseBaseline: reads what baselineText writes", () => {
  const baseline = exampleBaseline();
  const text = baselineText(baseline);
  assert.deepEqual(parseBaseline(text, "b.json"), baseline);
  assert.ok(text.endsWith("}\n"));
});

Deno.test("parseBaseline: names the file and the place that is wrong", () => {
  // deno-lint-ignore no-explicit-any
  const changed = (change: (baseline: any) => void) => {
    const baseline = structuredClone(exampleBaseline());
    change(baseline);
    return JSON.stringify(baseline);
  };
  const wrong: [text: string, place: string][] = [
    ["{", "it is not JSON"],
    ["null", "its format must be 1, current value is undefined"],
    [changed((b) => b.format = 2), "its format must be 1, current value is 2"],
    [changed((b) => b.grids = []), "grids is"],
    [changed((b) => b.level = 0.5), "level is"],
    [changed((b) => delete b.environments), "environments is"],
    [changed((b) => b.experiments = []), "experiments is"],
    [changed((b) => b.experiments[1] = null), "experiments[1] is"],
    [changed((b) => delete b.experiments[0].method), "the name of experiments[0] is"],
    [changed((b) => b.experiments[0].runs = {}), "experiments[0].runs is"],
    [changed((b) => b.experiments[0].runs = { x: "id" }), "experiments[0].runs is"],
    [changed((b) => delete b.experiments[0].spec), "experiments[0].spec is"],
    [changed((b) => b.experiments[0].cells = []), "experiments[0].cells is"],
    [
      changed((b) => b.experiments[0].cells[0].metric = "toString"),
      "experiments[0].cells[0].metric is",
    ],
    [
      changed((b) => b.experiments[1].cells[1].smallestEffect = 0),
      "experiments[1].cells[1].smallestEffect is",
    ],
    [
      changed((b) => delete b.experiments[0].cells[0].values[2]),
      "experiments[0].cells[0].values is",
    ],
    [
      changed((b) => b.experiments[0].cells[0].values[2] = null),
      "experiments[0].cells[0].values is",
    ],
  ];
  for (const [text, place] of wrong) {
    assert.throws(() => parseBaseline(text, "b.json"), (error: Error) => {
      assert.ok(error instanceof SyntaxError);
      assert.ok(error.message.startsWith(`Cannot read baseline 'b.json': ${place}`), error.message);
      return true;
    });
  }
});
