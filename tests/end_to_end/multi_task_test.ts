import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { randomStreams } from "../../engine/mod.ts";
import type { RunRecord, RunSpec } from "../../records/record.ts";
import { bench, benchJson, type Document, ended, inFolder, records, start } from "./bench.ts";

const SOURCE = "p=1:n=200";
const TASKS = [`${SOURCE}:a`, `${SOURCE}:b`];

/** Two tasks on 200 rows, two epochs, one seed. */
const small = [
  ...["correlated_tasks", "--tasks", SOURCE, "--seeds", "1"],
  ...["--protocol", "epochs=2", "--methods"],
];

const methodsIn = ({ suites: [{ cells }] }: Document) => [
  ...new Set(cells.map(({ method }) => method)),
];

/** Reads the specs of the runs in a results folder, in the order of execution for one seed. */
async function specsIn(results: string): Promise<RunSpec[]> {
  const made = [...(await records(results)).values()];
  assert.ok(made.every(({ status }) => status === "ok"));
  return made.map(({ spec }) => spec);
}

Deno.test("bench learns tasks separately and jointly, and prints a cell for each task and their mean", () =>
  inFolder(async (results) => {
    const document = await benchJson([...small, "single_task,hard_sharing", "--results", results]);
    assert.deepEqual(document.suites.map(({ name }) => name), ["correlated_tasks"]);
    const [{ cells }] = document.suites;
    const made = [...(await records(results)).values()];
    assert.equal(made.length, 2);
    for (const { spec, metrics, curve, seconds } of made) {
      assert.deepEqual(Object.keys(metrics), TASKS);
      assert.equal(curve.length, 1);
      assert.ok(seconds.train > 0);
      for (const selection of ["last", "validation"] as const) {
        const values = TASKS.map((task) => metrics[task][selection]!.rmse);
        const cellOf = (problem: string) =>
          cells.find((cell) =>
            cell.method === spec.method.name && cell.problem === problem &&
            cell.selection === selection
          )!;
        for (const [i, task] of TASKS.entries()) {
          assert.deepEqual([cellOf(task).metric, cellOf(task).mean], ["rmse", values[i]]);
        }
        const mean = (values[0] + values[1]) / 2;
        assert.ok(Math.abs(cellOf("mean").mean! - mean) < 1e-12);
        assert.deepEqual([cellOf("mean").n, cellOf("mean").status], [1, "ok"]);
      }
      // The stored predictions of test rows reproduce the metric.
      const { tasks } = JSON.parse(
        await Deno.readTextFile(`${results}/runs/${made[0].id}.predictions.json`),
      );
      for (const task of TASKS) {
        const { labels, predicted } = tasks[task];
        const squares = labels.map((y: number, i: number) => (y - predicted.last[i]) ** 2);
        const rmse = Math.sqrt(
          squares.reduce((a: number, b: number) => a + b) / squares.length,
        );
        assert.ok(Math.abs(rmse - made[0].metrics[task].last!.rmse) < 1e-5);
      }
    }
    const [alone, together] = ["single_task", "hard_sharing"].map((name) =>
      made.find(({ spec }) => spec.method.name === name)!
    );
    assert.ok(alone.curve.every(({ affinity }) => affinity === undefined));
    const { affinity } = together.curve[0];
    const [one, other] = TASKS;
    assert.deepEqual(Object.keys(affinity!), [one]);
    assert.deepEqual(Object.keys(affinity![one]), [other]);
    assert.ok(Math.abs(affinity![one][other]) <= 1 + 1e-6);
    assert.match(await Deno.readTextFile(`${results}/report.md`), /correlated_tasks/);
  }));

Deno.test("bench crosses sharing with weightings, gradient rules and fine-tuning, and makes no run twice", () =>
  inFolder(async (results) => {
    const grid = [
      ...[...small, "single_task,hard_sharing,l2_soft_sharing"],
      ...["--weightings", "equal,uncertainty", "--rules", "sum,pcgrad,mgda@representation"],
      ...["--fine-tune", "1", "--results", results],
    ];
    const first = await benchJson(grid);
    const specs = await specsIn(results);
    const names = specs.map(({ method: { name, weighting, rule, fineTuning } }) =>
      [name, weighting!.name, `${rule!.name}@${rule!.over}`, fineTuning].join(" ")
    );
    assert.deepEqual(
      names.sort(),
      [
        "single_task equal sum@parameters 0",
        ...["equal", "uncertainty"].flatMap((weighting) =>
          [0, 1].flatMap((tuning) => [
            // It shares no parameters, so rules do not apply.
            `l2_soft_sharing ${weighting} sum@parameters ${tuning}`,
            ...["sum@parameters", "pcgrad@parameters", "mgda@representation"]
              .map((rule) => `hard_sharing ${weighting} ${rule} ${tuning}`),
          ])
        ),
      ].sort(),
    );
    assert.equal(methodsIn(first).length, 17);
    const again = await bench([...grid, "--json"]);
    assert.equal(again.code, 0, again.stderr);
    assert.doesNotMatch(again.stderr, /Made/);
    assert.deepEqual(JSON.parse(again.stdout), first);

    // The runs of a part of the grid are recorded already.
    const part = await bench([...small, "hard_sharing", "--results", results, "--dry-run"]);
    assert.match(part.stdout, /1 runs, 1 recorded, 0 to make/);
    const more = await bench([
      ...[...small, "hard_sharing", "--weightings", "dwa", "--param", "dwa.temperature=1,2"],
      ...["--results", results, "--dry-run"],
    ]);
    assert.match(more.stdout, /2 runs, 0 recorded, 2 to make/);
  }));

