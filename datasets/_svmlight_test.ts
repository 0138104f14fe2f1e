import assert from "node:assert/strict";
import { toDense } from "../engine/array.ts";
import { parseSvmlight } from "./_svmlight.ts";

const parse = (text: string, width = 4) =>
  parseSvmlight(new TextEncoder().encode(text), { name: "reviews.svmlight", width });

Deno.test("parseSvmlight returns the entries of each row that are not zero, and classes", () => {
  const { x, y } = parse("1 0:2 1:0 3:7\n-1 1:0.5 2:-1e2 3:-0.0\n+1\n");
  assert.deepEqual(x, {
    shape: [3, 4],
    starts: Int32Array.of(0, 2, 4, 4),
    columns: Int32Array.of(0, 3, 1, 2),
    values: Float32Array.of(2, 7, 0.5, -100),
  });
  assert.deepEqual(y, { shape: [3], data: Int32Array.of(1, 0, 1) });
});

Deno.test("parseSvmlight accepts comments, Windows line ends, tabs and blank lines at the end", () => {
  const { x, y } = parse(
    "# title\r\n1 0:1 # tail 3:9\r\n# between\r\n-1\t1:2  2:3#tail\r\n\r\n \n",
  );
  assert.deepEqual(toDense(x).data, Float32Array.of(1, 0, 0, 0, 0, 2, 3, 0));
  assert.deepEqual(y.data, Int32Array.of(1, 0));
});

Deno.test("parseSvmlight accepts a last line without a line end", () => {
  assert.deepEqual(
    toDense(parse("1 0:1\n-1 3:12").x).data,
    Float32Array.of(1, 0, 0, 0, 0, 0, 0, 12),
  );
});

Deno.test("parseSvmlight returns no rows for an empty text", () => {
  assert.deepEqual(parse("").x.shape, [0, 4]);
  assert.deepEqual(parse("\n\n").y.shape, [0]);
});

for (
  const [what, text, message] of [
    [
      "a label that is another number",
      "1 0:1\n0 0:1\n",
      "line 2: the label must be 1 or -1, current value is '0'",
    ],
    [
      "a missing label",
      "1 0:1\n0:1 1:1\n",
      "line 2: the label must be 1 or -1, current value is '0:1'",
    ],
    [
      "a label followed by other characters",
      "1x 0:1\n",
      "line 1: the label must be 1 or -1, current value is '1x'",
    ],
    [
      "a byte order mark before a label that is not the first",
      "1 0:1\n\ufeff1 0:1\n",
      "line 2: the label must be 1 or -1, current value is '\\ufeff1'",
    ],
    [
      "a byte order mark before a value",
      "1 0:\ufeff1\n",
      "line 1: the value of index 0 must be a finite number, current value is '\\ufeff1'",
    ],
    [
      "a blank line between rows",
      "1 0:1\n\n-1 0:1\n",
      "line 2: the label must be 1 or -1, current value is ''",
    ],
    [
      "an entry without a colon",
      "1 0:1\n# note\n1 0 1:1\n",
      "line 3: an entry must be index:value, current value is '0'",
    ],
    [
      "an entry truncated after its index",
      "1 0:1\n1 0:1 12",
      "line 2: an entry must be index:value, current value is '12'",
    ],
    [
      "an entry without an index",
      "1 :1\n",
      "line 1: an entry must be index:value, current value is ':1'",
    ],
    [
      "a negative index",
      "1 -1:1\n",
      "line 1: an entry must be index:value, current value is '-1:1'",
    ],
    [
      "an index past the width",
      "1 0:1 4:1\n",
      "line 1: an index must be below 4, current value is '4'",
    ],
    [
      "a repeated index",
      "1 2:1 2:1\n",
      "line 1: indices must increase, previous index is 2, current value is '2'",
    ],
    [
      "an index that decreases",
      "1 2:1 1:1\n",
      "line 1: indices must increase, previous index is 2, current value is '1'",
    ],
    [
      "an entry truncated before its value",
      "1 2:",
      "line 1: the value of index 2 must be a finite number, current value is ''",
    ],
    [
      "a value that is not a number",
      "1 2:1:2\n",
      "line 1: the value of index 2 must be a finite number, current value is '1:2'",
    ],
    [
      "a hexadecimal value",
      "1 2:0x1\n",
      "line 1: the value of index 2 must be a finite number, current value is '0x1'",
    ],
    [
      "NaN",
      "1 2:nan\n",
      "line 1: the value of index 2 must be a finite number, current value is 'nan'",
    ],
    [
      "a value beyond float32",
      "1 2:1e39\n",
      "line 1: the value of index 2 must be a finite number, current value is '1e39'",
    ],
    [
      "control characters",
      "\x1b[31m\x01 1:1",
      "line 1: the label must be 1 or -1, current value is '\\u001b[31m\\u0001'",
    ],
  ]
) {
  Deno.test(`parseSvmlight rejects ${what}`, () => {
    assert.throws(() => parse(text), {
      name: "SyntaxError",
      message: `Cannot read reviews.svmlight, ${message}`,
    });
  });
}

Deno.test("parseSvmlight rejects an index of a hundred digits", () => {
  assert.throws(
    () => parse(`1 ${"9".repeat(100)}:1`),
    /line 1: an index must be below 4, .*'9{40}'$/,
  );
});

for (const value of ["-7", "0.5", "1e-3"]) {
  Deno.test(`parseSvmlight rejects a count of ${value} and names its line`, () => {
    const text = new TextEncoder().encode(`1 0:2\n-1 3:${value}\n`);
    const options = { name: "reviews.svmlight", width: 4 };
    assert.equal(parseSvmlight(text, options).x.values[1], Math.fround(Number(value)));
    assert.throws(() => parseSvmlight(text, { ...options, counts: true }), {
      name: "SyntaxError",
      message:
        "Cannot read reviews.svmlight, line 2: the value of index 3 must be a whole number " +
        `from 0, current value is '${value}'`,
    });
  });
}

Deno.test("parseSvmlight rounds values to float32, whole numbers too", () => {
  const written = ["16777217", "123456789", "1234567890123", "0.1", ".5", "+7", "1e-46"];
  const { x } = parse(written.map((value) => `1 2:${value}\n`).join(""));
  const rounded = written.map(Number).map(Math.fround).filter((value) => value !== 0);
  assert.deepEqual([...x.values], rounded);
});

Deno.test("parseSvmlight reads rows of any width, of which only the entries take memory", () => {
  const { x } = parse("1 0:1 268435455:2\n-1\n1 7:3\n", 2 ** 28);
  assert.deepEqual(x.shape, [3, 2 ** 28]);
  assert.deepEqual(x.columns, Int32Array.of(0, 2 ** 28 - 1, 7));
});
