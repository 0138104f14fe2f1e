import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { pairsStudy, tasksStudy } from "../../tests/fixtures/gains.ts";
import { transferStudy } from "../../tests/fixtures/transfer_runs.ts";
import { figuresOf } from "../figures/kinds.ts";
import { renderSvg } from "../figures/render.ts";
import { compactFigure } from "./compact_figure.ts";

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

Deno.test("compactFigure: a table of several layers stands once, rows of the same fields as CSV", () => {
  const { datasets, layer } = compactFigure(figure(odd, many, odd)) as unknown as {
    datasets: object;
    layer: { data: { name?: string; values?: string; format?: object } }[];
  };
  assert.deepEqual(Object.keys(datasets), ["table_0"]);
  assert.deepEqual(layer.map(({ data }) => data.name), ["table_0", undefined, "table_0"]);
  const { values, format } = layer[1].data;
  assert.match(values!, /^x,kind,text\n0,p0,"r, s"\n1,p1,q\n/);
  assert.deepEqual(format, {
    type: "csv",
    parse: { x: "number", kind: "string", text: "string" },
  });
});

Deno.test("compactFigure: the drawing is the same, whatever the values", async () => {
  const tables = [
    odd,
    many,
    many.map((row) => ({ ...row, x: row.x === 3 ? null : row.x / 3 })),
    // Rows of several shapes, columns of several types and empty texts are not converted.
    [{ x: 1, kind: "p", text: "q" }, { x: 2, kind: "p" }],
    [{ x: 1, kind: 1, text: "q" }, { x: 2, kind: "1", text: "r" }],
    many.map((row) => ({ ...row, text: row.x === 3 ? "" : row.text })),
  ];
  for (const table of tables) {
    const spec = figure(table, table, [{ x: 3, kind: "z", text: "z" }]);
    assert.ok(await renderSvg(compactFigure(spec)) === await renderSvg(spec));
  }
  for (const study of [tasksStudy(), pairsStudy(), transferStudy()]) {
    for (const { spec, name } of figuresOf(study)) {
      const compact = compactFigure(spec);
      assert.ok(await renderSvg(compact) === await renderSvg(spec), name);
      assert.ok(JSON.stringify(compact).length <= JSON.stringify(spec).length, name);
    }
  }
});
