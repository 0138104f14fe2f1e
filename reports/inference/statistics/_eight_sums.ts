/**
 * Sums of numbers of eight lists at a time, in WebAssembly: its vectors add two numbers at once, and a place is read once
 * for all lists.
 *
 * @module
 */

/** The parameters of the function, in bytes of memory, and its other variables. */
const [at, end, lists, to, first, second] = [0, 1, 2, 3, 4, 5];

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const int = (value: number) => [0x41, value];
const plus = 0x6a;
/** Sets a variable to the address of the eight numbers whose place stands at an offset from `at`. */
const addressOf = (offset: number, local: number) =>
  [get(at), 0x28, 2, offset, int(6), 0x74, get(lists), plus, set(local)].flat();
const four = [0, 1, 2, 3];
/** The sums of two draws: four vectors of two lists' sums each. */
const sums = [first, second].map((_, draw) => four.map((i) => 6 + 4 * draw + i));
/** Adds the eight numbers at an address to the sums of a draw. */
const addFrom = (address: number, draw: number) =>
  four.flatMap((i) => [
    ...[get(sums[draw][i]), get(address), 0xfd, 0, 3, 16 * i].flat(),
    ...[0xfd, 0xf0, 1, set(sums[draw][i])].flat(),
  ]);

/** loop { first = address(at); second = address(at + 4); sums += …; at += 16; if (at ≠ end) repeat }; store the sums. */
const body = [
  ...[0x03, 0x40],
  ...[addressOf(0, first), addressOf(4, second), addFrom(first, 0), addFrom(second, 1)].flat(),
  ...[get(at), int(16), plus, 0x22, at, get(end), 0x47, 0x0d, 0, 0x0b].flat(),
  ...sums.flat().flatMap((vector, i) => [get(to), get(vector), 0xfd, 11, 3, 16 * i].flat()),
  0x0b,
];

/** Puts the length of a part before it, in two bytes. */
const sized = (bytes: number[]) => [bytes.length & 127 | 128, bytes.length >> 7, ...bytes];
const i32 = 0x7f;
const v128 = 0x7b;
const bytes = [
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, ...sized([1, 0x60, 4, i32, i32, i32, i32, 0])],
  ...[2, ...sized([1, 0, 0, 2, 0, 1])],
  ...[3, ...sized([1, 0])],
  ...[7, ...sized([1, 0, 0, 0])],
  ...[10, ...sized([1, ...sized([2, 2, i32, 8, v128, ...body])])],
];
const memory = new WebAssembly.Memory({ initial: 1 });
const { exports: { "": run } } = new WebAssembly.Instance(
  new WebAssembly.Module(Uint8Array.from(bytes)),
  { "": { "": memory } },
);
const addTwo = run as (at: number, end: number, lists: number, to: number) => void;

/** The places at the start of the memory, which many calls share. */
let held: Int32Array | undefined;

/**
 * Adds up numbers of eight lists.
 *
 * @param lists Eight lists of numbers, of one length.
 * @param places The places of the numbers of each sum, by fours: the first places of four sums, their second places, and
 * so on.
 * @param length The number of places of a sum.
 * @returns The sums of each list, each added in the order of its places.
 */
export function sumsOfEight(
  lists: readonly Float64Array[],
  places: Int32Array,
  length: number,
): Float64Array[] {
  const count = places.length / length;
  const startOfLists = 4 * places.length;
  const startOfSums = startOfLists + 64 * lists[0].length;
  const missing = startOfSums + 64 * count - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 2 ** 16));
  if (held !== places) new Int32Array(memory.buffer).set(places);
  held = places;
  // The eight numbers of a place are neighbours, and so are the eight sums of a draw.
  const numbers = new Float64Array(memory.buffer, startOfLists, 8 * lists[0].length);
  lists.forEach((list, j) => list.forEach((number, i) => numbers[8 * i + j] = number));
  for (let k = 0; k < count; k += 2) {
    const start = 16 * length * (k >> 2) + 4 * (k & 2);
    addTwo(start, start + 16 * length, startOfLists, startOfSums + 64 * k);
  }
  const all = new Float64Array(memory.buffer, startOfSums, 8 * count);
  return lists.map((_, j) => {
    const sums = new Float64Array(count);
    for (let k = 0; k < count; k++) sums[k] = all[8 * k + j];
    return sums;
  });
}
