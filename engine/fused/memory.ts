import type { Block } from "./values.ts";

/** Arrays begin at multiples of this, in bytes: lines of the cache. */
const ALIGNMENT = 64;

/** Bytes after each array that kernels may read. */
const MARGIN = 16;

/** The first and the last item of the order of execution in which a block is in use. */
export type Lifetime = readonly [first: number, last: number];

/**
 * Gives each block an address, so that blocks that are in use at the same time do not overlap.
 *
 * In the order of their first use, each goes to the lowest gap that is large enough, those in use all the time first.
 *
 * @param lifetimes The blocks.
 * @param from The first free byte.
 * @returns The end of the last block.
 */
export function placeBlocks(lifetimes: ReadonlyMap<Block, Lifetime>, from: number): number {
  const ordered = [...lifetimes].sort(([a, [first, last]], [b, [otherFirst, otherLast]]) =>
    first - otherFirst || otherLast - last || b.bytes - a.bytes
  );
  let end = aligned(from);
  const start = end;
  /** Blocks in use, by address. */
  let used: { readonly block: Block; readonly last: number; readonly end: number }[] = [];
  for (const [block, [first, last]] of ordered) {
    used = used.filter((other) => other.last >= first);
    const size = aligned(block.bytes + MARGIN);
    let at = start;
    let place = 0;
    while (place < used.length && used[place].block.address - at < size) {
      at = used[place++].end;
    }
    block.address = at;
    used.splice(place, 0, { block, last, end: at + size });
    end = Math.max(end, at + size);
  }
  return end;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
