import type { ElementType } from "./loops.ts";
import type { Code, Local } from "./wasm/code.ts";

/** Size of an element. */
export const BYTES: Readonly<Record<ElementType, number>> = { float32: 4, int32: 4, bool: 1 };

/** Leaves the address of the i-th element on the stack, but for an offset that it returns. */
export type Address = (i: number) => number;

/**
 * Leaves a vector of `count` elements on the stack, `stride` apart, or anywhere without one; those of stride 0 in all lanes, bools as
 * masks. Other lanes than those hold anything: up to 15 bytes after the last element may be read.
 */
export function loadLanes(
  code: Code,
  type: ElementType,
  stride: number | undefined,
  count: number,
  address: Address,
): void {
  const isBool = type === "bool";
  if (stride === 0) {
    const offset = address(0);
    if (isBool) code.access("i32.load8_u", offset).op("i32x4.splat");
    else code.access("v128.load32_splat", offset);
  } else if (stride === 1 && isBool) {
    code.access("v128.load32_zero", address(0))
      .op("i16x8.extend_low_i8x16_u").op("i32x4.extend_low_i16x8_u");
  } else if (stride === 1) {
    code.access("v128.load", address(0));
  } else {
    const offsets = [];
    for (let i = count - 1; i >= 0; i--) offsets.unshift(address(i));
    code.bits(0);
    offsets.forEach((offset, i) => {
      if (isBool) code.access("v128.load8_lane", offset, 4 * i);
      else code.access("v128.load32_lane", offset, i);
    });
  }
  if (isBool) code.op("i32x4.neg");
}

/** Stores `count` lanes of a vector to elements that are `stride` apart. */
export function storeLanes(
  code: Code,
  type: ElementType,
  stride: number,
  count: number,
  value: Local,
  address: Address,
): void {
  let from = value;
  if (type === "bool") {
    from = code.local("v128");
    code.get(value).get(value).op("i16x8.narrow_i32x4_s").tee(from).get(from)
      .op("i8x16.narrow_i16x8_s").bits(0x01010101).op("v128.and").set(from);
  }
  if (stride === 1 && count === 4) {
    const offset = address(0);
    code.get(from);
    if (type === "bool") code.access("v128.store32_lane", offset, 0);
    else code.access("v128.store", offset);
    return;
  }
  for (let i = 0; i < count; i++) {
    const offset = address(i);
    code.get(from).access(type === "bool" ? "v128.store8_lane" : "v128.store32_lane", offset, i);
  }
}
