import assert from "node:assert/strict";
import { randomStreams } from "../random.ts";
import { type Lifetime, placeBlocks } from "./memory.ts";
import { Block } from "./values.ts";

/** Kernels read as many bytes after an array. */
const MARGIN = 16;

function place(all: readonly (readonly [bytes: number, first: number, last: number])[], from = 0) {
  const lifetimes = new Map(
    all.map(([bytes, ...lifetime]): [Block, Lifetime] => [new Block(bytes), lifetime]),
  );
  const end = placeBlocks(lifetimes, from);
  return { blocks: [...lifetimes], end };
}

Deno.test("blocks that are in use at the same time never overlap, and all begin at lines of the cache", () => {
  const random = randomStreams(1)("lifetimes");
  const integer = (below: number) => Math.floor(random.uniform(0, below));
  for (let time = 0; time < 300; time++) {
    const { blocks, end } = place(
      Array.from({ length: 1 + integer(30) }, () => {
        const first = integer(12);
        return [integer(4) * integer(200), first, first + integer(6)] as const;
      }),
      100,
    );
    for (const [i, [block, [first, last]]] of blocks.entries()) {
      assert.equal(block.address % 64, 0);
      assert.ok(block.address >= 100 && block.address + block.bytes + MARGIN <= end);
      for (const [other, [otherFirst, otherLast]] of blocks.slice(0, i)) {
        if (otherLast < first || last < otherFirst) continue;
        assert.ok(
          block.address >= other.address + other.bytes + MARGIN ||
            other.address >= block.address + block.bytes + MARGIN,
          `${block.address} + ${block.bytes} and ${other.address} + ${other.bytes}`,
        );
      }
    }
  }
});

Deno.test("a block takes the place of one that is no longer in use, also if it is smaller", () => {
  const { blocks, end } = place([[100, 0, 1], [300, 0, 3], [60, 2, 3], [40, 2, 2], [100, 4, 4]]);
  assert.deepEqual(blocks.map(([{ address }]) => address), [320, 0, 320, 448, 0]);
  assert.equal(end, 512);
});
