import process from "node:process";
import { fileURLToPath } from "node:url";
// Deno fetches the packages that modules import; none of this one's code is loaded.
import "onnxruntime-node/package.json" with { type: "json" };

/**
 * ONNX Runtime's C API: the shared library that onnxruntime-node ships, and the functions in the library's table.
 *
 * @module
 * @see {@link https://onnxruntime.ai/docs/api/c/struct_ort_api.html}
 */

/**
 * The version of the table that is asked for. Newer libraries have every older version, since functions are only ever
 * added to the table, at its end.
 */
const API_VERSION = 20;

/**
 * The functions that are called: their places in the struct `OrtApi`, in the order of `onnxruntime_c_api.h`, and their
 * signatures. An enum is an `i32`; a result that is a pointer, unless it is a string, is an `OrtStatus`.
 */
const functions = {
  GetErrorMessage: { place: 2, parameters: ["pointer"], result: "pointer" },
  DisableTelemetryEvents: { place: 6, parameters: ["pointer"], result: "pointer" },
  CreateSessionFromArray: {
    place: 8,
    parameters: ["pointer", "buffer", "usize", "pointer", "buffer"],
    result: "pointer",
  },
  CreateSessionOptions: { place: 10, parameters: ["buffer"], result: "pointer" },
  SetSessionExecutionMode: { place: 13, parameters: ["pointer", "i32"], result: "pointer" },
  DisableCpuMemArena: { place: 19, parameters: ["pointer"], result: "pointer" },
  SetSessionLogSeverityLevel: { place: 22, parameters: ["pointer", "i32"], result: "pointer" },
  SetSessionGraphOptimizationLevel: {
    place: 23,
    parameters: ["pointer", "i32"],
    result: "pointer",
  },
  SetIntraOpNumThreads: { place: 24, parameters: ["pointer", "i32"], result: "pointer" },
  SetInterOpNumThreads: { place: 25, parameters: ["pointer", "i32"], result: "pointer" },
  CreateTensorWithDataAsOrtValue: {
    place: 49,
    parameters: ["pointer", "pointer", "usize", "buffer", "usize", "i32", "buffer"],
    result: "pointer",
  },
  CreateCpuMemoryInfo: { place: 69, parameters: ["i32", "i32", "buffer"], result: "pointer" },
  ReleaseEnv: { place: 92, parameters: ["pointer"], result: "void" },
  ReleaseStatus: { place: 93, parameters: ["pointer"], result: "void" },
  ReleaseSession: { place: 95, parameters: ["pointer"], result: "void" },
  ReleaseValue: { place: 96, parameters: ["pointer"], result: "void" },
  ReleaseSessionOptions: { place: 100, parameters: ["pointer"], result: "void" },
  CreateEnvWithGlobalThreadPools: {
    place: 119,
    parameters: ["i32", "buffer", "pointer", "buffer"],
    result: "pointer",
  },
  DisablePerSessionThreads: { place: 120, parameters: ["pointer"], result: "pointer" },
  CreateThreadingOptions: { place: 121, parameters: ["buffer"], result: "pointer" },
  ReleaseThreadingOptions: { place: 122, parameters: ["pointer"], result: "void" },
  AddSessionConfigEntry: {
    place: 130,
    parameters: ["pointer", "buffer", "buffer"],
    result: "pointer",
  },
  RunWithBinding: { place: 133, parameters: ["pointer", "pointer", "pointer"], result: "pointer" },
  CreateIoBinding: { place: 134, parameters: ["pointer", "buffer"], result: "pointer" },
  ReleaseIoBinding: { place: 135, parameters: ["pointer"], result: "void" },
  BindInput: { place: 136, parameters: ["pointer", "buffer", "pointer"], result: "pointer" },
  BindOutput: { place: 137, parameters: ["pointer", "buffer", "pointer"], result: "pointer" },
  SetGlobalIntraOpNumThreads: { place: 147, parameters: ["pointer", "i32"], result: "pointer" },
  SetGlobalInterOpNumThreads: { place: 148, parameters: ["pointer", "i32"], result: "pointer" },
  SetGlobalSpinControl: { place: 149, parameters: ["pointer", "i32"], result: "pointer" },
  SetGlobalDenormalAsZero: { place: 155, parameters: ["pointer"], result: "pointer" },
} as const satisfies { [name: string]: Deno.ForeignFunction & { readonly place: number } };

