import { concatenate, name, type Pieces, sized, unsigned, vector } from "./bytes.ts";
import { Code, VALUE_TYPES } from "./code.ts";

/** Index of the imported function `env.outside`. */
export const OUTSIDE = 0;

/** Index of the imported function `env.product`. */
export const PRODUCT = 1;

/** A module that imports a memory, `outside` and `product`, and exports for each segment a function that calls the segment's. */
export function encodeBinary(
  segments: readonly (readonly Code[])[],
  pages: number,
): Uint8Array<ArrayBuffer> {
  const bodies = segments.flat();
  let next = PRODUCT + 1;
  const callers = segments.map((segment) => {
    const caller = new Code();
    for (let i = 0; i < segment.length; i++) caller.call(next++);
    return caller;
  });
  const { i32 } = VALUE_TYPES;
  const functions = [...bodies, ...callers];
  const exported = segments.map((_, i) => [[...name(`segment${i}`), 0, ...unsigned(next + i)]]);
  return concatenate([
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[[0x60, 0, 0]], [[0x60, 2, i32, i32, 0]], [[0x60, 1, i32, 0]]]),
    ...section(2, [
      [[...name("env"), ...name("memory"), 2, 0, ...unsigned(pages)]],
      [[...name("env"), ...name("outside"), 0, 1]],
      [[...name("env"), ...name("product"), 0, 2]],
    ]),
    ...section(3, functions.map(() => [[0]])),
    ...section(7, exported),
    ...section(10, functions.map((code) => code.encode())),
  ]);
}

function section(id: number, entries: readonly Pieces[]): Pieces {
  return [[id], ...sized(vector(entries))];
}
