import assert from "node:assert/strict";
import { devices } from "../../engine/mod.ts";
import { ended, inFolder, start } from "./bench.ts";
import { backendPackage, install } from "./packages.ts";

/** A device in the output of `deno task doctor --json`. */
interface Diagnosis {
  readonly name: string;
  readonly ready: boolean;
  readonly device?: { readonly name: string; readonly versions: Record<string, string> };
  readonly problem?: string;
}

const names = Object.keys(devices).filter((name) => name !== "auto");

Deno.test("doctor has a line for every device, and one for auto", async () => {
  const { code, stdout, stderr } = await ended(start("doctor", []));
  assert.equal(code, 0, stderr);
  const [machine, blank, ...lines] = stdout.trimEnd().split("\n");
  assert.match(machine, /^graft \S+, deno \S+, .*cores: \d+$/);
  assert.equal(blank, "");
  assert.deepEqual(lines.slice(0, -2).map((line) => line.split(" ")[0]), names);
  for (const line of lines.slice(0, -2)) assert.match(line, /^\S+ +(ready|not available)  +\S/);
  assert.match(lines[0], /^cpu +ready +1 thread, .*onnxruntime-node \d/);
  assert.match(lines.at(-1)!, /^'auto', the default, is \S+$/);
});

Deno.test("doctor --json prints the same as one document", async () => {
  const { code, stdout } = await ended(start("doctor", ["--json"]));
  assert.equal(code, 0);
  const { machine, devices: diagnoses, auto } = JSON.parse(stdout);
  assert.ok(machine.cores >= 1);
  assert.deepEqual(diagnoses.map(({ name }: Diagnosis) => name), names);
  for (const { name, ready, device, problem } of diagnoses as Diagnosis[]) {
    assert.equal(device?.name, ready ? name : undefined);
    assert.equal(typeof problem, ready ? "undefined" : "string");
  }
  assert.ok(diagnoses.some(({ name, ready }: Diagnosis) => ready && name === auto));
});

Deno.test("doctor --help names every device, and other arguments are refused in one line", async () => {
  const { code, stdout } = await ended(start("doctor", ["--help"]));
  assert.equal(code, 0);
  for (const name of Object.keys(devices)) assert.match(stdout, new RegExp(`^  ${name} `, "m"));
  for (const bad of ["--jsn", "cpu"]) {
    const { code, stdout, stderr } = await ended(start("doctor", [bad]));
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, new RegExp(`^error: [^\n]*${bad}[^\n]*\n$`));
  }
});

const works = `
  const { isNullOrUndefined } = require("util");
  const { TF_NUM_INTRAOP_THREADS, TF_NUM_INTEROP_THREADS } = process.env;
  if (!isNullOrUndefined(null)) throw new Error("unprepared");
  if (TF_NUM_INTRAOP_THREADS + TF_NUM_INTEROP_THREADS !== "11") throw new Error("too many threads");
  ${backendPackage("tensorflow")}`;

const tensorflow: [what: string, packages: Record<string, string>, expected: RegExp][] = [
  [
    "runs on tfjs-node if it is installed",
    { "tfjs-node": works },
    /^ready +an NVIDIA GPU, 1 thread, .*@tensorflow\/tfjs-node 4\.0\.0$/,
  ],
  [
    "prefers tfjs-node-gpu",
    { "tfjs-node": works, "tfjs-node-gpu": works },
    /^ready .*@tensorflow\/tfjs-node-gpu 4\.0\.0$/,
  ],
  [
    "names the command that builds a native part",
    { "tfjs-node": `throw new Error("tfjs_binding.node\\ncan not be found")` },
    /^not available +the native part of @tensorflow\/tfjs-node is missing: npm rebuild .*tfjs-node$/,
  ],
  [
    "explains in one line why a package does not load",
    { "tfjs-node": `throw new Error("libcuda\\n  is missing")` },
    /^not available +libcuda is missing$/,
  ],
  [
    "names the commands that install it",
    {},
    /^not available .*: npm install \S+ @tensorflow\/tfjs-node-gpu@4\.22\.0, or npm install .*$/,
  ],
];

for (const [what, packages, expected] of tensorflow) {
  Deno.test(`doctor's tensorflow ${what}`, async () => {
    const lines = await linesWith(packages);
    assert.match(lines.tensorflow, expected);
    // The other devices are tested after it nevertheless.
    assert.match(lines.wasm, /^ready/);
  });
}

Deno.test("doctor's webgpu runs on a software adapter, which auto skips", async () => {
  const lines = await linesWith({ "tfjs-backend-webgpu": backendPackage("webgpu") });
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) {
    assert.match(lines.webgpu, /^not available +WebGPU finds no adapter here$/);
  } else if (adapter.info.isFallbackAdapter) {
    assert.match(lines.webgpu, /^ready .*, software, 1 thread, .*tfjs-backend-webgpu 4\.0\.0$/);
    assert.doesNotMatch(lines["'auto',"], /webgpu/);
  } else {
    assert.match(lines.webgpu, /^ready /);
  }
});

/** Returns doctor's lines with these packages installed, by first word. */
async function linesWith(packages: Record<string, string>): Promise<Record<string, string>> {
  const lines: Record<string, string> = {};
  await inFolder(async (folder) => {
    await install(folder, packages);
    const { code, stdout, stderr } = await ended(start("doctor", [], {}, folder));
    assert.equal(code, 0, stderr);
    for (const [, first, rest] of stdout.matchAll(/^(\S+) +(.*)$/gm)) lines[first] = rest;
  });
  return lines;
}