/** The functions of the C API by name, and the library's version. */
export type Api =
  & { readonly [Name in keyof typeof functions]: Deno.UnsafeFnPointer<(typeof functions)[Name]> }
  & { readonly version: string };

/**
 * Opens onnxruntime-node's shared library.
 *
 * @throws {RangeError} If this program may not, if the package has none for this platform, or if it is too old.
 */
export function openApi(): Api {
  const { platform, arch } = process;
  let library;
  try {
    refuseTelemetry();
    library = Deno.dlopen(libraryPath(platform, arch), {
      OrtGetApiBase: { parameters: [], result: "pointer" },
    });
  } catch (error) {
    throw new RangeError(
      error instanceof Deno.errors.NotCapable
        ? `ONNX Runtime is a native library: run Deno with --allow-ffi --allow-env=${TELEMETRY}`
        : `onnxruntime-node does not load on ${platform} ${arch}: use the device wasm ` +
          `(${(error as Error).message})`,
    );
  }
  return apiOf(library.symbols.OrtGetApiBase()!);
}

/** The environment variable that keeps ONNX Runtime from sending anything. */
const TELEMETRY = "ORT_DISABLE_TELEMETRY";

/**
 * Keeps ONNX Runtime from telling its makers what it computes: by itself it writes an identifier of this machine and the
 * events of all sessions to the user's cache folder and sends them, on Linux and macOS since version 1.29. It reads this
 * once, when a process creates its first environment.
 */
export function refuseTelemetry(): void {
  Deno.env.set(TELEMETRY, "1");
}

/** Returns where the package onnxruntime-node has its shared library for a platform, if it has one. */
export function libraryPath(platform: string, arch: string): string {
  const libraries: { readonly [platform: string]: string } = {
    win32: "onnxruntime.dll",
    darwin: "libonnxruntime.1.dylib",
  };
  const name = libraries[platform] ?? "libonnxruntime.so.1";
  const manifest = import.meta.resolve("onnxruntime-node/package.json");
  return fileURLToPath(new URL(`bin/napi-v6/${platform}/${arch}/${name}`, manifest));
}

/**
 * Reads the table of functions.
 *
 * @param base The library's `OrtApiBase`: the functions `GetApi` and `GetVersionString`.
 * @throws {RangeError} If the library does not have the version of the table.
 */
export function apiOf(base: Deno.PointerObject): Api {
  const getApi = functionAt(base, 0, { parameters: ["u32"], result: "pointer" } as const);
  const getVersionString = functionAt(base, 1, { parameters: [], result: "pointer" } as const);
  const version = Deno.UnsafePointerView.getCString(getVersionString.call()!);
  const [major, minor] = version.split(".").map(Number);
  // An older library would also write a complaint of its own.
  const older = major < 1 || (major === 1 && minor < API_VERSION);
  const table = older ? null : getApi.call(API_VERSION);
  if (table === null) {
    throw new RangeError(
      `ONNX Runtime ${version} lacks version ${API_VERSION} of the C API: ` +
        "install the onnxruntime-node that Graft's deno.json names",
    );
  }
  const called = Object.entries(functions).map((
    [name, { place, ...signature }],
  ) => [name, functionAt<Deno.ForeignFunction>(table, place, signature)]);
  return { ...Object.fromEntries(called), version };
}

/** Returns the function at a place of a table of addresses. */
function functionAt<F extends Deno.ForeignFunction>(
  table: Deno.PointerObject,
  place: number,
  signature: F,
): Deno.UnsafeFnPointer<F> {
  const address = new Deno.UnsafePointerView(table).getPointer<F>(place * 8);
  return new Deno.UnsafeFnPointer(address as Deno.PointerObject<never>, signature) as never;
}
