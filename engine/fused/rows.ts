import { BYTES } from "./lanes.ts";
import type { GatherRows, ScatterRows, SumRows } from "./loops.ts";
import { OUTSIDE } from "./wasm/binary.ts";
import type { Code, Local } from "./wasm/code.ts";

/** Rows from so many bytes on are copied by `memory.copy`. */
const LONG_ROW = 1024;

/** A row of bytes: its address is a pointer and an offset. */
interface Row {
  readonly pointer: Local;
  readonly offset: number;
}

/** Appends a selection of rows to a function. */
export function encodeGather(code: Code, gather: GatherRows): void {
  const { outer, length, inner, count, type, x, indices, out } = gather;
  const bytes = inner * BYTES[type];
  checkIndices(code, indices, count, length);
  const [block, to, from] = ["i32", "i32", "i32"].map(() => code.local("i32"));
  code.i32(0).set(block).i32(0).set(to);
  code.loop(outer, [[block, length * bytes]], () => {
    eachIndex(code, indices, count, [[to, bytes]], (index) => {
      code.get(index).i32(bytes).op("i32.mul").get(block).op("i32.add").set(from);
      copyRow(code, { pointer: from, offset: x }, { pointer: to, offset: out }, bytes);
    });
  });
}

/** Appends an addition to, or a replacement of rows to a function, in order. */
export function encodeScatter(code: Code, scatter: ScatterRows): void {
  const { length, inner, count, type, combine, rows, indices, out } = scatter;
  const bytes = inner * BYTES[type];
  checkIndices(code, indices, count, length);
  const [to, from] = [code.local("i32"), code.local("i32")];
  code.i32(0).set(from);
  eachIndex(code, indices, count, [[from, bytes]], (index) => {
    code.get(index).i32(bytes).op("i32.mul").set(to);
    const source = { pointer: from, offset: rows };
    const target = { pointer: to, offset: out };
    if (combine === "replace") copyRow(code, source, target, bytes);
    else addRow(code, source, target, bytes, type);
  });
}

/** Appends sums of rows to a function. */
export function encodeSums(code: Code, sum: SumRows): void {
  const { length, inner, count, rows, indices, slots, sums } = sum;
  const bytes = 4 * inner;
  checkIndices(code, indices, count, length);
  code.i32(slots).i32(0).i32(4 * length).fillBytes();
  code.i32(sums).i32(0).i32(bytes).fillBytes();
  const [from, to, place, slot, used] = Array.from({ length: 5 }, () => code.local("i32"));
  const [source, target] = [{ pointer: from, offset: rows }, { pointer: to, offset: sums }];
  const findRow = () => code.get(slot).i32(bytes).op("i32.mul").set(to);
  code.i32(0).set(from).i32(0).set(used);
  eachIndex(code, indices, count, [[from, bytes]], (index) => {
    code.get(index).i32(4).op("i32.mul").set(place);
    code.get(place).access("i32.load", slots).tee(slot).when(() => {
      findRow();
      addRow(code, source, target, bytes, "float32");
    }, () => {
      code.get(used).i32(1).op("i32.add").tee(used).set(slot);
      code.get(place).get(slot).access("i32.store", slots);
      findRow();
      copyRow(code, source, target, bytes);
    });
  });
}

function checkIndices(code: Code, indices: number, count: number, length: number): void {
  eachIndex(code, indices, count, [], (index) => {
    code.get(index).i32(length).op("i32.ge_u").when(() => {
      code.get(index).i32(length).call(OUTSIDE);
    });
  });
}

function eachIndex(
  code: Code,
  indices: number,
  count: number,
  steps: readonly (readonly [Local, number])[],
  body: (index: Local) => void,
): void {
  const [at, index] = [code.local("i32"), code.local("i32")];
  code.i32(0).set(at);
  code.loop(count, [[at, 4], ...steps], () => {
    code.get(at).access("i32.load", indices).set(index);
    body(index);
  });
}

function copyRow(code: Code, from: Row, to: Row, bytes: number): void {
  if (bytes >= LONG_ROW) {
    for (const { pointer, offset } of [to, from]) code.get(pointer).i32(offset).op("i32.add");
    code.i32(bytes).copyBytes();
    return;
  }
  let done = 0;
  for (const [size, load, store] of PIECES) {
    for (; done + size <= bytes; done += size) {
      code.get(to.pointer).get(from.pointer).access(load, from.offset + done);
      code.access(store, to.offset + done);
    }
  }
}

const PIECES = [
  [16, "v128.load", "v128.store"],
  [4, "i32.load", "i32.store"],
  [1, "i32.load8_u", "i32.store8"],
] as const;

function addRow(code: Code, from: Row, to: Row, bytes: number, type: ScatterRows["type"]): void {
  if (type === "bool") throw new TypeError("Cannot add rows of bool: cast them.");
  const add = type === "float32" ? "f32x4.add" : "i32x4.add";
  const [source, target, sum] = [code.local("i32"), code.local("i32"), code.local("v128")];
  code.get(from.pointer).set(source).get(to.pointer).set(target);
  code.loop(Math.floor(bytes / 16), [[source, 16], [target, 16]], () => {
    code.get(target).get(target).access("v128.load", to.offset);
    code.get(source).access("v128.load", from.offset).op(add).access("v128.store", to.offset);
  });
  for (let done = 0; done < bytes % 16; done += 4) {
    code.get(target).access("v128.load32_zero", to.offset + done);
    code.get(source).access("v128.load32_zero", from.offset + done).op(add).set(sum);
    code.get(target).get(sum).access("v128.store32_lane", to.offset + done, 0);
  }
}
