import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { encodeModel, type OnnxGraph, type OnnxNode, type ValueInfo } from "../compiled/onnx.ts";
import { apiOf, libraryPath } from "./api.ts";
import { nativeRuntime, NEGATION, type Place, type Runtime, tried } from "./mod.ts";

const ONE_THREAD = { threads: 1 };

function node(op: string, inputs: string[], attributes: OnnxNode["attributes"] = {}): OnnxNode {
  return { op, domain: "", inputs, outputs: ["y"], attributes };
}

/** Returns a model of one node whose output is `y`. */
function modelOf(
  node: OnnxNode,
  inputs: { [name: string]: Place },
  y: Pick<Place, "type" | "shape">,
): Uint8Array {
  const info = ([name, { type, shape }]: [string, Pick<Place, "type" | "shape">]): ValueInfo => ({
    name,
    type,
    shape,
  });
  const graph: OnnxGraph = {
    name: "",
    nodes: [node],
    initializers: [],
    inputs: Object.entries(inputs).map(info),
    outputs: [info(["y", y])],
  };
  return encodeModel(graph);
}

function floats(...values: number[]): Place & { readonly data: Float32Array } {
  return { type: "float32", shape: [values.length], data: Float32Array.from(values) };
}

/** Computes one node. */
function compute(node: OnnxNode, inputs: { [name: string]: Place }, y: Place): void {
  const session = nativeRuntime().open(modelOf(node, inputs, y), ONE_THREAD);
  session.bind(inputs, { y }).run();
  session.close();
}

Deno.test("a product is the one computed by hand", () => {
  const a: Place = { type: "float32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const b: Place = { type: "float32", shape: [3, 2], data: Float32Array.of(7, 8, 9, 10, 11, 12) };
  const y = { type: "float32", shape: [2, 2], data: new Float32Array(4) } as const;
  compute(node("MatMul", ["a", "b"]), { a, b }, y);
  assert.deepEqual([...y.data], [58, 64, 139, 154]);
});

Deno.test("every element type is read and written", () => {
  const x = { type: "int32", shape: [2], data: Int32Array.of(-7, 2 ** 31 - 1) } as const;
  const wide = { type: "int64", shape: [2], data: new BigInt64Array(2) } as const;
  compute(node("Cast", ["x"], { to: 7 }), { x }, wide);
  assert.deepEqual([...wide.data], [-7n, 2n ** 31n - 1n]);
  const byte = { type: "uint8", shape: [2], data: Uint8Array.of(0, 200) } as const;
  const float = floats(0, 0);
  compute(node("Cast", ["x"], { to: 1 }), { x: byte }, float);
  assert.deepEqual([...float.data], [0, 200]);
  const bool = { type: "bool", shape: [2], data: Uint8Array.of(9, 9) } as const;
  compute(node("Equal", ["x", "z"]), { x, z: { ...x, data: Int32Array.of(-7, 0) } }, bool);
  assert.deepEqual([...bool.data], [1, 0]);
  const not = { ...bool, data: Uint8Array.of(9, 9) };
  compute(node("Not", ["x"]), { x: bool }, not);
  assert.deepEqual([...not.data], [0, 1]);
});

Deno.test("a scalar and an array without elements are computed", () => {
  const scalar = { type: "float32", shape: [], data: Float32Array.of(2) } as const;
  const y = { ...scalar, data: new Float32Array(1) };
  compute(node("Neg", ["x"]), { x: scalar }, y);
  assert.equal(y.data[0], -2);
  compute(node("Neg", ["x"]), { x: floats() }, floats());
});

Deno.test("runs read and write the places, which may lie in a WebAssembly memory", () => {
  for (const shared of [false, true]) {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared });
    const x: Place = { type: "float32", shape: [3], data: new Float32Array(buffer, 64, 3) };
    const y: Place = { ...x, data: new Float32Array(buffer, 1028, 3) };
    const whole = new Float32Array(buffer);
    const session = nativeRuntime().open(modelOf(node("Neg", ["x"]), { x }, y), ONE_THREAD);
    const bound = session.bind({ x }, { y });
    for (const scale of [1, 10]) {
      whole.set([scale, 2 * scale, 3 * scale], 16);
      bound.run();
      assert.deepEqual(
        [...whole.subarray(256, 261)],
        [0, -scale, -2 * scale, -3 * scale, 0],
      );
    }
    session.close();
  }
});

