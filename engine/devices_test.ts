import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { devices, openDevice, tryDevice } from "./devices.ts";
import { openEager } from "./devices/_eager.ts";
import type { Device, Feed } from "./executor.ts";
import type { Program } from "./program.ts";
import { randomStreams } from "./random.ts";
import * as tf from "./tf.ts";

const tensorflow = { "@tensorflow/tfjs": "4.22.0" };
const compiled = { ...tensorflow, "onnxruntime-node": "1.30.0" };

Deno.test("openDevice opens wasm and the reference on their backends of TensorFlow.js", async () => {
  for (const [name, backend] of [["wasm", "wasm"], ["reference", "cpu"]]) {
    const { device } = await openDevice(name);
    assert.deepEqual(device, { name, threads: 1, versions: tensorflow });
    assert.equal(tf.getBackend(), backend);
  }
});

Deno.test("openDevice opens cpu with one thread by default, or the given number", async () => {
  const { device } = await openDevice("cpu");
  assert.deepEqual(device, { name: "cpu", threads: 1, versions: compiled });
  assert.equal((await openDevice("cpu", { threads: 2 })).device.threads, 2);
});

Deno.test("openDevice keeps TensorFlow.js's backend when it opens cpu", async () => {
  await openDevice("wasm");
  await openDevice("cpu");
  assert.equal(tf.getBackend(), "wasm");
});

for (const name of ["cuda", "webgpu", "tensorflow"] as const) {
  Deno.test(`openDevice opens ${name}, or reports in one line why it cannot`, async () => {
    const before = tf.getBackend();
    const tried = await tryDevice(name, { threads: 1 });
    if ("executor" in tried) {
      assert.equal(tried.executor.device.name, name);
      return;
    }
    assert.match(tried.problem, /^\S.*\S$/);
    assert.equal(tf.getBackend(), before);
    await assert.rejects(openDevice(name), {
      name: "Error",
      message: `Cannot open device '${name}': ${tried.problem}`,
    });
  });
}

const cudaLibrary = new URL(
  "../bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so",
  import.meta.resolve("onnxruntime-node"),
);

Deno.test({
  name: "openDevice names the command that installs cuda, if it exists and is needed",
  ignore: Deno.build.target !== "x86_64-unknown-linux-gnu" || existsSync(cudaLibrary),
  fn: async () => {
    await assert.rejects(openDevice("cuda"), {
      message:
        "Cannot open device 'cuda': the CUDA provider of onnxruntime-node is not installed: " +
        "deno run -A npm:onnxruntime-node@1.30.0/script/install.js --onnxruntime-node-install",
    });
  },
});

Deno.test("openDevice opens as auto the first device that works, except software GPUs", async () => {
  const { device } = await openDevice("auto");
  const working: Device[] = [];
  for (const name of ["cuda", "webgpu", "cpu"] as const) {
    const tried = await tryDevice(name, { threads: 1 });
    if ("executor" in tried) working.push(tried.executor.device);
  }
  assert.deepEqual(device, working.find(({ adapter }) => !adapter?.endsWith("software")));
});

/** Opens devices in a process of its own, and returns the name of each or why it does not work here. */
async function opened(
  names: readonly string[],
  { flags = [], before = "" }: { flags?: readonly string[]; before?: string } = {},
): Promise<string[]> {
  const engine = import.meta.resolve("./mod.ts");
  const program = `
    import { tryDevice } from ${JSON.stringify(engine)};
    ${before}
    for (const name of ${JSON.stringify(names)}) {
      const tried = await tryDevice(name, { threads: 1 });
      console.log("executor" in tried ? tried.executor.device.name : tried.problem);
    }`;
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "-A",
      "--config",
      "deno.json",
      ...flags,
      `data:text/typescript,${encodeURIComponent(program)}`,
    ],
    cwd: new URL("../", import.meta.url),
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trimEnd().split("\n");
}

Deno.test("without the permission to load native code cpu says so, and auto goes on to wasm", async () => {
  const [problem, automatic] = await opened(["cpu", "auto"], { flags: ["--deny-ffi"] });
  assert.match(problem, /^ONNX Runtime is a native library: run Deno with --allow-ffi/);
  assert.equal(automatic, "wasm");
});

Deno.test("where ONNX Runtime's library does not load cpu says so, and auto goes on to wasm", async () => {
  const before = `
    Deno.dlopen = () => {
      throw new Error("libonnxruntime.so.1: cannot open shared object file");
    };`;
  const [problem, automatic] = await opened(["cpu", "auto"], { before });
  assert.match(
    problem,
    /^onnxruntime-node does not load on .*: use the device wasm \(.*cannot open shared object file\)$/,
  );
  assert.equal(automatic, "wasm");
});

