import { BYTES, loadLanes, storeLanes } from "./lanes.ts";
import type { Extreme } from "./loops.ts";
import type { Code } from "./wasm/code.ts";

/**
 * Appends the search of largest or smallest elements to a function, four at a time: along `inner` where it is 4 or more, otherwise
 * along `outer`. As in TensorFlow.js, an element that is NaN is never chosen, unless it is the first.
 */
export function encodeExtreme(code: Code, extreme: Extreme): void {
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