Deno.test("an output that lies where an input lies is updated in place", () => {
  const w = floats(1, 2, 3);
  const gradient = floats(10, 20, 30);
  const model = modelOf(node("Sub", ["w", "gradient"]), { w, gradient }, w);
  const session = nativeRuntime().open(model, ONE_THREAD);
  const bound = session.bind({ w, gradient }, { y: w });
  bound.run();
  bound.run();
  assert.deepEqual([...w.data], [-19, -38, -57]);
  session.close();
});

Deno.test("two threads compute the sums of one", () => {
  const [rows, inner, columns] = [65, 300, 129];
  const numbers = (length: number) => Float32Array.from({ length }, (_, i) => (i * 7919) % 23 - 11);
  const a: Place = { type: "float32", shape: [rows, inner], data: numbers(rows * inner) };
  const b: Place = { type: "float32", shape: [inner, columns], data: numbers(inner * columns) };
  const shape = [rows, columns];
  for (const spins of [false, true]) {
    const y = { type: "float32", shape, data: new Float32Array(rows * columns) } as const;
    const model = modelOf(node("MatMul", ["a", "b"]), { a, b }, y);
    const session = nativeRuntime().open(model, { threads: 2, spins });
    session.bind({ a, b }, { y }).run();
    session.close();
    // Sums of integers below 2²⁴ are exact in any order.
    const [x, z] = [a.data as Float32Array, b.data as Float32Array];
    for (const [i, value] of y.data.entries()) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += x[row * inner + k] * z[k * columns + column];
      assert.equal(value, sum, `[${row}, ${column}]`);
    }
  }
});

Deno.test("work space that is not kept changes no number", () => {
  const x = floats(4, 9);
  const y = floats(0, 0);
  const model = modelOf(node("Sqrt", ["x"]), { x }, y);
  const session = nativeRuntime().open(model, { threads: 1, keepsWorkSpace: false });
  session.bind({ x }, { y }).run();
  assert.deepEqual([...y.data], [2, 3]);
  session.close();
});

Deno.test("errors have ONNX Runtime's text, and leave the session working", () => {
  const x = floats(1, 2);
  const y = floats(0, 0);
  const runtime = nativeRuntime();
  assert.throws(
    () => runtime.open(Uint8Array.of(1, 2, 3), ONE_THREAD),
    /^Error: Failed to load model because protobuf parsing failed\.$/,
  );
  assert.throws(
    () => runtime.open(modelOf(node("Neg_", ["x"]), { x }, y), ONE_THREAD),
    /No Op registered for Neg_/,
  );
  const session = runtime.open(modelOf(node("Neg", ["x"]), { x }, y), ONE_THREAD);
  assert.throws(() => session.bind({ z: x }, { y }), /Failed to find input name.*: z$/);
  assert.throws(() => session.bind({ x }, { z: y }).run(), /^Error: Invalid output name: z$/);
  assert.throws(() => session.bind({ x: floats(1) }, { y }).run(), /Got: 1 Expected: 2/);
  const integers: Place = { type: "int32", shape: [2], data: new Int32Array(2) };
  assert.throws(() => session.bind({ x: integers }, { y }).run(), /int32.*expected: .*float/);
  session.bind({ x }, { y }).run();
  assert.deepEqual([...y.data], [-1, -2]);
  session.close();
});

