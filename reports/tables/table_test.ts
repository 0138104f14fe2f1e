import assert from "node:assert/strict";
import { plan, published } from "../../tests/fixtures/runs.ts";
import { compare } from "../inference/comparison.ts";
import { markdownTables, terminalTables } from "./table.ts";

const small = compare([
  ...plan("source_only", { "a-b": [0.70, 0.72] }),
  ...plan("dann", { "a-b": [0.69, 0.70] }),
]);

const domains = ["books", "dvd", "electronics"];
const pairs = domains.flatMap((source) =>
  domains.filter((target) => target !== source).map((target) => `${source}-${target}`)
);
const fates = (accuracy: number) =>
  Object.fromEntries(pairs.map((pair) => [pair, [accuracy, accuracy + 0.01]]));
const large = compare([
  ...plan("source_only", fates(0.70)),
  ...plan({ name: "mmd", values: { weight: 0.5, estimator: "unbiased" } }, fates(0.75)),
  ...plan({ name: "mmd", values: { weight: 1, estimator: "biased" } }, fates(0.65)),
  ...plan("target_only", fates(0.85)),
]);

/** Returns the column of the end of a text in a line, at which numbers are aligned. */
const endOf = (line: string, text: string) => line.indexOf(text) + text.length;

Deno.test("terminalTables: aligns the numbers and marks the best by a sign", () => {
  const lines = terminalTables(small, [], { color: false }).split("\n");
  assert.deepEqual(lines.slice(10, 17), [
    "",
    "last: the model after the last step",
    "                           gain over",
    "                    a-b  source_only",
    "────────────────────────────────────",
    "source_only  71.0 ± 1.0•           –",
    "dann         69.5 ± 0.5   −1.5 ± 0.5",
  ]);
});

/** Five seeds: dann helps on a-b, and harms on b-a. */
const judged = compare([
  ...plan("source_only", { "a-b": [0.5, 0.5, 0.5, 0.5, 0.5], "b-a": [0.5, 0.5, 0.5, 0.5, 0.5] }),
  ...plan("dann", { "a-b": [0.6, 0.61, 0.6, 0.61, 0.6], "b-a": [0.4, 0.41, 0.43, 0.45, 0.46] }),
]);

Deno.test("terminalTables: says by signs what is helped and harmed, numbers aligned before them", () => {
  const text = terminalTables(judged, [], { color: false });
  assert.ok(text.includes([
    "Gain over source_only by problem, last",
    "              a-b            b-a          mean",
    "───────────────────────────────────────────────",
    "dann  +10.4 ± 0.2▲*** −7.0 ± 1.1▼** +1.7 ± 0.6▲*",
  ].join("\n")));
  assert.ok(text.includes("dann         60.4 ± 0.2• 43.0 ± 1.1▼ 51.7 ± 0.6•"));
});

Deno.test("terminalTables: tests are shown on request alone, in Markdown always", () => {
  const title = "Statistics of the mean gain over source_only, last";
  assert.ok(!terminalTables(judged, [], { color: false }).includes(title));
  assert.ok(terminalTables(judged, [], { color: false, statistics: true }).includes(title));
  assert.ok(markdownTables(judged, []).includes(`\n### ${title}\n`));
});

Deno.test("markdownTables: signs and stars follow the number", () => {
  assert.ok(
    markdownTables(judged, []).includes(
      "| dann   | +10.4 ± 0.2 ▲*** | −7.0 ± 1.1 ▼** | +1.7 ± 0.6 ▲* |",
    ),
  );
});

Deno.test("terminalTables: six problems with long names fit 120 columns side by side", () => {
  const lines = terminalTables(large, [published], { color: false }).split("\n");
  assert.ok(Math.max(...lines.map((line) => line.length)) <= 120);
  const start = lines.findIndex((line) => line.startsWith("last: "));
  const [sources, targets, , numbers] = lines.slice(start + 1);
  assert.ok(targets.includes("books-dvd"));
  assert.equal(endOf(sources, "books-"), endOf(targets, "electronics"));
  assert.ok(numbers.startsWith("source_only  "));
  assert.equal(numbers.match(/70\.5 ± 0\.5/g)?.length, 7);
  // The label is continued below, and the next row starts after it.
  const wrapped = lines.slice(start + 5, start + 9).map((line) => line.slice(0, 16).trimEnd());
  assert.deepEqual(wrapped, ["mmd (weight=0.5,", "  estimator=", "  unbiased)", "mmd (weight=1,"]);
});

Deno.test("terminalTables: goes on below where the terminal is narrow, and drops nothing", () => {
  const text = terminalTables(large, [], { color: false, width: 80 });
  assert.ok(Math.max(...text.split("\n").map((line) => line.length)) <= 80);
  const last = text.split("last: ")[1].split("oracle: ")[0];
  assert.equal(last.match(/70\.5 ± 0\.5/g)?.length, 7);
  const blocks = last.match(/^─+$/gm)!.length;
  assert.ok(blocks > 1);
  assert.equal(last.match(/^source_only/gm)?.length, blocks);
});

Deno.test("terminalTables: colour adds nothing but escape sequences", () => {
  const plain = terminalTables(large, [published], { color: false });
  const colored = terminalTables(large, [published], { color: true });
  assert.ok(colored.includes("\x1b[32m"));
  // deno-lint-ignore no-control-regex
  const bare = colored.replace(/\x1b\[\d+m/g, "").replace(/ +$/gm, "");
  assert.equal(bare, plain);
});

Deno.test("markdownTables: writes padded tables with the best in bold", () => {
  const text = markdownTables(small, []);
  assert.ok(text.startsWith("Protocol: suite example version 1; dataset example version 1; "));
  assert.ok(text.includes("\n\n### a-b, by selection rule\n\n| method      |"));
  assert.ok(text.includes([
    "### last: the model after the last step",
    "",
    "| method      |            a-b | gain over source_only |",
    "| ----------- | -------------: | --------------------: |",
    "| source_only | **71.0 ± 1.0** |                     – |",
    "| dann        |     69.5 ± 0.5 |            −1.5 ± 0.5 |",
  ].join("\n")));
  assert.ok(text.includes("\n- bold: the best of its column"));
});

Deno.test("markdownTables: escapes what would end a cell", () => {
  const comparison = compare([
    ...plan({ name: "mmd", values: { kernel: "a|b" } }, { "a-b": [0.5] }),
    ...plan({ name: "mmd", values: { kernel: "c" } }, { "a-b": [0.5] }),
  ]);
  assert.ok(markdownTables(comparison, []).includes("| mmd (kernel=a\\|b) |"));
});
