import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { pairsStudy, tasksStudy } from "../../tests/fixtures/gains.ts";
import { transferStudy } from "../../tests/fixtures/transfer_runs.ts";
import { figuresOf } from "../figures/kinds.ts";
import { renderSvg } from "../figures/render.ts";
import { compactFigure, wholeFigure } from "./compact_figure.ts";

const layer = (values: object[]) => ({
  data: { values },
  mark: "text",
  encoding: {
    x: { field: "x", type: "quantitative" },
    y: { field: "kind", type: "nominal" },
    text: { field: "text" },
  },
});

/** Returns a figure with a layer for each table. */
const figure = (...tables: object[][]) => ({ layer: tables.map(layer) }) as unknown as TopLevelSpec;

const odd = [
  { x: 1.5, kind: "1", text: 'says "a", b\nc' },
  { x: -2e-7, kind: "02", text: " true " },
  { x: null, kind: null, text: "ü▼" },
];

const many = Array.from(
  { length: 20 },
  (_, x) => ({ x, kind: `p${x}`, text: x % 2 ? "q" : "r, s" }),
);

Deno.test("compactFigure: a table of several layers stands once, as columns where rows have the same fields", () => {
  const uneven = [{ x: 1, kind: "p", text: "q" }, { x: 2, kind: "p" }];
  const { spec, tables } = compactFigure(figure(odd, many, odd, uneven));
  const { layer } = spec as unknown as { layer: { data: object }[] };
  assert.deepEqual(
    layer.map(({ data }) => data),
    ["table_0", "table_1", "table_0", "table_2"].map((name) => ({ name })),
  );
  assert.deepEqual(Object.keys(tables), ["table_0", "table_1", "table_2"]);
  assert.deepEqual(tables.table_0, {
    x: [1.5, -2e-7, null],
    kind: ["1", "02", null],
    text: ['says "a", b\nc', " true ", "ü▼"],
  });
  assert.equal(tables.table_2, uneven);
});

Deno.test("wholeFigure: the drawing is that of the figure, whatever the values", async () => {
  const tables = [
    odd,
    many,
    [],
    [{}],
    [{ x: 1, kind: "p", text: "q" }, { x: 2, kind: "p" }],
    [{ x: 1, kind: 1, text: "" }, { x: 2, kind: "1", text: "r" }],
  ];
  const read = (spec: TopLevelSpec) => wholeFigure(JSON.parse(JSON.stringify(compactFigure(spec))));
  for (const table of tables) {
    const spec = figure(table, table, [{ x: 3, kind: "z", text: "z" }]);
    assert.ok(await renderSvg(read(spec)) === await renderSvg(spec));
  }
  for (const study of [tasksStudy(), pairsStudy(), transferStudy()]) {
    const figures = figuresOf(study);
    for (const { spec, name } of figures) {
      assert.ok(await renderSvg(read(spec)) === await renderSvg(spec), name);
    }
    const [compact, whole] = [figures.map(({ spec }) => compactFigure(spec)), figures];
    assert.ok(JSON.stringify(compact).length < 0.8 * JSON.stringify(whole).length);
  }
});
