import { element, type Html } from "./html.ts";

/**
 * Draws the shares of kinds in a whole; the numbers stand beside it as text.
 *
 * @param counts The kinds from left to right, with their counts.
 */
export function shareBar(counts: readonly (readonly [kind: string, count: number])[]): Html {
  const whole = counts.reduce((sum, [, count]) => sum + count, 0);
  const share = (count: number) => (100 * count / whole).toFixed(2);
  const bars = counts.map(([kind, count], i) => {
    const before = counts.slice(0, i).reduce((sum, [, count]) => sum + count, 0);
    return count > 0 &&
      element("rect", { class: kind, x: share(before), width: share(count), height: 4 });
  });
  return element(
    "svg",
    { viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
    bars,
  );
}
