/**
 * Formats a number with its sign; zero, also after rounding, has none.
 *
 * @param value The number.
 * @param decimals The number of decimals.
 */
export function signed(value: number, decimals: number): string {
  const size = Math.abs(value).toFixed(decimals);
  return Number(size) === 0 ? size : `${value < 0 ? "−" : "+"}${size}`;
}
