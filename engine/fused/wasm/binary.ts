import { name, unsigned, vector } from "./bytes.ts";
import { Code, VALUE_TYPES } from "./code.ts";

/** Index of the imported function `env.outside`. */
export const OUTSIDE = 0;

/** A module that imports a memory and `outside`, and exports for each segment a function that calls the segment's. */
export function encodeBinary(
  segments: readonly (readonly Code[])[],
  pages: number,
): Uint8Array<ArrayBuffer> {
  const bodies = segments.flat();
  let next = OUTSIDE + 1;
  const callers = segments.map((segment) => {
    const caller = new Code();
    for (let i = 0; i < segment.length; i++) caller.call(next++);
    return caller;
  });
  const { i32 } = VALUE_TYPES;
  const types = [[0x60, 0, 0], [0x60, 2, i32, i32, 0]];
  const imports = [
    [...name("env"), ...name("memory"), 2, 0, ...unsigned(pages)],
    [...name("env"), ...name("outside"), 0, 1],
  ];
  const functions = [...bodies, ...callers];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector(imports)),
    ...section(3, vector(functions.map(() => [0]))),
    ...section(
      7,
      vector(segments.map((_, i) => [...name(`segment${i}`), 0, ...unsigned(next + i)])),
    ),
    ...section(10, vector(functions.map((code) => code.encode()))),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}
