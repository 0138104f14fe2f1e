import assert from "node:assert/strict";
import { breakable, element, scriptJson } from "./html.ts";

Deno.test("element: no text leaves its element or its attribute", () => {
  const text = `<b> & "it's"`;
  assert.equal(
    element("p", { title: text }, text).text,
    '<p title="&lt;b&gt; &amp; &quot;it&#39;s&quot;">&lt;b&gt; &amp; &quot;it&#39;s&quot;</p>',
  );
});

Deno.test("element: leaves out attributes and contents that are undefined or false", () => {
  const none = { id: undefined, class: false, hidden: true, "data-value": 0 } as const;
  assert.equal(
    element("td", none, undefined, false, 0, ["a", [element("b", {}, "c")]]).text,
    '<td hidden data-value="0">0a<b>c</b></td>',
  );
});

Deno.test("element: what holds nothing has no end tag", () => {
  assert.equal(element("meta", { charset: "utf-8" }).text, '<meta charset="utf-8">');
  assert.equal(element("img", { alt: "" }).text, '<img alt="">');
});

Deno.test("breakable: may be broken behind underscores, signs and spaces, and reads as before", () => {
  const { text } = element("th", {}, breakable("hard_sharing + mgda@<x>"));
  assert.equal(text, "<th>hard_<wbr>sharing + <wbr>mgda@<wbr>&lt;x&gt;</th>");
  assert.equal(element("th", {}, breakable("_")).text, "<th>_</th>");
});

Deno.test("scriptJson: no text ends the script element or begins a comment, and all come back", () => {
  const value = { message: "</script><!--<script>", "</SCRIPT>": [1, "\u2028", null] };
  const { text } = scriptJson(value);
  assert.ok(!text.includes("<"));
  assert.deepEqual(JSON.parse(text), value);
});
