import assert from "node:assert/strict";
import { parsePeerResults } from "./_peer_results.ts";

const parse = (text: string) => parsePeerResults(new TextEncoder().encode(text), "peer.jsonl");
const line = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ method: "dann", problem: "books-dvd", seed: 0, accuracy: 0.5, ...more });

const result = {
  method: "dann",
  problem: "books-dvd",
  seed: 0,
  selection: "last",
  metric: "accuracy",
  value: 0.5,
};

Deno.test("parsePeerResults parses results of pairs and problems, with any line ends and a byte order mark", () => {
  const pair = '{"method":"mmd","pair":"a-b","seed":3,"selection":"validation","rmse":7.5}';
  for (const end of ["\n", "\r\n", "\r"]) {
    assert.deepEqual(parse(`\ufeff${line()}${end}${pair}${end}`), [result, {
      method: "mmd",
      problem: "a-b",
      seed: 3,
      selection: "validation",
      metric: "rmse",
      value: 7.5,
    }]);
  }
});

Deno.test("parsePeerResults skips other lines, also blank ones and null", () => {
  const others = ["null", "7", '"NaN"', "[]", "{}", " ", '{"load_s": NaN}', '{"summary": "dann"}'];
  assert.deepEqual(parse([...others, line({ loss: null })].join("\n")), [result]);
});

Deno.test("parsePeerResults keeps NaN within strings", () => {
  assert.equal(parse(line({ method: 'NaN "Infinity' }))[0].method, 'NaN "Infinity');
});

for (
  const [what, text, message] of [
    [
      "a line that is not JSON, counting blank lines",
      `${line()}\n\n\r\n\n{"a":`,
      "5: it is not JSON",
    ],
    [
      "NaN, as Python writes it",
      line().replace("0.5", "NaN"),
      "1: accuracy must be a number, current value is NaN",
    ],
    [
      "an infinity, as Python writes it",
      line().replace("0.5", "-Infinity"),
      "1: accuracy must be from 0 to 1, current value is -Infinity",
    ],
    ["percent", line({ accuracy: 74 }), "1: accuracy must be from 0 to 1, current value is 74"],
    [
      "a metric that is text",
      line({ accuracy: "0.5" }),
      '1: accuracy must be a number, current value is "0.5"',
    ],
    [
      "a second metric that is none",
      line({ rmse: -1 }),
      "1: rmse must be from 0 to 1e+39, current value is -1",
    ],
    [
      "a seed that is text",
      line({ seed: "0" }),
      '1: seed must be an integer, current value is "0"',
    ],
    [
      "a result without a seed",
      line({ seed: undefined }),
      "1: seed must be an integer, current value is missing",
    ],
    [
      "a seed that is no integer",
      line({ seed: 0.5 }),
      "1: seed must be an integer, current value is 0.5",
    ],
    ["a method that is no text", line({ method: 5 }), "1: method must be text, current value is 5"],
    [
      "an unknown selection rule",
      line({ selection: "best" }),
      "1: selection must be one of last, validation, source_validation, oracle, " +
      'current value is "best"',
    ],
    [
      "a result that occurs twice",
      [line(), line({ seed: 1 }), "", line({ accuracy: 0.6 })].join("\n"),
      "4: the result of dann on books-dvd, seed 0, is in line 1 too",
    ],
  ]
) {
  Deno.test(`parsePeerResults rejects ${what}`, () => {
    assert.throws(() => parse(text), {
      name: "SyntaxError",
      message: `Cannot read 'peer.jsonl', line ${message}`,
    });
  });
}
