import assert from "node:assert/strict";
import { bind, numbersIn, type Overrides, parseValue, type Values } from "./parameters.ts";

const weight = {
  kind: "number",
  default: 1,
  range: [0, 10],
  grid: [0.1, 1],
  describe: "the weight of the term",
} as const;
const layers = {
  kind: "number",
  default: 2,
  range: [1, 8],
  integer: true,
  grid: [],
  describe: "how many layers",
} as const;
const estimator = {
  kind: "choice",
  default: "biased",
  range: ["biased", "unbiased"],
  grid: [],
  describe: "which estimator",
} as const;
const factors = {
  kind: "numbers",
  default: "1",
  range: [0, 10],
  grid: ["1:2"],
  describe: "a factor for each",
} as const;
const weighting = { name: "fixed", params: { factors } } as const;
const method = { name: "mmd", params: { weight, layers, estimator } } as const;

Deno.test("bind fills the defaults, in the declared order", () => {
  const values = bind(method);
  assert.deepEqual(values, { weight: 1, layers: 2, estimator: "biased" });
  assert.deepEqual(Object.keys(bind(method, { estimator: "unbiased", weight: 3 })), [
    "weight",
    "layers",
    "estimator",
  ]);
  assert.deepEqual(bind({ name: "source_only", params: {} }), {});
});

Deno.test("bind accepts given values, including the ends of a range", () => {
  assert.deepEqual(bind(method, { weight: 0, layers: 8, estimator: "unbiased" }), {
    weight: 0,
    layers: 8,
    estimator: "unbiased",
  });
  assert.equal(bind(method, { weight: 0.5 }).weight, 0.5);
  assert.deepEqual(bind(method, { weight: 10 }), { weight: 10, layers: 2, estimator: "biased" });
});

Deno.test("bind does not change the declaration or the overrides", () => {
  const overrides = Object.freeze({ weight: 3 });
  bind(method, overrides);
  assert.equal(method.params.weight.default, 1);
});

const rejected: { [behaviour: string]: [Overrides, name: string, message: string][] } = {
  "an unknown name and lists the known ones": [
    [
      { wieght: 1 },
      "RangeError",
      "mmd.wieght: no such parameter, its parameters are weight, layers, estimator",
    ],
    [
      { toString: 1 } as unknown as Overrides,
      "RangeError",
      "mmd.toString: no such parameter, its parameters are weight, layers, estimator",
    ],
  ],
  "a number out of range": [
    [
      { weight: 10.001 },
      "RangeError",
      "mmd.weight: it must be in [0, 10], current value is 10.001",
    ],
    [{ weight: -1 }, "RangeError", "mmd.weight: it must be in [0, 10], current value is -1"],
    [
      { weight: Infinity },
      "RangeError",
      "mmd.weight: it must be in [0, 10], current value is Infinity",
    ],
  ],
  "NaN": [
    [{ weight: NaN }, "RangeError", "mmd.weight: it must be in [0, 10], current value is NaN"],
  ],
  "a fraction instead of an integer": [
    [{ layers: 2.5 }, "RangeError", "mmd.layers: it must be an integer, current value is 2.5"],
  ],
  "a choice that is not among its names": [
    [
      { estimator: "linear" },
      "RangeError",
      "mmd.estimator: it must be one of biased, unbiased, current value is 'linear'",
    ],
    [
      { estimator: "" },
      "RangeError",
      "mmd.estimator: it must be one of biased, unbiased, current value is ''",
    ],
  ],
  "a value of the wrong type": [
    [{ weight: "1" }, "TypeError", "mmd.weight: it must be a number, current value is '1'"],
    [{ estimator: 1 }, "TypeError", "mmd.estimator: it must be a name, current value is 1"],
  ],
};

for (const [behaviour, cases] of Object.entries(rejected)) {
  Deno.test(`bind rejects ${behaviour}`, () => {
    for (const [overrides, name, message] of cases) {
      assert.throws(() => bind(method, overrides), { name, message: `Cannot set ${message}` });
    }
  });
}

