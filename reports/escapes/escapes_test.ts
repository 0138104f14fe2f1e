import assert from "node:assert/strict";
import { csvField } from "./csv.ts";
import { jsonText } from "./json.ts";
import { latexLabel, latexText } from "./latex.ts";
import { markupText } from "./markup.ts";
import { terminalText } from "./terminal.ts";
import { visible, visibleLine } from "./visible.ts";
import { isWebAddress } from "./web_address.ts";
import { commandMessage, commandProperty } from "./workflow_command.ts";

Deno.test("visible: writes what cannot be seen as what it is, and leaves scripts and emoji whole", () => {
  assert.equal(
    visible("\u0000\u001b\u007f\u009b\u2028\u202e\u2066\u200b\ufeff\ufffe\u{e0041}\ud800"),
    "\\u0000\\u001b\\u007f\\u009b\\u2028\\u202e\\u2066\\u200b\\ufeff\\ufffe\\u{e0041}\\ud800",
  );
  for (const text of ["a\t\r\nb", "é Δm ≤ 漢字", "👩‍🔬❤️", "नमस्‌ते"]) assert.equal(visible(text), text);
});

Deno.test("visibleLine: a break and the white space behind it are a space", () => {
  assert.equal(visibleLine("a\r\n  b\u2028c\td\u0085\n\ne"), "a b c d e");
  const began = performance.now();
  visibleLine(`${" ".repeat(100_000)}x`.repeat(5));
  assert.ok(performance.now() - began < 2000);
});

Deno.test("terminalText: no line of it is a workflow command, wherever it is broken", () => {
  for (
    const text of ["::error::x", "a ::error::x", "a=::error::x", "a-::error", "\n:::: ::x", "##[x]"]
  ) {
    for (const line of terminalText(text).split(/(?<=[\s=-])/)) {
      assert.doesNotMatch(line, /^\s*::|##\[/, text);
    }
  }
  assert.equal(
    terminalText("std::bad_alloc at 10:30, # 1 ## 2"),
    "std::bad_alloc at 10:30, # 1 ## 2",
  );
});

Deno.test("csvField: numbers stay numbers, and no text is a formula", () => {
  assert.deepEqual([-0.5, 1e-9, true, null, undefined, ""].map(csvField), [
    ...["-0.5", "1e-9", "true", "", "", ""],
  ]);
  for (const text of ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n@x", "＝1"]) {
    assert.match(csvField(text), /^'/, text);
  }
  assert.deepEqual(["a;b", 'a"', "a,b", "a\nb", "a-b"].map(csvField), [
    ...['"a;b"', '"a"""', '"a,b"', "a b", "a-b"],
  ]);
});

Deno.test("latexText: nothing but text, at the beginning of a row too", () => {
  assert.equal(
    latexText("\\input{x}%^~_#&$"),
    "\\textbackslash{}input\\{x\\}\\%\\textasciicircum{}\\textasciitilde{}\\_\\#\\&\\$",
  );
  assert.deepEqual(["[1cm]", "*", "a [b]"].map(latexText), ["{}[1cm]", "{}*", "a [b]"]);
});

Deno.test("latexLabel: letters of labels alone, and no two names become one", () => {
  assert.equal(latexLabel("tab:moons_2-last"), "tab:moons_2-last");
  const labels = ["a}b", "a{b", "a b", "a-b", "é", "ü"].map(latexLabel);
  assert.equal(new Set(labels).size, 6);
  for (const label of labels) assert.match(label, /^[A-Za-z0-9_.:+-]+$/);
});

Deno.test("markupText: elements, attributes and references are text", () => {
  assert.equal(
    markupText("<a b='c'>\"&\n\u0001"),
    "&lt;a b=&#39;c&#39;&gt;&quot;&amp;&#10;\\u0001",
  );
});

Deno.test("commandMessage, commandProperty: lines and what divides a command are escaped", () => {
  assert.equal(commandMessage("a\r\nb%: ::c\u001b"), "a%0D%0Ab%25: ::c\\u001b");
  assert.equal(commandProperty("a:b,c\n"), "a%3Ab%2Cc%0A");
});

Deno.test("jsonText: the same data, and nothing that a terminal or a runner acts on", () => {
  const value = { "##[x]\u009b": ["\u202e", "\ud800", "\u{e0041}", "\ufffe", "é\n"] };
  for (const indent of [0, 2]) {
    const text = jsonText(value, indent);
    assert.deepEqual(JSON.parse(text), value);
    assert.doesNotMatch(text, /##\[|[\u007f-\u009f\u202e\ufffe]|\p{Cs}|\u{e0041}/u);
  }
});

Deno.test("isWebAddress: http and https alone", () => {
  assert.ok(["http://x.org", "HTTPS://x.org/a?b"].every(isWebAddress));
  const others = [
    "javascript:x",
    " http://x",
    "//x.org",
    "data:,x",
    "https://",
    "x",
    "ftp://x.org",
  ];
  assert.ok(!others.some(isWebAddress));
});
