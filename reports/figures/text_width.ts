/** Advance widths of DejaVu Sans 2.37 in thousandths of its size, from the space to the tilde in ASCII's order. */
const regular =
  `318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636
636 636 337 337 838 838 838 531 1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787
603 787 695 635 611 732 684 989 685 611 685 390 337 390 838 500 500 613 635 550 635 615 352 635
634 278 278 579 278 974 634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838`
    .split(/\s/).map(Number);
/** The advance widths of DejaVu Sans Bold. */
const bold =
  `348 456 521 838 696 1002 872 306 457 457 523 838 380 415 380 365 696 696 696 696 696 696 696 696
696 696 400 400 838 838 838 580 1000 774 762 734 830 683 683 821 837 372 372 775 637 995 837 850
733 850 770 720 682 812 774 1103 771 724 725 457 365 457 838 500 500 675 716 593 716 678 435 716
712 343 343 665 343 1042 712 687 716 716 493 595 478 712 652 924 645 652 582 712 365 712 838`
    .split(/\s/).map(Number);
/** The assumed width of any other character: that of the minus sign, which few exceed. */
const other = 838;

const firstCode = " ".charCodeAt(0);

/**
 * Measures a line of text in the font of figures, without a screen or a font file.
 *
 * @param text The line.
 * @param fontSize Its size in pixels.
 * @param weight The weight; normal unless given.
 * @returns The width in pixels, without kerning; for characters beyond ASCII an estimate, usually too large.
 */
export function textWidth(
  text: string,
  fontSize: number,
  weight: "normal" | "bold" = "normal",
): number {
  const widths = weight === "bold" ? bold : regular;
  const thousandths = [...text].reduce(
    (sum, letter) => sum + (widths[letter.charCodeAt(0) - firstCode] ?? other),
    0,
  );
  return thousandths * fontSize / 1000;
}

/**
 * Wraps a text after spaces, and a name that is too wide after `_`, `@`, `=`, `:` and `-`.
 *
 * @param text The text.
 * @param width The greatest width of a line in pixels; a piece that cannot be wrapped may be wider.
 * @param fontSize The text's size in pixels.
 * @param weight The weight; normal unless given.
 */
export function wrapped(
  text: string,
  width: number,
  fontSize: number,
  weight: "normal" | "bold" = "normal",
): string[] {
  const fits = (line: string) => textWidth(line.trimEnd(), fontSize, weight) <= width;
  const pieces = text.split(/(?<= )/).flatMap((word) =>
    fits(word) ? [word] : word.split(/(?<=[_@=:\-])/)
  );
  const lines: string[] = [];
  for (const piece of pieces) {
    const line = lines.at(-1);
    if (line !== undefined && fits(line + piece)) lines[lines.length - 1] = line + piece;
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd());
}