Deno.test({
  name: "cpu loads ONNX Runtime's library without its binding, also as auto",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const before = `
      addEventListener("unload", () => {
        for (const line of Deno.readTextFileSync("/proc/self/maps").split("\\n")) {
          if (line.includes("onnxruntime")) console.log(line.split("/").at(-1));
        }
      });`;
    for (const name of ["cpu", "auto"]) {
      const [device, ...libraries] = await opened([name], { before });
      // A GPU needs the binding.
      if (device !== "cpu") continue;
      assert.deepEqual([...new Set(libraries)], ["libonnxruntime.so.1"]);
    }
  },
});

Deno.test("openDevice rejects an unknown device and lists the known ones", async () => {
  for (const name of ["gpu", "", "toString"]) {
    await assert.rejects(openDevice(name), {
      name: "RangeError",
      message: `Cannot open device '${name}': the devices are ` +
        "auto, cpu, cuda, webgpu, tensorflow, wasm, reference",
    });
  }
});

Deno.test("openDevice rejects an invalid number of threads, or one that the device does not support", async () => {
  for (const threads of [0, -1, 1.5, NaN]) {
    await assert.rejects(openDevice("cpu", { threads }), {
      name: "RangeError",
      message: "Cannot open device 'cpu': threads must be an integer from 1, " +
        `current value is ${threads}`,
    });
  }
  for (const name of ["wasm", "reference"]) {
    await assert.rejects(openDevice(name, { threads: 2 }), {
      message: `Cannot open device '${name}': threads must be 1, current value is 2`,
    });
  }
});

Deno.test("opening a device leaves no tensors", async () => {
  for (const name of ["cpu", "wasm", "reference"]) {
    await openDevice(name);
    const before = tf.memory();
    await openDevice(name);
    assert.equal(tf.memory().numTensors, before.numTensors, name);
    assert.equal(tf.memory().numDataBuffers, before.numDataBuffers, name);
  }
});

Deno.test("openDevice passes compiled graphs to onGraph, except that of its own trial", async () => {
  const kinds: string[] = [];
  const { start } = await openDevice("cpu", {
    onGraph: ({ kind, content }) => {
      // The first field of an ONNX file is its format version.
      assert.equal(content[0], 0x08);
      kinds.push(kind);
    },
  });
  assert.deepEqual(kinds, []);
  const execution = await start(counter, randomStreams(0), {});
  const feed: Feed = { rows: {}, scalars: {} };
  await execution.train([feed, feed]);
  await execution.train([feed]);
  assert.deepEqual(kinds, ["training"]);
  await execution.predict({ shape: [3, 1], data: new Float32Array(3) });
  assert.deepEqual(kinds, ["training", "prediction"]);
  // Another execution is compiled again.
  await (await start(counter, randomStreams(1), {})).prepare(feed);
  assert.deepEqual(kinds, ["training", "prediction", "training"]);
});

Deno.test("openDevice rejects onGraph on devices that do not compile", async () => {
  await openDevice("wasm");
  for (const name of ["wasm", "reference", "tensorflow"]) {
    await assert.rejects(openDevice(name, { onGraph: () => {} }), {
      message:
        `Cannot open device '${name}': it runs operation by operation, and compiles no graph`,
    });
    assert.equal(tf.getBackend(), "wasm");
  }
});

const counter: Program = {
  init: () => ({ count: tf.scalar(0) }),
  step(state) {
    const count = tf.add(state.count as tf.Scalar, 1) as tf.Scalar;
    return [{ count }, { loss: count }];
  },
  predict: (_state, x) => tf.clone(x),
};

Deno.test("an executor on TensorFlow.js reports the backend that replaced its own", async () => {
  const feed: Feed = { rows: {}, scalars: {} };
  const wasm = await openDevice("wasm");
  const execution = await wasm.start(counter, randomStreams(0), {});
  await openDevice("reference");
  await assert.rejects(execution.train([feed]), {
    message: "Cannot run on wasm: TensorFlow.js's current backend is cpu; open wasm again",
  });
  await openDevice("wasm");
  assert.deepEqual(await execution.train([feed]), [{ loss: 1 }]);
  execution.dispose();
});

Deno.test("a device that fails to open restores TensorFlow.js's backend", async () => {
  await openDevice("wasm");
  tf.registerBackend("broken", () => {
    throw new Error("no such processor");
  });
  try {
    await assert.rejects(openEager({ name: "broken", threads: 1, versions: {} }, "broken"), {
      message: "TensorFlow.js's backend 'broken' does not start",
    });
    assert.equal(tf.getBackend(), "wasm");
  } finally {
    tf.removeBackend("broken");
  }
});

Deno.test("devices has a description of each device", () => {
  for (const { description } of Object.values(devices)) assert.ok(description.length > 0);
});