Deno.test("a place that is longer or shorter than its shape is refused", () => {
  const x = floats(1, 2);
  const session = nativeRuntime().open(modelOf(node("Neg", ["x"]), { x }, x), ONE_THREAD);
  for (const length of [1, 3]) {
    assert.throws(
      () => session.bind({ x: { ...x, data: new Float32Array(length) } }, {}),
      new RangeError(`x: float32 [2] takes 8 bytes, and its place has ${4 * length}`),
    );
  }
  session.close();
});

Deno.test("what was freed or closed is refused, and may be freed and closed again", () => {
  const x = floats(1, 2);
  const session = nativeRuntime().open(modelOf(node("Neg", ["x"]), { x }, x), ONE_THREAD);
  const [first, second] = [session.bind({ x }, { y: x }), session.bind({ x }, { y: x })];
  first.free();
  first.free();
  assert.throws(first.run, /the places have been given up/);
  second.run();
  session.close();
  session.close();
  second.free();
  assert.throws(second.run, /the places have been given up/);
  assert.throws(() => session.bind({ x }, { y: x }), /the session has been closed/);
});

/** Runs a program of tests/fixtures in a process of its own: other tests have threads and memory, too. */
async function runAlone(name: string, file = "native_process.ts"): Promise<string> {
  const address = new URL(`../../tests/fixtures/${file}`, import.meta.url).href;
  return await run(`import { ${name} } from "${address}"; await ${name}(); console.log("done");`, [
    "-A",
  ]);
}

Deno.test({
  name: "sessions of as many threads share them",
  ignore: Deno.build.os !== "linux",
  async fn() {
    assert.equal(await runAlone("shareThreads"), "done");
  },
});

Deno.test("what is opened, bound, run, failed and freed leaves no memory behind", async () => {
  assert.equal(await runAlone("leaveNoMemory"), "done");
});

Deno.test({
  name: "subnormal numbers count as zero",
  // Only there they are slow, and only there ONNX Runtime changes it.
  ignore: Deno.build.arch !== "x86_64",
  async fn() {
    assert.equal(await runAlone("countSubnormalsAsZero", "subnormals.ts"), "done");
  },
});

Deno.test("the model of the trial is a negation, and a runtime that computes something else is refused", () => {
  const x = floats(1);
  const negation = modelOf(node("Neg", ["x"]), { x }, x);
  assert.equal(NEGATION.toBase64(), negation.toBase64());
  const runtime = nativeRuntime();
  const opening = (model: Uint8Array): Runtime => ({
    version: "1.99.0",
    open: (given, options) => runtime.open(given === NEGATION ? model : given, options),
  });
  assert.equal(tried(opening(negation)).version, "1.99.0");
  assert.throws(
    () => tried(opening(modelOf(node("Abs", ["x"]), { x }, x))),
    new RangeError(
      "ONNX Runtime 1.99.0 does not work here (−3 is 3): use the device wasm",
    ),
  );
  const accepting: Runtime = { version: "1.99.0", open: () => runtime.open(NEGATION, ONE_THREAD) };
  assert.throws(() => tried(accepting), /an invalid model is accepted/);
});

Deno.test("a library without the version of the C API is refused, and an older one is not even asked", () => {
  for (const [version, asks] of [["1.19.2", false], ["0.99.0", false], ["1.20.0", true]] as const) {
    const string = new TextEncoder().encode(`${version}\0`);
    const asked: number[] = [];
    const getApi = new Deno.UnsafeCallback(
      { parameters: ["u32"], result: "pointer" },
      (number) => {
        asked.push(number);
        return null;
      },
    );
    const getVersionString = new Deno.UnsafeCallback(
      { parameters: [], result: "pointer" },
      () => Deno.UnsafePointer.of(string),
    );
    const base = BigUint64Array.of(
      Deno.UnsafePointer.value(getApi.pointer),
      Deno.UnsafePointer.value(getVersionString.pointer),
    );
    assert.throws(
      () => apiOf(Deno.UnsafePointer.of(base)!),
      new RangeError(
        `ONNX Runtime ${version} lacks version 20 of the C API: ` +
          "install the onnxruntime-node that Graft's deno.json names",
      ),
    );
    assert.deepEqual(asked, asks ? [20] : []);
    getApi.close();
    getVersionString.close();
  }
});

