import { maximum } from "../../descriptors/extremes.ts";
import { visibleLine } from "./visible.ts";
import { isWebAddress } from "./web_address.ts";

/** A text in Markdown, which is not escaped again. */
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
 * Escapes a text for GitHub's Markdown, on one line: it contains no tag, link, code, formula or item.
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
 * Escapes a text that does not begin a line, such as the cell of a table.
 *
 * @param text Any text.
 */
export function markdownInline(text: string): string {
  return inlineText(visibleLine(text)).trim();
}

/**
 * Escapes a sentence except for its parts between backticks, which become code.
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
 * Formats a text as code in a line, between as many backticks as necessary.
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
 * Formats lines as a block of code.
 *
 * @param lines The lines.
 * @param language The language of the code.
 */
export function markdownBlock(lines: readonly string[], language: string): string {
  const text = lines.map(visibleLine).join("\n");
  const fence = "`".repeat(Math.max(3, longest(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/**
 * Formats a link; only the text if the address is not one of the web.
 *
 * @param text Any text.
 * @param address Any text.
 */
export function markdownLink(text: string, address: string): string {
  if (!isWebAddress(address)) return markdownText(text);
  return `[${bracketed(text)}](${target(address)})`;
}

/**
 * Formats an image.
 *
 * @param title The description of the image: any text.
 * @param path The path of its file, relative to the document.
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

/** Escapes the beginning of a line. */
function atStart(line: string): string {
  const text = line.trim();
  return text.replace(leading, (found) => /^\d/.test(found) ? `${found}\\` : `\\${found}`);
}

/** Escapes the brackets of a text. */
function bracketed(text: string): string {
  return withoutBrackets(visibleLine(text).trim().replace(inline, escaped));
}

/** Escapes an address that stands in parentheses. */
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
