import assert from "node:assert/strict";
import { fashion } from "../../datasets/_mnist.ts";
import { randomStreams } from "../../engine/mod.ts";
import { idx } from "../idx.ts";
import { bench, benchJson, ended, inFolder, records, start } from "./bench.ts";

const CLASSES = 10;

/** Writes images of ten classes, `each` for training and 10 for testing: a bright bar at a height that depends on the class. */
async function writeSample(folder: string, each = 40): Promise<void> {
  await Deno.mkdir(`${folder}/fashion-mnist`);
  const { trainImages, trainLabels, testImages, testLabels } = fashion.files;
  for (
    const [images, labels, rows] of [
      [trainImages, trainLabels, each * CLASSES],
      [testImages, testLabels, 10 * CLASSES],
    ] as const
  ) {
    const random = randomStreams(0)(images.name);
    const pixels = Uint8Array.from({ length: rows * 784 }, (_, i) => {
      const [row, line] = [Math.floor(i / 784), Math.floor(i / 28) % 28];
      return Math.floor(line / 2.8) === row % CLASSES ? random.uniform(100, 256) : 0;
    });
    const names = Uint8Array.from({ length: rows }, (_, row) => row % CLASSES);
    await Deno.writeFile(`${folder}/fashion-mnist/${images.name}`, idx([rows, 28, 28], pixels));
    await Deno.writeFile(`${folder}/fashion-mnist/${labels.name}`, idx([rows], names));
  }
}

const suite = (folder: string, ...args: string[]) => [
  ...["fashion_halves", "--data", folder, "--accept-modified-data"],
  ...["--results", `${folder}/results`, ...args],
];

Deno.test("bench --dry-run plans fashion_halves' grid: five problems of seven runs for each seed", () =>
  inFolder(async (folder) => {
    await writeSample(folder, 1000);
    const plan = async (...args: string[]): Promise<{ problem: string; seed: number }[]> => {
      const { code, stdout, stderr } = await bench(suite(folder, "--dry-run", "--json", ...args));
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout).runs;
    };
    const all = Map.groupBy(await plan(), ({ problem, seed }) => `${problem}/${seed}`);
    assert.deepEqual(
      [...all.keys()],
      ["A-B 10", "A-B 100", "A-B 1000", "A-B all", "B-B all"].flatMap((problem) =>
        [0, 1, 2, 3, 4].map((seed) => `${problem}/${seed}`)
      ),
    );
    for (const runs of all.values()) assert.equal(runs.length, 1 + 3 + 3);
    const few = await plan("--labels", "5", "--seeds", "1", "--methods", "from_scratch,l2_sp");
    assert.deepEqual(few.map(({ problem }) => problem), Array(4).fill("A-B 5"));
    const { code, stderr } = await bench(suite(folder, "--labels", "5", "--pairs", "B-B"));
    assert.equal(code, 2);
    assert.match(stderr, /^error: Cannot transfer from B to B: [^\n]* all labels alone\n$/);
  }));

Deno.test("bench trains on source and target and reports gains over from_scratch; peer finds the records", () =>
  inFolder(async (folder) => {
    await writeSample(folder);
    const protocol = ["--protocol", "pretraining=2,epochs=4"];
    const args = suite(
      folder,
      ...["--labels", "10,all", "--seeds", "2", "--methods", "from_scratch,fine_tuning"],
      ...["--param", "fine_tuning.depth=2", ...protocol],
    );
    const { suites: [{ cells }] } = await benchJson(args);
    const made = [...(await records(`${folder}/results`)).values()];
    assert.equal(made.length, 3 * 2 * 2);
    for (const { status, curve, metrics, spec, seconds } of made) {
      assert.equal(status, "ok");
      // 180 of 200 rows are for training: two steps per epoch, and the same for ten labels of each class.
      assert.deepEqual(curve.map(({ step }) => step), [2, 4, 6, 8]);
      assert.deepEqual(Object.keys(metrics), [spec.problem.name]);
      assert.ok(seconds.train > 0);
    }
    const cellOf = (method: string, problem: string) =>
      cells.find((cell) =>
        cell.method === method && cell.problem === problem && cell.selection === "last"
      )!;
    for (const method of ["from_scratch", "fine_tuning"]) {
      for (const problem of ["A-B 10", "A-B all", "B-B all"]) {
        const values = made.filter(({ spec }) =>
          spec.method.name === method && spec.problem.name === problem
        ).map(({ metrics }) => metrics[problem].last!.accuracy);
        const { mean, n, status } = cellOf(method, problem);
        assert.ok(Math.abs(mean! - (values[0] + values[1]) / 2) < 1e-12);
        assert.deepEqual([n, status], [2, "ok"]);
      }
    }
    // Without a source, the two problems with all labels are the same.
    assert.equal(cellOf("from_scratch", "A-B all").mean, cellOf("from_scratch", "B-B all").mean);
    const report = await Deno.readTextFile(`${folder}/results/report.md`);
    assert.match(report, /gain over from_scratch/i);
    assert.match(report, /; epochs 4, .*; epochs on the source 2; /);

    const peer = { problem: "A-B 10", seed: 0, accuracy: 0.5 };
    const lines = ["from_scratch", "feature_extraction"]
      .map((method) => JSON.stringify({ method, ...peer }));
    await Deno.writeTextFile(`${folder}/peer.jsonl`, `${lines.join("\n")}\n`);
    const { code, stdout, stderr } = await ended(start("peer", [
      ...["fashion_halves", "--peer", `${folder}/peer.jsonl`, "--results", `${folder}/results`],
      ...protocol,
    ]));
    assert.equal(code, 0, stderr);
    const ours = made.find(({ spec: { method, problem, seed } }) =>
      method.name === "from_scratch" && problem.name === "A-B 10" && seed === 0
    )!.metrics["A-B 10"].last!.accuracy;
    const row = stdout.split("\n").find((line) =>
      line.startsWith("| from_scratch")
    )!;
    assert.ok(row.includes(`${(100 * ours).toFixed(1)} / 50.0 `), row);
    assert.match(stdout, /\| feature_extraction +\| +not run \/ 50\.0/);
  }));
