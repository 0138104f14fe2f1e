import { BYTES, loadLanes, storeLanes } from "./lanes.ts";
import type { Extreme } from "./loops.ts";
import type { Code, Local } from "./wasm/code.ts";

/** Least length of contiguous elements that are searched four at a time. */
const LONG = 16;

/**
 * Appends the search of largest or smallest elements to a function, four at a time: along `inner` where it is 4 or more, along
 * long rows where it is 1, otherwise along `outer`. As in TensorFlow.js, an element that is NaN is never chosen, unless it is the first.
 */
export function encodeExtreme(code: Code, extreme: Extreme): void {
  if (extreme.inner === 1 && extreme.type === "float32" && extreme.length >= LONG) {
    return encodeRows(code, extreme);
  }
  const { of, outer, length, inner, type, x, out } = extreme;
  const size = BYTES[type];
  const rows = { count: outer, from: length * inner, to: inner };
  const elements = { count: inner, from: 1, to: 1 };
  const [scalar, vector] = inner >= 4 ? [rows, elements] : [elements, rows];
  const pointer = () => code.local("i32");
  const [xs, ys, from, to, at] = [pointer(), pointer(), pointer(), pointer(), pointer()];
  const [best, where, index, value, better] = Array.from({ length: 5 }, () => code.local("v128"));

  const search = (count: number) => {
    const load = () =>
      loadLanes(code, type, vector.from, count, (i) => {
        code.get(at);
        return x + i * vector.from * size;
      });
    code.get(from).set(at);
    load();
    code.set(best).bits(0).set(where).bits(0).set(index);
    code.loop(length, [[at, inner * size]], () => {
      load();
      code.tee(value).get(best);
      if (type === "float32") code.op(of === "max" ? "f32x4.gt" : "f32x4.lt");
      // A mask is −1 where it is true.
      else code.op((of === "max") === (type === "int32") ? "i32x4.gt" : "i32x4.lt");
      code.set(better);
      code.get(value).get(best).get(better).op("v128.bitselect").set(best);
      code.get(index).get(where).get(better).op("v128.bitselect").set(where);
      code.get(index).bits(1).op("i32x4.add").set(index);
    });
    storeLanes(code, "int32", vector.to, count, where, (i) => {
      code.get(to);
      return out + i * vector.to * 4;
    });
  };

  code.i32(0).set(xs).i32(0).set(ys);
  code.loop(scalar.count, [[ys, scalar.to * 4], [xs, scalar.from * size]], () => {
    code.get(xs).set(from).get(ys).set(to);
    const steps = [[to, 4 * vector.to * 4], [from, 4 * vector.from * size]] as const;
    code.loop(Math.floor(vector.count / 4), steps, () => search(4));
    if (vector.count % 4 > 0) search(vector.count % 4);
  });
}

/** Searches contiguous rows: each lane every fourth element, and then the lanes. */
function encodeRows(code: Code, { of, outer, length, x, out }: Extreme): void {
  const pointer = () => code.local("i32");
  const [from, to, at] = [pointer(), pointer(), pointer()];
  const [best, where, index, value, better] = Array.from({ length: 5 }, () => code.local("v128"));
  const compare = of === "max" ? "f32x4.gt" : "f32x4.lt";
  /** Takes the lanes of `value`, at `index`, that are better. */
  const take = () => {
    code.get(value).get(best).get(better).op("v128.bitselect").set(best);
    code.get(index).get(where).get(better).op("v128.bitselect").set(where);
  };
  const whole = Math.floor(length / 4);
  code.i32(0).set(from).i32(0).set(to);
  code.loop(outer, [[to, 4], [from, length * 4]], () => {
    code.get(from).set(at).get(from).access("v128.load32_splat", x).set(best);
    code.bits(0).set(where).lanes([0, 1, 2, 3]).set(index);
    code.loop(whole, [[at, 16]], () => {
      code.get(at).access("v128.load", x).tee(value).get(best).op(compare).set(better);
      take();
      code.get(index).bits(4).op("i32x4.add").set(index);
    });
    for (let rest = whole * 4; rest < length; rest++) {
      code.get(from).access("v128.load32_splat", x + rest * 4).tee(value);
      code.get(best).op(compare).set(better).bits(rest).set(index);
      take();
    }
    // The best lane; of equal ones the one that was found first.
    for (const lanes of [[2, 3, 0, 1], [1, 0, 3, 2]]) {
      const other = (local: Local) => code.get(local).get(local).shuffle(lanes);
      other(best).set(value);
      other(where).set(index);
      code.get(value).get(best).op(compare);
      code.get(value).get(best).op("f32x4.eq").get(index).get(where).op("i32x4.lt");
      code.op("v128.and").op("v128.or").set(better);
      take();
    }
    code.get(to).get(where).access("v128.store32_lane", out, 0);
  });
}
