import assert from "node:assert/strict";
import { exampleBaseline } from "../../tests/fixtures/gate.ts";
import { baselineText, parseBaseline } from "./baseline_file.ts";

Deno.test("parseBaseline: is the inverse of baselineText", () => {
  const baseline = exampleBaseline();
  const text = baselineText(baseline);
  assert.deepEqual(parseBaseline(text, "b.json"), baseline);
  assert.ok(text.endsWith("}\n"));
});

Deno.test("parseBaseline: names the file and the invalid place", () => {
  // deno-lint-ignore no-explicit-any
  const changed = (change: (baseline: any) => void) => {
    const baseline = structuredClone(exampleBaseline());
    change(baseline);
    return JSON.stringify(baseline);
  };
  const wrong: [text: string, flaw: string][] = [
    ["{", "it is not JSON"],
    ["null", "it must be an object, current value is null"],
    [changed((b) => b.format = 1), "format must be 2, current value is 1"],
    [changed((b) => b.grids = []), "grids must be a list of 1 or more"],
    [changed((b) => b.level = 0.5), "level must be a number above 0 and at most 0.2"],
    [changed((b) => delete b.environments), "environments is missing"],
    [changed((b) => b.experiments = []), "experiments must be a list of 1 or more"],
    [changed((b) => b.experiments[1] = null), "experiments.1 must be an object"],
    [changed((b) => b.experiments[1] = b.experiments[0]), "experiments.1 occurs twice"],
    [changed((b) => delete b.experiments[0].method), "experiments.0.method is missing"],
    [
      changed((b) => b.experiments[0].suite = "other"),
      "experiments.0.suite is not that of its spec",
    ],
    [changed((b) => b.experiments[0].group = "b-a"), "experiments.0.group is not the problem of"],
    [changed((b) => b.experiments[0].runs = {}), "experiments.0.runs is empty"],
    [changed((b) => b.experiments[0].runs = { x: "id" }), "experiments.0.runs must be by seed"],
    [changed((b) => delete b.experiments[0].spec), "experiments.0.spec is missing"],
    [
      changed((b) => b.experiments[0].spec.protocol.values.batch = null),
      "experiments.0.spec.protocol.values.batch",
    ],
    [
      changed((b) => b.experiments[0].cells = []),
      "experiments.0.cells must be a list of 1 or more",
    ],
    [
      changed((b) => b.experiments[0].cells[0].metric = "toString"),
      "experiments.0.cells.0.metric must be one of accuracy,",
    ],
    [
      changed((b) => b.experiments[0].cells[0].metric = "rmse"),
      "experiments.0.cells.0.metric is not in its spec",
    ],
    [
      changed((b) => b.experiments[0].cells[0].problem = "c-d"),
      "experiments.0.cells.0.problem is not in its spec",
    ],
    [
      changed((b) => b.experiments[0].cells[0].selection = "validation"),
      "experiments.0.cells.0.selection is not in its spec",
    ],
    [
      changed((b) => b.experiments[1].cells[1].smallestEffect = 0),
      "experiments.1.cells.1.smallestEffect must be a number above 0",
    ],
    [
      changed((b) => delete b.experiments[0].cells[0].values[2]),
      "experiments.0.cells.0.values are not of its seeds",
    ],
    [
      changed((b) => b.experiments[0].cells[0].values[2] = null),
      "experiments.0.cells.0.values.2 must be a number, current value is null",
    ],
    [
      changed((b) => b.experiments[0].cells[0].values[2] = 7.5),
      "experiments.0.cells.0.values.2 must be from 0 to 1, current value is 7.5",
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
