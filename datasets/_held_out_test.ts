import assert from "node:assert/strict";
import { randomStreams } from "../engine/random.ts";
import { holdOut } from "./_held_out.ts";

const draw = (rows: number, held: number, seed = 0) =>
  holdOut(rows, held, randomStreams(seed)("validation"), "tiny.train");

Deno.test("holdOut puts each row into exactly one of the two lists, in order", () => {
  const { train, validation } = draw(50, 20);
  assert.equal(validation.length, 20);
  for (const rows of [train, validation]) {
    assert.deepEqual(rows, rows.toSorted((a, b) => a - b));
  }
  const all = [...train, ...validation].sort((a, b) => a - b);
  assert.deepEqual(all, Array.from({ length: 50 }, (_, row) => row));
});

Deno.test("holdOut draws the same rows for the same seed and other rows for another seed", () => {
  assert.deepEqual(draw(50, 20, 3), draw(50, 20, 3));
  assert.notDeepEqual(draw(50, 20, 3), draw(50, 20, 4));
});

Deno.test("holdOut draws every row about equally often", () => {
  const counts = new Int32Array(10);
  for (let seed = 0; seed < 1000; seed++) {
    for (const row of draw(10, 3, seed).validation) counts[row]++;
  }
  // Binomial(1000, 0.3) has a standard deviation of 14.5.
  for (const count of counts) assert.ok(Math.abs(count - 300) < 4 * 14.5, `${count}`);
});

Deno.test("holdOut leaves at least one row, and draws at least one", () => {
  assert.equal(draw(3, 2).train.length, 1);
  for (const held of [0, 3, 200]) {
    assert.throws(() => draw(3, held), {
      name: "SyntaxError",
      message: `Cannot read tiny.train: ${held} of its rows would be held out for validation, ` +
        "which must be at least one and not all, current number of rows is 3",
    });
  }
  assert.throws(() => draw(0, 0), {
    message: "Cannot read tiny.train: it must have at least one row",
  });
});
