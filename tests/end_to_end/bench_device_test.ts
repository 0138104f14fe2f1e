import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { InferenceSession } from "onnxruntime-node";
import { bench, benchJson, ended, inFolder, least, records, start, timeless } from "./bench.ts";
import { backendPackage, install } from "./packages.ts";

// The devices of a bench and its compiled graphs.

Deno.test("bench records the device, its threads and its versions", () =>
  inFolder(async (results) => {
    await benchJson([...least, "--results", results, "--device", "cpu", "--threads", "2"]);
    const [{ environment }] = (await records(results)).values();
    assert.deepEqual([environment.device, environment.threads], ["cpu", 2]);
    assert.ok(!("adapter" in environment));
    const packages = ["graft", "deno", "@tensorflow/tfjs", "onnxruntime-node"];
    assert.deepEqual(Object.keys(environment.versions), packages);
  }));

Deno.test("bench runs by default on the device that doctor calls auto, with one thread, and records it", () =>
  inFolder(async (results) => {
    const { stdout } = await ended(start("doctor", ["--json"]));
    const { auto, devices } = JSON.parse(stdout);
    await benchJson([...least, "--results", results]);
    const [{ environment: { device, threads } }] = (await records(results)).values();
    assert.deepEqual([device, threads], [auto, 1]);
    const gpu = devices.some(({ name, ready }: { name: string; ready: boolean }) =>
      ready && (name === "cuda" || name === "webgpu")
    );
    if (!gpu) assert.equal(device, "cpu");
  }));

Deno.test("bench records the adapter of a GPU", () =>
  inFolder(async (folder) => {
    await install(folder, { "tfjs-node": backendPackage("tensorflow") });
    const args = [...least, "--device", "tensorflow", "--results", `${folder}/results`];
    const { code, stderr } = await bench(args, {}, folder);
    assert.equal(code, 0, stderr);
    const [{ environment }] = (await records(`${folder}/results`)).values();
    assert.deepEqual([environment.device, environment.adapter], ["tensorflow", "an NVIDIA GPU"]);
  }));

Deno.test("bench --dump-graph writes the compiled graphs of the runs, and changes nothing else", () =>
  inFolder(async (folder) => {
    const [plain, dumped] = [`${folder}/plain`, `${folder}/dumped`];
    const graphs = `${folder}/new/graphs`;
    const runs = [
      ...["moons", "--quick", "--methods", "source_only,dann", "--seeds", "2"],
      ...["--device", "cpu"],
    ];
    const { suites } = await benchJson([...runs, "--results", plain]);
    const again = await benchJson([...runs, "--results", dumped, "--dump-graph", graphs]);
    assert.deepEqual(again.suites, suites);
    const before = await records(plain);
    for (const [id, record] of await records(dumped)) {
      assert.deepEqual(timeless(record), timeless(before.get(id)!));
    }

    const inputs: Record<string, (readonly string[])[]> = {};
    for await (const { name } of Deno.readDir(graphs)) {
      const [, run, hash] = /^moons_(\w+)_([0-9a-f]{8})\.onnx$/.exec(name)!;
      const content = await Deno.readFile(`${graphs}/${name}`);
      assert.equal(createHash("sha256").update(content).digest("hex").slice(0, 8), hash);
      const { inputNames } = await InferenceSession.create(content);
      inputs[run] = [...inputs[run] ?? [], inputNames];
    }
    // One graph predicts logits, one features; test rows, validation rows and seeds differ only in numbers.
    for (const method of ["source_only", "dann"]) {
      const [training, ...others] = inputs[`${method}_training`];
      assert.deepEqual(others, []);
      assert.ok(training.includes("batch/source/y"));
      assert.equal(training.includes("batch/target/x"), method === "dann");
      const predictions = inputs[`${method}_prediction`];
      assert.equal(predictions.length, 2);
      for (const prediction of predictions) assert.ok(prediction.includes("x"));
    }
    assert.equal(Object.keys(inputs).length, 4);

    const none = await bench([...runs, "--results", dumped, "--dump-graph", graphs]);
    assert.equal(none.code, 0);
    assert.match(none.stderr, /^Wrote no graph: '[^\n]*dumped' has all runs[^\n]*\n$/);
  }));

Deno.test("bench --dump-graph explains why it cannot write a graph", () =>
  inFolder(async (folder) => {
    const run = (name: string, graphs: string, device: string) =>
      bench([
        ...[...least, "--results", `${folder}/${name}`],
        ...["--dump-graph", graphs, "--device", device],
      ]);
    const eager = await run("eager", `${folder}/graphs`, "reference");
    assert.equal(eager.code, 1);
    assert.match(eager.stderr, /^error: [^\n]*'reference': [^\n]*compiles no graph\n$/);

    await Deno.writeTextFile(`${folder}/file`, "");
    const file = await run("refused", `${folder}/file`, "cpu");
    assert.equal(file.code, 1);
    assert.match(file.stderr, /^error: Cannot write to '[^\n]*\/file': [^\n]+ --dump-graph\n$/);
  }));

Deno.test("bench refuses a device that cannot be opened in one line", () =>
  inFolder(async (results) => {
    const args = ["--device", "wasm", "--threads", "2", "--results", results];
    const { code, stdout, stderr } = await bench(args);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /^error: Cannot open device 'wasm': [^\n]*current value is 2\n$/);
    assert.equal((await records(results)).size, 0);
  }));
