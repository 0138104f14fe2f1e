import { createHash } from "node:crypto";
import { visibleLine } from "./visible.ts";

/** Replacements of characters that LaTeX interprets or that its default fonts lack. */
const written: { readonly [character: string]: string } = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "$<$",
  ">": "$>$",
  "|": "$|$",
  "−": "$-$",
  "–": "--",
  "±": "$\\pm$",
  "†": "\\dag{}",
  "²": "$^2$",
  "Δm": "$\\Delta_m$",
  "Δ": "$\\Delta$",
  "→": "$\\to$",
};

/**
 * Escapes a text for LaTeX, which then sets it literally, on one line.
 *
 * @param text Any text.
 *
 * @example
 * ```ts
 * import { latexText } from "./latex.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(latexText("a_b & \\input{x}"), "a\\_b \\& \\textbackslash{}input\\{x\\}");
 * ```
 */
export function latexText(text: string): string {
  return visibleLine(text)
    .replace(/Δm|[&%$#_{}\\~^<>|−–±†²Δ→]/g, (character) => written[character] ?? `\\${character}`)
    // After the end of a row they would be its arguments.
    .replace(/^\s*[[*]/, "{}$&");
}

/**
 * Formats the name of a label, of ASCII letters, digits and `_.:-`. A name with other characters is followed by a hash,
 * so that labels stay unique.
 *
 * @param name Any text.
 */
export function latexLabel(name: string): string {
  const label = name.replace(/[^A-Za-z0-9_.:-]+/g, "-");
  if (label === name) return label;
  const hash = createHash("sha256").update(JSON.stringify(name)).digest("hex");
  return `${label}+${hash.slice(0, 16)}`;
}