Deno.test("bench --encoder runs another encoder, with its defaults or given values", () =>
  inFolder(async (results) => {
    await benchJson([...small, "hard_sharing", "--encoder", "mlp:width=4", "--results", results]);
    await benchJson([
      ...["moons", "--quick", "--methods", "source_only", "--encoder", "mlp:depth=2,width=3"],
      ...["--results", results],
    ]);
    const encoders = [...(await records(results)).values()]
      .map(({ spec }) => spec.protocol.encoder.values);
    const sorted = encoders.sort((a, b) => Number(a.depth) - Number(b.depth));
    assert.deepEqual(sorted, [
      { depth: 1, width: 4, activation: "relu", initializer: "fan_in" },
      { depth: 2, width: 3, activation: "relu", initializer: "fan_in" },
    ]);
  }));

Deno.test("bench --list and --help name weightings, gradient rules and the suites of tasks", async () => {
  const names = ["correlated_tasks", "hard_sharing", "uncertainty", "pcgrad", "bilstm_tagger"];
  for (const option of ["--list", "--help"]) {
    const { code, stdout } = await bench([option]);
    assert.equal(code, 0);
    for (const name of names) assert.ok(stdout.includes(name), `${option} names ${name}`);
  }
  const { stdout } = await bench(["--list", "--json"]);
  const { weightings, gradientRules } = JSON.parse(stdout);
  assert.ok(weightings.dwa.params.temperature && gradientRules.cagrad.params.c);
});

/** Makes distinct lines of reviews whose words are good or bad by class. */
function reviews(source: string, split: string, count: number): string {
  const random = randomStreams(0)(`${source}/${split}`);
  const lines = Array.from({ length: count }, (_, row) => {
    const label = row % 2;
    const words = Array.from({ length: 8 }, (_, i) => {
      const draw = Math.floor(random.uniform(0, 5));
      return i % 2 ? `${label ? "good" : "bad"}${draw}` : `word${draw}`;
    });
    const text = [...words, `${source}-${split}-${row}`].join(" ");
    return split === "unlabel" ? text : `${label}\t${text}`;
  });
  return `${lines.join("\n")}\n`;
}

