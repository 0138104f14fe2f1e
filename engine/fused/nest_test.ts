import assert from "node:assert/strict";
import type { Access, Expression, Loops, Store } from "./loops.ts";
import { simplify } from "./nest.ts";

/** A nest that computes out = −x, or combines along the loops where `to` is 0. */
function nest(lengths: number[], x: number[], to: number[], combine?: Store["combine"]): Loops {
  const access = (address: number, strides: number[]): Access =>
    ({ type: "float32", address, strides }) as const;
  const load: Expression = { kind: "load", from: access(16, x) };
  const value: Expression = { kind: "unary", op: "neg", x: load };
  return { kind: "loops", lengths, stores: [{ to: access(1600, to), value, combine }] };
}

const CASES: readonly [name: string, before: Loops, after: Loops][] = [
  [
    "merges loops along which all arrays are contiguous",
    nest([2, 3, 4], [12, 4, 1], [12, 4, 1]),
    nest([24], [1], [1]),
  ],
  ["drops loops of length 1", nest([5, 1, 1], [1, 7, 0], [1, 0, 9]), nest([5], [1], [1])],
  [
    "merges what a loop of length 1 parted",
    nest([5, 1, 3], [3, 9, 1], [3, 1, 1]),
    nest([15], [1], [1]),
  ],
  ["keeps one loop", nest([1, 1], [4, 1], [4, 1]), nest([1], [0], [0])],
  [
    "merges reduced loops",
    nest([5, 2, 3], [6, 3, 1], [1, 0, 0], "add"),
    nest([5, 6], [6, 1], [1, 0], "add"),
  ],
  [
    "keeps apart what one array walks with a gap",
    nest([5, 6], [8, 1], [6, 1]),
    nest([5, 6], [8, 1], [6, 1]),
  ],
  [
    "puts a long contiguous loop inside a short one",
    nest([9, 2], [1, 9], [1, 10]),
    nest([2, 9], [9, 1], [10, 1]),
  ],
  [
    "puts the longest contiguous loop inside",
    nest([5, 9, 2], [1, 0, 5], [0, 1, 9], "add"),
    nest([5, 2, 9], [1, 5, 0], [0, 9, 1], "add"),
  ],
  [
    "keeps the order of short loops",
    nest([3, 2], [1, 3], [1, 4]),
    nest([3, 2], [1, 3], [1, 4]),
  ],
  [
    "keeps the last loop inside if it is long enough",
    nest([9, 4], [4, 1], [0, 1], "max"),
    nest([9, 4], [4, 1], [0, 1], "max"),
  ],
];

for (const [name, before, after] of CASES) {
  Deno.test(`simplify: ${name}`, () => assert.deepEqual(simplify(before), after));
}
