import assert from "node:assert/strict";
import { Marked } from "marked";
import { parseXml, type XmlElement } from "../../tests/xml.ts";
import { markdownTable } from "../tables/markdown_table.ts";
import { integersFrom } from "../inference/statistics/_generator.ts";
import {
  Markdown,
  markdownBlock,
  markdownCode,
  markdownLink,
  markdownSentence,
  markdownText,
} from "./markdown.ts";
import { visibleLine } from "./visible.ts";

// GitHub's Markdown makes links of bare addresses, which cannot be prevented.
const marked = new Marked({ gfm: true, tokenizer: { url: () => undefined } });

/** The HTML that a renderer makes from Markdown. */
function rendered(markdown: string): XmlElement {
  const html = (marked.parse(markdown) as string).replace(/<hr>|<br>/g, "<$&/>");
  return parseXml(`<html>${html}</html>`);
}

const pieces = [
  ..."\\`*_~|[]()<>!#$&:-+=.1 ax\n\t\"'",
  "**",
  "](",
  "[x]",
  "<b>",
  "<!--",
  "&lt;",
  "```",
  "~~",
  "| - |",
  "\n\n",
  "    ",
  "javascript:x",
  "\u202e",
];

/** Random texts of characters that Markdown interprets. */
function* hostileTexts(count: number): Generator<string> {
  const draw = integersFrom(12);
  for (let i = 0; i < count; i++) {
    yield Array.from({ length: 1 + draw(12) }, () => pieces[draw(pieces.length)]).join("");
  }
}

/** Returns a text as a paragraph shows it. */
const shown = (text: string) => visibleLine(text).trim().replace(/\s+/g, " ");
const squeezed = (text: string) => text.trim().replace(/\s+/g, " ");

Deno.test("markdownText: a renderer shows the text, and nothing but the text", () => {
  for (const text of hostileTexts(400)) {
    const { children } = rendered(markdownText(text));
    if (shown(text) === "") continue;
    assert.deepEqual(children.map(({ name, children }) => [name, children]), [["p", []]], text);
    assert.equal(squeezed(children[0].text), shown(text));
  }
});

Deno.test("markdownText: an item of a list stays an item, a heading a heading", () => {
  for (const text of hostileTexts(150)) {
    if (shown(text) === "") continue;
    const [list, heading] =
      rendered(`- ${markdownText(text)}\n\n### ${markdownText(text)}`).children;
    assert.deepEqual([list.name, heading.name], ["ul", "h3"], text);
    assert.equal(squeezed(list.children[0].text), shown(text));
    assert.deepEqual([list.children.length, list.children[0].children, heading.children], [
      1,
      [],
      [],
    ]);
    assert.equal(squeezed(heading.text), shown(text));
  }
});

Deno.test("markdownTable: every text stays in its cell, code too", () => {
  for (const text of hostileTexts(150)) {
    const [table] = rendered(
      markdownTable(["a", text], [[text, new Markdown(markdownCode(text))]]),
    ).children;
    const [[head], [body]] = table.children.map(({ children }) => children);
    const [first, second] = [head.children[1], body.children[0]];
    assert.deepEqual([head, body].map(({ children }) => children.length), [2, 2], text);
    assert.deepEqual([first, second].map(({ children }) => children), [[], []], text);
    assert.deepEqual([first, second].map(({ text }) => squeezed(text)), [shown(text), shown(text)]);
  }
});

Deno.test("markdownCode, markdownBlock: no run of backticks ends them", () => {
  for (const text of hostileTexts(150)) {
    const [inline, block] =
      rendered(`x ${markdownCode(text)} y\n\n${markdownBlock([text, text], "sh")}`)
        .children;
    assert.deepEqual(inline.children.map(({ name }) => name), ["code"], text);
    assert.equal(squeezed(inline.children[0].text), shown(text));
    assert.deepEqual(block.children.map(({ name }) => name), ["code"], text);
    assert.equal(block.children[0].text, `${visibleLine(text)}\n${visibleLine(text)}\n`);
  }
});

Deno.test("markdownSentence: what stands between backticks is code, all else text", () => {
  const [{ text, children }] = rendered(markdownSentence("Run `a|b*`, then <b>*c* `d")).children;
  assert.deepEqual([text, children[0].text], ["Run , then <b>*c* `d", "a|b*"]);
});

Deno.test("markdownLink: leads to the web alone, and its text is one", () => {
  for (
    const address of ["javascript:alert(1)", "data:text/html,x", "//x.org", "https://", "x", ""]
  ) {
    assert.equal(markdownLink("a [b](c)", address), markdownText("a [b](c)"));
  }
  for (const text of hostileTexts(150)) {
    const [{ children: [link, ...more] }] =
      rendered(`${markdownLink(text, `https://x.org/${text}`)}.`)
        .children;
    assert.deepEqual([link.name, more, link.children], ["a", [], []], text);
    assert.match(link.attributes.href, /^https:\/\/x\.org\/[^\s"<>]*$/);
    assert.equal(squeezed(link.text), shown(text));
  }
});
