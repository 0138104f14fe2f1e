import assert from "node:assert/strict";
import { workloads } from "../../tasks/_workloads/mod.ts";
import { type Ended, ended, inFolder, start } from "./bench.ts";

const measure = (...args: string[]): Promise<Ended> => ended(start("measure", args));

const quick = ["mlp", "--steps", "1", "--repeats", "1"];

/** Writes a program and returns the command line that runs it. */
async function writePeer(folder: string, source: string): Promise<string> {
  const path = `${folder}/a peer.ts`;
  await Deno.writeTextFile(path, source);
  return `"${Deno.execPath()}" run --quiet '${path}' --threads 7`;
}

Deno.test("measure prints a line of JSON for a workload", async () => {
  const { code, stdout, stderr } = await measure(...quick, "--json");
  assert.equal(code, 0, stderr);
  const [line, end] = stdout.split("\n");
  assert.equal(end, "");
  const row = JSON.parse(line);
  assert.deepEqual([row.workload, row.steps, row.repeats, row.device, row.threads], [
    "mlp",
    1,
    1,
    "cpu",
    1,
  ]);
  assert.match(row.engine, /^graft [\d.]+\/onnxruntime-node [\d.]+$/);
  assert.equal(row.min_ms, row.ms_per_step);
  for (const measured of ["ms_per_step", "ms_per_single_step", "compile_ms", "gemm_gflops"]) {
    assert.ok(row[measured] > 0, `${measured}: ${row[measured]}`);
  }
  // 2 · 64 · (2 · 5000 · 100 + 3 · 100 · 2) operations.
  assert.ok(Math.abs(row.floor_ms * row.gemm_gflops / 128.0768 - 1) < 0.01);
  assert.ok(Math.abs(row.floor_fraction - row.floor_ms / row.ms_per_step) < 0.002);
  // The weights and their momentum take 4 MB, Deno itself about 40.
  assert.ok(row.peak_memory_mb > 40 && row.peak_memory_mb < 4000, `${row.peak_memory_mb} MB`);
  assert.ok(!("ratio" in row));
});

Deno.test("measure times a peer's steps and ours in turn", () =>
  inFolder(async (folder) => {
    const peer = await writePeer(
      folder,
      `console.log("loading");
       console.log(JSON.stringify({ workload: "cnn", ms_per_step: 1 }));
       console.log(JSON.stringify({
         workload: "mlp", ms_per_step: 2.5, threads: 7, engine: Deno.args.join(" "),
       }));`,
    );
    const { code, stdout, stderr } = await measure(
      ...["mlp", "--steps", "1", "--repeats", "2", "--peer", peer],
    );
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^graft .* beside --threads 7 mlp --steps 1, cpu, threads: 1; medians of 2 × 1 steps/,
    );
    const [, ours, theirs, ratio] = /\| mlp +\| +([\d.]+) \| +([\d.]+) \| +([\d.]+) \|/.exec(
      stdout,
    )!;
    assert.equal(theirs, "2.50");
    assert.ok(Math.abs(Number(ratio) - Number(ours) / 2.5) < 0.011, stdout);
    assert.match(stderr, /^mlp 1\/2: [\d.]+ ms, the peer 2\.50 ms\nmlp 2\/2: /m);
    assert.match(stderr, /the peer has used 7 threads, not 1/);
  }));

const failing: [what: string, source: string, message: RegExp][] = [
  [
    "fails",
    `console.error("out of luck\\nno such module"); Deno.exit(3)`,
    /code 3: no such module$/,
  ],
  [
    "prints no time",
    `console.log('null\\n{"workload": "mlp"}')`,
    /"workload": "mlp", "ms_per_step"/,
  ],
];

for (const [what, source, message] of failing) {
  Deno.test(`measure reports in one line that the peer ${what}`, () =>
    inFolder(async (folder) => {
      const peer = await writePeer(folder, source);
      const { code, stdout, stderr } = await measure(...quick, "--peer", peer);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      const last = stderr.trim().split("\n").at(-1)!;
      assert.match(last, /^error: /);
      assert.match(last, message);
    }));
}

Deno.test("measure reports that the peer does not start", async () => {
  const { code, stderr } = await measure(...quick, "--peer", "./no-such-peer");
  assert.equal(code, 1);
  assert.match(stderr, /^error: Cannot start the peer: [^\n]+\n$/m);
});

const refused: [what: string, args: string[], message: RegExp][] = [
  [
    "an unknown workload",
    ["mpl"],
    /workload 'mpl': there are mlp, cnn, textcnn, lstm, transformer, depthwise$/,
  ],
  ["an unknown device", ["mlp", "--device", "abacus"], /device 'abacus': there are .*cpu/],
  ["no steps", ["mlp", "--steps", "0"], /--steps: .*'0'$/],
  ["a peer of no words", ["mlp", "--peer", " "], /--peer: it names no command$/],
  ["an unknown option", ["--step", "1"], /--step.*see --help$/],
];

Deno.test("measure refuses bad usage in one line, before it measures", async () => {
  for (const [what, args, message] of refused) {
    const { code, stdout, stderr } = await measure(...args);
    assert.equal(code, 2, what);
    assert.equal(stdout, "", what);
    assert.match(stderr, /^error: [^\n]+\n$/, what);
    assert.match(stderr.trim(), message, what);
  }
});

Deno.test("measure --help names the workloads, the options and the results", async () => {
  const { code, stdout } = await measure("--help");
  assert.equal(code, 0);
  for (const name of [...Object.keys(workloads), "--threads", "--peer", "floor_fraction"]) {
    assert.ok(stdout.includes(name), name);
  }
});
