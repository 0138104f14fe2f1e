import assert from "node:assert/strict";
import { assertClose } from "../../tests/golden/close.ts";
import { GraphBuilder } from "../../tests/graph_builder.ts";
import {
  kernelsOf,
  kindsOf,
  planAlone,
  planInPlace,
  runPlan,
  runSteps,
} from "../../tests/run_plan.ts";

// Updates of tables of which a step has a gradient in some rows.

Deno.test("rows are added to a table where it lies: nothing as large as it is written", () => {
  const builder = new GraphBuilder();
  builder.input("table", [1000, 8]);
  builder.input("rows", [4], "int32");
  builder.input("rate", []);
  const [taken] = builder.op("Gather", ["table", "rows"], { axis: 0 });
  const [scaled] = builder.op("Mul", [taken, "rate"]);
  const [wide] = builder.op("Cast", ["rows"], { to: 7 });
  const [indices] = builder.op("Reshape", [wide, [4, 1]]);
  const [next] = builder.op("ScatterND", ["table", indices, scaled], { reduction: "add" });
  builder.output("next", next);
  const plan = planInPlace(builder.finish(), { next: "table" });
  assert.deepEqual(kindsOf(plan), ["gather", "loops", "scatter"]);
  const scatter = kernelsOf(plan).at(-1)!;
  assert.ok(scatter.kind === "scatter");
  assert.equal(scatter.out, plan.inputs.table.address);
  assert.ok(plan.end < 1000 * 8 * 4 + 2000, `${plan.end} bytes`);
});

/** A step of an optimizer with two moments on a table, of which the rows `ids` have a gradient. */
function tableUpdate(rows: number, columns: number, count: number): GraphBuilder {
  const builder = new GraphBuilder();
  for (const leaf of ["table", "m", "v"]) builder.input(leaf, [rows, columns]);
  builder.input("ids", [count], "int32");
  builder.input("x", [count, columns]);
  const scalar = (value: number) => builder.constant([value], []);
  const op = (name: string, ...inputs: string[]) => builder.op(name, inputs)[0];
  const [wide] = builder.op("Cast", ["ids"], { to: 7 });
  const [indices] = builder.op("Reshape", [wide, [count, 1]]);
  const [zeros] = builder.op("Expand", [scalar(0), [rows, columns]]);
  const [g] = builder.op("ScatterND", [zeros, indices, "x"], { reduction: "add" });
  const m = op("Add", op("Mul", "m", scalar(0.75)), op("Mul", g, scalar(0.25)));
  const v = op("Add", op("Mul", "v", scalar(0.5)), op("Mul", op("Mul", g, g), scalar(0.5)));
  const step = op("Div", m, op("Add", op("Sqrt", v), scalar(0.125)));
  builder.output("next/table", op("Sub", "table", step));
  builder.output("next/m", m);
  builder.output("next/v", v);
  return builder;
}

const MOMENTS = { "next/table": "table", "next/m": "m", "next/v": "v" };

Deno.test("a table's rows are summed, and all of it is updated in one loop nest", async () => {
  for (const [rows, columns] of [[50, 8], [9, 1], [12, 3], [40, 33]]) {
    const graph = tableUpdate(rows, columns, 6).finish();
    const plan = planInPlace(graph, MOMENTS);
    assert.deepEqual(kindsOf(plan), ["sum", "loops"], `${rows} × ${columns}`);
    const floats = (length: number, start: number) =>
      Float32Array.from({ length }, (_, i) => Math.cos(start + i));
    const data = {
      table: floats(rows * columns, 1),
      m: floats(rows * columns, 2),
      v: floats(rows * columns, 3).map(Math.abs),
      ids: Int32Array.of(7, 0, 7, 5, 7, 0),
      x: floats(6 * columns, 4),
    };
    const steps = await runSteps(plan, MOMENTS, data, 2);
    const whole = planAlone(graph, new Map());
    let given: { [name: string]: Float32Array | Int32Array } = data;
    for (const outputs of steps) {
      const expected = await runPlan(whole, given);
      for (const [name, leaf] of Object.entries(MOMENTS)) {
        assertClose(outputs[name].data as Float32Array, expected[name].data, 1e-6, 1);
        given = { ...given, [leaf]: expected[name].data as Float32Array };
      }
    }
  }
});

Deno.test("momentum of a table takes one pass with the table", async () => {
  const builder = new GraphBuilder();
  for (const leaf of ["table", "momentum"]) builder.input(leaf, [20, 6]);
  builder.input("ids", [3], "int32");
  builder.input("x", [3, 6]);
  const op = (name: string, ...inputs: string[]) => builder.op(name, inputs)[0];
  const [wide] = builder.op("Cast", ["ids"], { to: 7 });
  const [indices] = builder.op("Reshape", [wide, [3, 1]]);
  const kept = op("Mul", "momentum", builder.constant([0.5], []));
  const [momentum] = builder.op("ScatterND", [kept, indices, "x"], { reduction: "add" });
  builder.output("next/momentum", momentum);
  builder.output("next/table", op("Sub", "table", momentum));
  const replaces = { "next/table": "table", "next/momentum": "momentum" };
  const plan = planInPlace(builder.finish(), replaces);
  assert.deepEqual(kindsOf(plan), ["sum", "loops"]);
  const x = Float32Array.from({ length: 18 }, (_, i) => i);
  const zeros = () => new Float32Array(120);
  const given = { table: zeros(), momentum: zeros(), ids: Int32Array.of(4, 1, 4), x };
  const row = (data: ArrayLike<number>, i: number) => Array.from(data).slice(6 * i, 6 * i + 6);
  const [first, second] = await runSteps(plan, replaces, given, 2);
  const sum = row(x, 0).map((value, n) => value + row(x, 2)[n]);
  for (const [outputs, factor, total] of [[first, 1, 1], [second, 1.5, 2.5]] as const) {
    const [next, table] = [outputs["next/momentum"].data, outputs["next/table"].data];
    assert.deepEqual(row(next, 4), sum.map((value) => factor * value));
    assert.deepEqual(row(next, 1), row(x, 1).map((value) => factor * value));
    assert.deepEqual(row(table, 4), sum.map((value) => 0 - total * value));
    assert.deepEqual(row(table, 0), row(zeros(), 0));
  }
});

Deno.test("rows that are not fewer than a table's are added to zeros", () => {
  const plan = planInPlace(tableUpdate(7, 4, 6).finish(), MOMENTS);
  assert.deepEqual(kindsOf(plan), ["loops", "scatter", "loops"]);
});
