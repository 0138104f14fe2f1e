/**
 * Characters that are invisible, that move their neighbours, or that are not characters: control characters (C0, DEL,
 * C1), line and paragraph separators, bidirectional controls, other ignorable characters, halves of surrogate pairs and
 * noncharacters. Joiners and variation selectors, which scripts and emoji need, are not among them.
 */
export const unseen =
  /(?![\t\n\r\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufff9-\ufffb]/gu;

/**
 * Replaces invisible characters by their code points: ESC by `\u001b`, a right-to-left override by `\u202e`.
 *
 * @param text Any text; its tabs, line feeds and carriage returns are kept.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/**
 * Replaces invisible characters by their code points, and joins the lines of a text.
 *
 * @param text Any text; a line break and the white space after it become a space.
 */
export function visibleLine(text: string): string {
  return visible(text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]\s*/g, " "));
}