Deno.test("the library is found on every platform for which onnxruntime-node has one", async () => {
  for (
    const [platform, arch] of [
      ["linux", "x64"],
      ["linux", "arm64"],
      ["darwin", "arm64"],
      ["win32", "x64"],
      ["win32", "arm64"],
    ]
  ) {
    const { isFile, size } = await Deno.stat(libraryPath(platform, arch));
    assert.ok(isFile && size > 10e6, `${platform} ${arch}`);
  }
});

const LOAD = `
  const { nativeRuntime } = await import("${new URL("./mod.ts", import.meta.url).href}");
  try {
    console.log(nativeRuntime().version);
  } catch (error) {
    console.log(String(error));
  }`;
const ENOUGH = ["--allow-ffi", "--allow-env=ORT_DISABLE_TELEMETRY"];

/** Runs a program in a process of its own, and returns what it prints. */
async function run(program: string, permissions = ENOUGH, env = {}): Promise<string> {
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--config", config, ...permissions, "-"],
    env,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(program));
  await writer.close();
  const { stdout } = await child.output();
  return new TextDecoder().decode(stdout).trimEnd();
}

Deno.test("loading needs two permissions, and says so", async () => {
  assert.match(await run(LOAD), /^1\.\d+\.\d+$/);
  for (const without of ENOUGH) {
    assert.equal(
      await run(LOAD, ["--allow-read", ...ENOUGH.filter((permission) => permission !== without)]),
      `RangeError: ONNX Runtime is a native library: run Deno with ${ENOUGH.join(" ")}`,
    );
  }
});

Deno.test("where the package has no library, one line says so", async () => {
  const elsewhere = `import process from "node:process";
    Object.defineProperty(process, "arch", { value: "riscv64" });`;
  assert.match(
    await run(elsewhere + LOAD),
    /^RangeError: onnxruntime-node does not load on \w+ riscv64: use the device wasm \(.*\)$/,
  );
});

Deno.test("ONNX Runtime writes nothing about this machine and its sessions", async () => {
  const home = await Deno.makeTempDir();
  // If the environment says that this is a test, ONNX Runtime is silent by itself.
  const env = { HOME: home, XDG_CACHE_HOME: home, DENO_DIR: await denoFolder(), CI: "" };
  assert.match(await run(LOAD, ENOUGH, env), /^1\./);
  assert.deepEqual([...Deno.readDirSync(home)], []);
  await Deno.remove(home, { recursive: true });
});

Deno.test("sessions of two threads work beside onnxruntime-node's binding", async () => {
  const program = `
    import * as ort from "onnxruntime-node";
    import { nativeRuntime, NEGATION } from "${new URL("./mod.ts", import.meta.url).href}";
    const x = { type: "float32", shape: [1], data: Float32Array.of(3) };
    const compute = () => {
      const session = nativeRuntime().open(NEGATION, { threads: 2 });
      session.bind({ x }, { y: x }).run();
      session.close();
    };
    if (ORDER === "first") compute();
    const session = await ort.InferenceSession.create(Uint8Array.fromBase64(NEGATION.toBase64()));
    const { y } = await session.run({ x: new ort.Tensor("float32", x.data, [1]) });
    x.data.set(y.data);
    if (ORDER === "last") compute();
    console.log(x.data[0]);`;
  for (const order of ["first", "last"]) {
    assert.equal(await run(program.replaceAll("ORDER", `"${order}"`), ["-A"]), "3");
  }
});

/** Returns the folder in which Deno keeps packages. */
async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
