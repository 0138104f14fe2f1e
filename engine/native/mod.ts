import { openApi } from "./api.ts";
import { type Place, type Runtime, runtimeOf } from "./runtime.ts";

export type { Bound, NativeOptions, NativeSession, Place, Places, Runtime } from "./runtime.ts";

let runtime: Runtime | undefined;

/**
 * Loads ONNX Runtime's library, once per process, and tries it.
 *
 * Sessions compute on the CPU over memory of the caller, who says where inputs and outputs lie: nothing is copied.
 *
 * @throws {RangeError} If this program may not load it, there is none for this platform, or it is not as expected.
 */
export function nativeRuntime(): Runtime {
  return runtime ??= tried(runtimeOf(openApi()));
}

/** The model y = −x of a vector of length 1, as `encodeModel` writes it. */
export const NEGATION = Uint8Array.fromBase64(
  "CAoSBWdyYWZ0OjgKEgoBeBIBeRoFTmVnXzAiA05lZxIAWg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUIE" +
    "CgAQFUIRCg1jb20ubWljcm9zb2Z0EAFCFwoTY29tLm1pY3Jvc29mdC5uY2h3YxAB",
);

/**
 * Returns a runtime that computes a tiny model and tells what is wrong with an invalid one.
 *
 * @throws {RangeError} If it does not.
 */
export function tried(runtime: Runtime): Runtime {
  let wrong: string;
  try {
    const x = { type: "float32", shape: [1], data: Float32Array.of(3) } satisfies Place;
    const y = { ...x, data: new Float32Array(1) };
    const session = runtime.open(NEGATION, { threads: 1 });
    session.bind({ x }, { y }).run();
    session.close();
    if (y.data[0] !== -3) throw new Error(`−3 is ${y.data[0]}`);
    runtime.open(Uint8Array.of(1, 2, 3), { threads: 1 }).close();
    wrong = "an invalid model is accepted";
  } catch (error) {
    wrong = (error as Error).message;
  }
  if (/protobuf parsing failed/.test(wrong)) return runtime;
  throw new RangeError(
    `ONNX Runtime ${runtime.version} does not work here (${wrong}): use the device wasm`,
  );
}