async function writeReviews(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/fudan-reviews`);
  // 200 of the training rows are for validation.
  for (const [split, count] of [["train", 240], ["test", 60], ["unlabel", 20]] as const) {
    for (const source of ["books", "dvd"]) {
      const path = `${folder}/fudan-reviews/${source}.task.${split}`;
      await Deno.writeTextFile(path, reviews(source, split, count));
    }
  }
}

/** Arguments of a run on two review tasks with the mean of word vectors as encoder. */
const reviewing = (folder: string, encoder = "bag_of_embeddings") => [
  ...["fudan_reviews", "--methods", "hard_sharing", "--seeds", "1", "--accept-modified-data"],
  ...["--encoder", encoder, "--data", folder],
  ...["--protocol", "epochs=100,batch=20,checkpointEvery=50", "--results", `${folder}/results`],
];

Deno.test("bench runs the tasks whose data is found, and starts from given word vectors", () =>
  inFolder(async (folder) => {
    await writeReviews(folder);
    const { code, stdout, stderr } = await bench([
      ...reviewing(folder, "bag_of_embeddings:embedding=8"),
      "--json",
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^fudan_reviews leaves out electronics, kitchen, [^\n]*data fetch/m);
    assert.match(stderr, /^fudan_reviews reads a modified books\.task\.train/m);
    const problems = JSON.parse(stdout).suites[0].cells.map((cell: { problem: string }) =>
      cell.problem
    );
    assert.deepEqual([...new Set(problems)], ["books", "dvd", "mean"]);

    const words = ["good", "bad"].flatMap((word, i) =>
      [0, 1, 2, 3, 4].map((n) => `${word}${n} ${Array(6).fill(i ? -2 : 2).join(" ")}`)
    );
    const vectors = `${folder}/vectors.txt`;
    await Deno.writeTextFile(vectors, `${words.join("\n")}\n`);
    const withVectors = [...reviewing(folder), "--embeddings", vectors];
    await benchJson(withVectors);
    const made = [...(await records(`${folder}/results`)).values()];
    assert.equal(made.length, 2);
    const sha256 = createHash("sha256").update(await Deno.readFile(vectors)).digest("hex");
    const [plain, started] = [undefined, sha256].map((vectors) =>
      made.find(({ spec }) => spec.protocol.vectors === vectors)!
    );
    // Vectors that separate good from bad are a better start than random ones.
    const errorsOf = ({ curve: [{ tasks }] }: RunRecord) =>
      Object.values(tasks!).map(({ test }) => test);
    assert.ok(errorsOf(started).every((error) => error < 0.05), `${errorsOf(started)}`);
    assert.ok(errorsOf(plain).every((error) => error > 0.15), `${errorsOf(plain)}`);
    assert.deepEqual(Object.keys(started.metrics), ["books", "dvd"]);
    // good0 to bad4 have vectors, word0 to word4 have none.
    assert.deepEqual([started.vectors, plain.vectors], [{ found: 10, of: 15 }, undefined]);
    const report = await Deno.readTextFile(`${folder}/results/report.md`);
    assert.ok(report.includes(`word vectors ${sha256}, of 66.7 % of the words;`), report);

    // Another file makes another run, the same file does not.
    const { stdout: known } = await bench([...withVectors, "--dry-run"]);
    assert.match(known, /1 runs, 1 recorded, 0 to make/);
    await Deno.writeTextFile(vectors, `${words.reverse().join("\n")}\n`);
    const { stdout: other } = await bench([...withVectors, "--dry-run"]);
    assert.match(other, /1 runs, 0 recorded, 1 to make/);
  }));

Deno.test("bench names an unreadable file of word vectors, and the line of a damaged one", () =>
  inFolder(async (folder) => {
    await writeReviews(folder);
    const args = [...reviewing(folder), "--embeddings", `${folder}/none.txt`];
    const missing = await bench(args);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /^error: [^\n]*none\.txt'[^\n]*\n$/);
    for (
      const [text, message] of [
        ["good0 1 2\nbad0 1 x\n", /none\.txt, line 2: .*'x'\n$/],
        ["GOOD0 1 2\nBAD0 1 2\n", /none of the 15 words of fudan_reviews reviews has a vector/],
      ] as const
    ) {
      await Deno.writeTextFile(`${folder}/none.txt`, text);
      const damaged = await bench(args);
      assert.equal(damaged.code, 2);
      assert.match(damaged.stderr, /^error: [^\n]*\n$/m);
      assert.match(damaged.stderr, message);
      await assert.rejects(Deno.stat(`${folder}/results/runs`), Deno.errors.NotFound);
    }
  }));

Deno.test("bench explains how to get the missing data of tasks", () =>
  inFolder(async (folder) => {
    const args = ["--data", folder, "--results", `${folder}/results`];
    const some = await bench(["fudan_reviews", "--tasks", "books,mr", ...args], {
      GRAFT_DATA: folder,
    });
    assert.equal(some.code, 1);
    assert.match(
      some.stderr,
      /^error: Cannot run fudan_reviews: books, mr not found in [^\n]*data fetch fudan_reviews[^\n]*\n$/,
    );
  }));

Deno.test("peer compares our means of tasks with the other program's, in the metric's own unit", () =>
  inFolder(async (folder) => {
    const results = `${folder}/results`;
    const { suites: [{ cells }] } = await benchJson([
      ...[...small, "hard_sharing", "--results", results],
    ]);
    const ours = TASKS.map((task) =>
      cells.find(({ problem, selection }) => problem === task && selection === "last")!.mean!
    );
    const lines = TASKS.map((problem) =>
      JSON.stringify({ method: "hard_sharing", problem, seed: 5, rmse: 1 })
    );
    await Deno.writeTextFile(`${folder}/peer.jsonl`, `${lines.join("\n")}\n`);
    const { code, stdout, stderr } = await ended(
      start("peer", [
        ...["correlated_tasks", "--peer", `${folder}/peer.jsonl`, "--results", results],
        ...["--protocol", "epochs=2"],
      ]),
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /: RMSE, selection last, /);
    const row = stdout.split("\n").find((line) => line.startsWith("| hard_sharing"))!;
    for (const mean of [...ours, (ours[0] + ours[1]) / 2]) {
      const difference = `${mean < 1 ? "−" : "+"}${Math.abs(mean - 1).toFixed(3)}`;
      assert.ok(row.includes(`${mean.toFixed(3)} / 1.000 (${difference})`), `${row}, ${mean}`);
    }
  }));