Deno.test("bind accepts one number or several, including the ends of a range", () => {
  const values: Values<typeof weighting.params> = bind(weighting);
  assert.deepEqual(values, { factors: "1" });
  for (const text of ["0", "10", "0:10", "1:0.5:2", "1e-3:2"]) {
    assert.deepEqual(bind(weighting, { factors: text }), { factors: text });
  }
});

const wrongNumbers: { [behaviour: string]: [string | number, name: string, message: string][] } = {
  "text that is not numbers": [
    ["1:x", "TypeError", "it must be numbers as in '1:0.5', current value is '1:x'"],
    ["", "TypeError", "it must be numbers as in '1:0.5', current value is ''"],
    ["1:", "TypeError", "it must be numbers as in '1:0.5', current value is '1:'"],
    ["1::2", "TypeError", "it must be numbers as in '1:0.5', current value is '1::2'"],
    ["1,2", "TypeError", "it must be numbers as in '1:0.5', current value is '1,2'"],
    ["NaN", "TypeError", "it must be numbers as in '1:0.5', current value is 'NaN'"],
  ],
  "a number instead of a string": [
    [1, "TypeError", "it must be numbers as in '1:0.5', current value is 1"],
  ],
  "numbers with one out of range": [
    ["1:11", "RangeError", "each must be in [0, 10], current value is '1:11'"],
    ["-1:1", "RangeError", "each must be in [0, 10], current value is '-1:1'"],
    ["1:Infinity", "RangeError", "each must be in [0, 10], current value is '1:Infinity'"],
  ],
};

for (const [behaviour, cases] of Object.entries(wrongNumbers)) {
  Deno.test(`bind rejects ${behaviour}`, () => {
    for (const [value, name, message] of cases) {
      assert.throws(() => bind(weighting, { factors: value }), {
        name,
        message: `Cannot set fixed.factors: ${message}`,
      });
    }
  });
}

Deno.test("numbersIn returns the numbers in order, and NaN for parts that are not numbers", () => {
  assert.deepEqual(numbersIn("1:0.5:2"), [1, 0.5, 2]);
  assert.deepEqual(numbersIn("3"), [3]);
  assert.deepEqual(numbersIn("1:x:"), [1, NaN, NaN]);
});

Deno.test("bind reports that there are no parameters", () => {
  assert.throws(() => bind({ name: "source_only", params: {} }, { weight: 1 }), {
    name: "RangeError",
    message: "Cannot set source_only.weight: no such parameter, it has no parameters",
  });
});

Deno.test("bind checks a default like any other value", () => {
  const wrong = { name: "mmd", params: { weight: { ...weight, default: 11 } } };
  assert.throws(() => bind(wrong), { name: "RangeError" });
  assert.deepEqual(bind(wrong, { weight: 2 }), { weight: 2 });
});

Deno.test("parseValue parses a number", () => {
  for (
    const [text, value] of [["1", 1], ["-0.5", -0.5], ["1e-3", 1e-3], [" 2 ", 2], ["0", 0]] as const
  ) {
    assert.equal(parseValue(weight, text), value);
  }
});

Deno.test("parseValue returns text that is not a number unchanged, for bind to reject", () => {
  for (const text of ["", " ", "abc", "1,5", "1x", "NaN"]) {
    assert.equal(parseValue(weight, text), text);
    assert.throws(() => bind(method, { weight: parseValue(weight, text) }), { name: "TypeError" });
  }
});

Deno.test("parseValue returns a choice's text unchanged, even if it parses as a number", () => {
  assert.equal(parseValue(estimator, "unbiased"), "unbiased");
  assert.equal(parseValue(estimator, "1"), "1");
});

Deno.test("parseValue returns the same text for equal numbers", () => {
  for (
    const [text, value] of [["1", "1"], ["1.0:.5", "1:0.5"], [" 2 : 1e-3", "2:0.001"]] as const
  ) {
    assert.equal(parseValue(factors, text), value);
  }
  for (const text of ["", "1:", "a:b", "1,2"]) assert.equal(parseValue(factors, text), text);
});
