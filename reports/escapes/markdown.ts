import { maximum } from "../../descriptors/extremes.ts";
import { visibleLine } from "./visible.ts";
import { isWebAddress } from "./web_address.ts";

/** Text that is Markdown already. */
export class Markdown {
  constructor(readonly text: string) {}
}

/** Characters that GitHub's Markdown interprets within a line; it does not interpret underscores inside words. */
const inline =
  /[\\`*$#]|&(?=[#\p{L}])|<(?=[\p{L}\/!?])|(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])|~(?=\S)|(?<=\S)~/gu;

/** The end of the text of a link, an image or a footnote; without it, brackets are plain text. */
const linkEnd = /\][\[\(:]/;

/** Markup that is interpreted at the beginning of a line: a quotation, an item, a rule, a task. */
const leading = /^(?:>|[+-](?=[\s-]|$)|\d+(?=[.)](?:\s|$))|\[(?=[ x]\]))/i;

/**
 * Writes a text that stays a text in GitHub's Markdown, on one line: no tag, link, code, formula or item.
 *
 * @param text Any text.
 *
 * @example
 * ```ts
 * import { markdownText } from "./markdown.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(markdownText("hard_sharing *1* <b>[x](y)"), "hard_sharing \\*1\\* \\<b>\\[x\\](y)");
 * ```
 */
export function markdownText(text: string): string {
  return atStart(markdownInline(text));
}

/**
 * Writes a text that stays one where it does not begin a line, as in the cell of a table.
 *
 * @param text Any text.
 */
export function markdownInline(text: string): string {
  return inlineText(visibleLine(text)).trim();
}

/**
 * Writes a sentence in which what stands between backticks is code, and all else text.
 *
 * @param text Any text.
 */
export function markdownSentence(text: string): string {
  const parts = visibleLine(text).split(/`([^`]+)`/);
  return atStart(
    parts.map((part, i) => i % 2 ? markdownCode(part) : inlineText(part)).join(""),
  );
}

/**
 * Writes a text as code in a line: behind as many backticks as it takes.
 *
 * @param text Any text.
 */
export function markdownCode(text: string): string {
  const line = visibleLine(text) || " ";
  const fence = "`".repeat(longest(line) + 1);
  const space = /^`|`$|^ .* $/.test(line) ? " " : "";
  return fence + space + line + space + fence;
}

/**
 * Writes lines as a block of code.
 *
 * @param lines Each stays one.
 * @param language What it is written in.
 */
export function markdownBlock(lines: readonly string[], language: string): string {
  const text = lines.map(visibleLine).join("\n");
  const fence = "`".repeat(Math.max(3, longest(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/**
 * Writes a link, if the address is one of the web; the text alone elsewhere.
 *
 * @param text Any text.
 * @param address Any text.
 */
export function markdownLink(text: string, address: string): string {
  if (!isWebAddress(address)) return markdownText(text);
  return `[${bracketed(text)}](${target(address)})`;
}

/**
 * Writes an image.
 *
 * @param title What is to be seen on it: any text.
 * @param path Where it lies, relative to the document.
 */
export function markdownImage(title: string, path: string): string {
  return `![${bracketed(title)}](${target(path)})`;
}

function inlineText(line: string): string {
  const text = line.replace(inline, escaped);
  return linkEnd.test(line) ? withoutBrackets(text) : text;
}

function withoutBrackets(text: string): string {
  return text.replace(/[[\]]/g, "\\$&");
}

function escaped(characters: string): string {
  return characters.replace(/./gsu, "\\$&");
}

/** A line that begins as a text. */
function atStart(line: string): string {
  const text = line.trim();
  return text.replace(leading, (found) => /^\d/.test(found) ? `${found}\\` : `\\${found}`);
}

/** A text in which no bracket ends or begins anything. */
function bracketed(text: string): string {
  return withoutBrackets(visibleLine(text).trim().replace(inline, escaped));
}

/** An address out of whose parentheses nothing breaks. */
function target(address: string): string {
  return address.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\u0000-\u0020\u007f()<>[\]\\`|"'*$]|[^\p{ASCII}\p{L}\p{N}]/gu, percentEncoded)
    .replaceAll("&", "&amp;");
}

function percentEncoded(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

function longest(text: string): number {
  return Math.max(0, maximum((text.match(/`+/g) ?? []).map(({ length }) => length)));
}
