import type { Cell } from "../_cell.ts";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COMMA_NUMBER = /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i;

/** Reads cells by the conventions of a user's files. */
export class CellReader {
  readonly #missing: ReadonlySet<string>;

  /**
   * @param missing Texts that stand for a missing value.
   * @param decimal The decimal sign.
   */
  constructor(missing: readonly string[], readonly decimal: "." | ",") {
    this.#missing = new Set(missing);
  }

  /** Returns a cell's text without white space around it; `undefined` if the value is missing. */
  textOf(cell: Cell): string | undefined {
    if (cell === null || Number.isNaN(cell)) return undefined;
    const text = typeof cell === "number" ? String(cell) : cell.trim();
    return this.#missing.has(text) ? undefined : text;
  }

  /** Returns a text's number; NaN if it is none, ±Infinity if 32 bits cannot hold it. */
  numberIn(text: string): number {
    const isComma = this.decimal === ",";
    if (!(isComma ? COMMA_NUMBER : NUMBER).test(text)) return NaN;
    return Math.fround(Number(isComma ? text.replace(",", ".") : text));
  }
}

/** Returns true if a text is a number with a decimal comma. */
export const hasDecimalComma = (text: string): boolean => /^[+-]?\d*,\d+$/.test(text);
