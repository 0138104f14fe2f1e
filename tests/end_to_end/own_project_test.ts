import assert from "node:assert/strict";
import type { RunRecord } from "../../records/record.ts";
import type { ReportDocument } from "../../reports/exports/json.ts";
import type { ReproducedPaper } from "../../reports/reproduction/reproduction.ts";
import { type Document, ended, inFolder, records, start } from "./bench.ts";
import { inOwnProject, type OwnProject } from "./own_project.ts";

/** Arguments that make few short runs. */
const few = ["--quick", "--seeds", "2", "--jobs", "2"];

const bench = (graft: OwnProject["graft"], ...args: string[]) =>
  graft(
    ...["bench", "./turned_moons.ts", "--use", "./maxout.ts", "--encoder", "maxout:width=15"],
    ...few,
    ...args,
  );

/** The ids of planned runs by method, and the number of those that are to be made. */
async function planOf(graft: OwnProject["graft"], ...args: string[]) {
  const { code, stdout, stderr } = await bench(graft, "--dry-run", "--json", ...args);
  assert.equal(code, 0, stderr);
  const { runs } = JSON.parse(stdout) as {
    runs: { readonly id: string; readonly method: string; readonly due: boolean }[];
  };
  const due = runs.filter(({ due }) => due).map(({ method }) => method);
  return { due, ids: Map.groupBy(runs, ({ method }) => method) };
}

Deno.test("a project of a user's: its suite is benched in two workers, resumed, edited and reported", () =>
  inOwnProject(async ({ folder, graft, edit }) => {
    const { code, stdout, stderr } = await bench(graft, "--json");
    assert.equal(code, 0, stderr);
    const { suites: [suite] }: Document = JSON.parse(stdout);
    assert.equal(suite.name, "turned_moons");
    const made = await records(`${folder}/results`);
    assert.equal(made.size, 16);
    const of = (method: string): RunRecord =>
      [...made.values()].find(({ spec }) => spec.method.name === method)!;
    for (const { status, spec, metrics, error } of made.values()) {
      assert.equal(status, "ok", String(error?.message));
      assert.match(spec.protocol.encoder.code!, /^[0-9a-f]{64}$/);
      assert.deepEqual(Object.keys(spec.code!), ["selections/confidence"]);
      assert.equal(spec.dataset.code, undefined);
      const [task] = Object.values(metrics);
      assert.deepEqual(Object.keys(task), ["last", "confidence", "oracle"]);
    }
    assert.match(of("mean_matching").spec.method.code!, /^[0-9a-f]{64}$/);
    assert.equal(of("mmd").spec.method.code, undefined);

    const before = await planOf(graft);
    assert.deepEqual(before.due, []);
    await edit("mean_matching.ts", "tf.mean(target, 0)", "tf.mean(target, 0, false)");
    const after = await planOf(graft);
    assert.deepEqual(after.due, Array(4).fill("mean_matching"));
    for (const method of ["source_only", "mmd", "target_only"]) {
      assert.deepEqual(after.ids.get(method), before.ids.get(method));
    }

    // From the records alone: without the modules.
    const report = await graft("report", "--formats", "html,json", "--json");
    assert.equal(report.code, 0, report.stderr);
    const { studies: [study] }: ReportDocument = JSON.parse(report.stdout);
    assert.match(
      study.title,
      /^Moons, turned by 30 and by 50 degrees \(.*epochs: 20, the suite's 200/,
    );
    assert.ok(study.runs.every(({ status }) => status === "ok"));
    const page = await Deno.readTextFile(`${folder}/results/report/index.html`);
    for (
      const text of [
        ...["Mean matching", "Deep Domain Confusion", "factor of the discrepancy in the loss"],
        ...["Maxout network", "greatest confidence on the target"],
      ]
    ) {
      assert.ok(page.includes(text), text);
    }
    const markdown = await Deno.readTextFile(`${folder}/results/report.md`);
    assert.match(markdown, /confidence: the checkpoint with the greatest confidence/);
  }));

Deno.test("a project of a user's: a gate compares the results of edited code", () =>
  inOwnProject(async ({ graft, edit }) => {
    const regress = (...args: string[]) =>
      graft("regress", "--baseline", "gate.json", "--use", "./mean_matching.ts", ...args);
    const grid =
      "./turned_moons.ts --methods source_only,mean_matching --pairs 0-30 --quick --seeds 2";
    const updated = await regress("--update", "--grid", grid, "--results", "before");
    assert.equal(updated.code, 0, updated.stderr);
    await edit("mean_matching.ts", "Brings", "It brings");
    const same = await regress("--results", "same");
    assert.equal(same.code, 0, same.stdout + same.stderr);
    assert.match(same.stdout, /pass: of 2 cells, 2 pass/);
    await edit("mean_matching.ts", "tf.mean(target, 0)", "tf.log(tf.neg(tf.mean(target, 0)))");
    const broken = await regress("--results", "broken");
    assert.equal(broken.code, 4, broken.stdout + broken.stderr);
    assert.match(broken.stdout, /mean_matching.*(\n.*)?diverged/);
  }));

Deno.test("a project of a user's: entries for several tasks", () =>
  inOwnProject(async ({ folder, graft }) => {
    const tasks = await graft(
      ...["bench", "correlated_tasks", "--use", "./modulation.ts", "--use", "./imtl_l.ts"],
      ...["--use", "./dual_balancing.ts", "--methods", "modulation", "--tasks", "p=0.5:n=200"],
      ...["--weightings", "equal,imtl_l", "--rules", "sum,dual_balancing"],
      ...["--quick", "--seeds", "1", "--jobs", "2", "--json"],
    );
    assert.equal(tasks.code, 0, tasks.stderr);
    const made = [...(await records(`${folder}/results`)).values()];
    assert.deepEqual(
      made.map(({ status, spec: { method: { code, weighting, rule } } }) => [
        ...[status, code !== undefined, weighting!.name, weighting!.code !== undefined],
        ...[rule!.name, rule!.code !== undefined],
      ]).map(String).toSorted(),
      [
        "ok,true,equal,false,dual_balancing,true",
        "ok,true,equal,false,sum,false",
        "ok,true,imtl_l,true,dual_balancing,true",
        "ok,true,imtl_l,true,sum,false",
      ],
    );
  }));

Deno.test("a project of a user's: a dataset of its own files, and a method of transfer", () =>
  inOwnProject(async ({ folder, graft }) => {
    const { code, stderr } = await graft(
      ...["bench", "./few_labels.ts", "--data", "data", "--quick", "--seeds", "1", "--jobs", "2"],
      ...["--methods", "from_scratch,shrink_and_perturb", "--labels", "5"],
    );
    assert.equal(code, 0, stderr);
    const made = [...(await records(`${folder}/results`)).values()];
    assert.deepEqual(
      made.map(({ status, spec: { dataset, method, problem } }) => [
        ...[status, problem.name, method.name, method.code !== undefined],
        /^[0-9a-f]{64}$/.test(dataset.code!) && /^[0-9a-f]{64}$/.test(dataset.content),
      ]).map(String).toSorted(),
      [
        "ok,north-south 5,from_scratch,false,true",
        "ok,north-south 5,shrink_and_perturb,true,true",
      ],
    );
    await Deno.writeTextFile(`${folder}/data/clinics/north.csv`, "# age\n61,136,94,poorly\n");
    const changed = await graft("bench", "./few_labels.ts", "--data", "data", "--dry-run");
    assert.equal(changed.code, 1);
    assert.match(changed.stderr, /north\.csv/);
  }));

Deno.test("a project of a user's: a setting of its own, with its methods, its option and a suite", () =>
  inOwnProject(async ({ folder, graft }) => {
    const suite = ["bench", "./two_sources/suite.ts", "--quick", "--jobs", "2"];
    const { code, stderr } = await graft(...suite, "--seeds", "2", "--sources", "0+40-20");
    assert.equal(code, 0, stderr);
    for (const { status, spec } of (await records(`${folder}/results`)).values()) {
      assert.deepEqual([status, spec.setting], ["ok", "two_sources"]);
      assert.deepEqual([spec.problem.sources, spec.problem.target], [["0", "40"], "20"]);
      assert.deepEqual(Object.keys(spec.code!), ["settings/two_sources"]);
    }
    const report = await graft("report", "--formats", "csv", "--json");
    assert.equal(report.code, 0, report.stderr);
    const { studies: [{ methods }] }: ReportDocument = JSON.parse(report.stdout);
    assert.deepEqual(methods.map(({ label }) => label), ["one_source", "mean_of_sources"]);
    const refused = await graft(...suite, "--sources", "0-20");
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^error: Cannot run '0-20': a problem is A\+B-C, of the domains/);
  }));

Deno.test("a project of a user's: a paper of its own is reproduced in two workers", () =>
  inOwnProject(async ({ folder, graft }) => {
    const seeds = ["--seeds", "3"];
    const { code, stdout, stderr } = await graft(
      ...["reproduce", "./nobody2026.ts", ...seeds, "--jobs", "2", "--json"],
    );
    assert.equal(code, 0, stderr);
    const made = [...(await records(`${folder}/results`)).values()];
    assert.equal(made.length, 12);
    const [paper]: ReproducedPaper[] = JSON.parse(stdout).papers;
    assert.equal(paper.id, "nobody2026");
    const { tables: [{ cells }], claims: [claim] } = paper;
    const meanOf = (method: string, problem: string) => {
      const values = made.filter(({ spec }) =>
        spec.method.name === method && spec.problem.name === problem
      ).map(({ metrics }) => metrics[problem].last!.accuracy);
      assert.equal(values.length, 3);
      return 100 * (values[0] + values[1] + values[2]) / 3;
    };
    const methods = { none: "source_only", matching: "mean_matching" };
    const published = { "none 0-30": 84.6, "none 0-50": 44.9, "matching 0-50": 68.4 };
    for (const [name, value] of Object.entries(published)) {
      const [column, row] = name.split(" ");
      const cell = cells.find((cell) => cell.column === column && cell.row === row)!;
      const ours = meanOf(methods[column as keyof typeof methods], row);
      assert.ok(Math.abs(cell.ours! - ours) < 1e-9 && cell.n === 3, name);
      assert.ok(Math.abs(cell.difference! - (ours - value)) < 1e-9, name);
    }
    assert.deepEqual(
      cells.filter(({ column }) => column === "kernel").map(({ verdict }) => verdict),
      ["not_run"],
    );
    const { difference } = claim.result!;
    const gains = ["0-50", "0-30"].map((problem) =>
      meanOf("mean_matching", problem) - meanOf("source_only", problem)
    );
    assert.ok(Math.abs(100 * difference! - (gains[0] - gains[1])) < 1e-9);

    // The commands of the page name the module, and find the runs again.
    assert.equal(paper.command, "graft reproduce nobody2026 --use nobody2026.ts");
    const [, ...again] = paper.command.split(" ");
    const listed = await graft(...again, ...seeds, "--list", "--json");
    const { parts: [part] } = JSON.parse(listed.stdout);
    assert.deepEqual([part.cost.planned, part.cost.recorded], [12, 12]);
    const { commandOf, commands: [whole] } = paper.experiments[0];
    for (const command of [whole, Object.values(commandOf)[0]]) {
      const [, ...words] = command.split(" ");
      const { code, stdout, stderr } = await graft(...words, "--dry-run");
      assert.equal(code, 0, stderr);
      assert.match(stdout, command === whole ? /^12 runs, 12 recorded/m : /^1 runs, 1 recorded/m);
    }
    const html = await Deno.readTextFile(`${folder}/results/reproduction.html`);
    for (const text of ["Turned moons", "a rumour", "tried out on other seeds"]) {
      assert.ok(html.includes(text), text);
    }
  }));

/** Papers of a project that cannot be reproduced: what differs from its own, and the error. */
const badPapers: { readonly [what: string]: readonly [fields: string, message: RegExp] } = {
  "the name of a built-in": [
    `name: "ganin2016"`,
    /^Cannot use '\.\/bad\.ts': there is a paper 'ganin2016' already; give its paper .* another name$/,
  ],
  "a column without provenance": [
    "tables: [{ ...part, table: { ...part.table, columns: {} } }]",
    /^Cannot use '.*': in its paper 'bad', the column 'none' .* must be in columns, with its provenance$/,
  ],
  "an unknown suite": [
    `tables: [{ ...part, experiment: { ...part.experiment, bench: [["suns"]] } }]`,
    /^Cannot find suite 'suns': there are .*turned_moons.* \(paper bad\)$/,
  ],
  "an unknown method": [
    `tables: [{ ...part, experiment: { ...part.experiment, bench: [["moons", "--methods", "x"]] } }]`,
    /^Cannot find method 'x': there are .*mean_matching.* \(paper bad\)$/,
  ],
  "a bench that selects more than runs": [
    `tables: [{ ...part, experiment: { ...part.experiment, bench: [["moons", "--results", "x"]] } }]`,
    /^Cannot use --results in grid 'moons --results x': it may have .* \(paper bad\)$/,
  ],
  "a method that no bench runs": [
    `tables: [{ ...part, arms: { ...part.arms, none: { method: "dann" } } }]`,
    /^Cannot compare dann: no bench runs it on 0-30, 0-50 \(paper bad\)$/,
  ],
  "a rule that the suite does not select by": [
    `tables: [{ ...part, selection: "validation" }]`,
    /^Cannot compare source_only by validation: its suite selects by last, confidence, oracle \(paper bad\)$/,
  ],
  "a metric that is not recorded": [
    `tables: [{ ...part, quantity: "auc", recorded: "auc" }]`,
    /^Cannot compare source_only by its auc: its runs record accuracy \(paper bad\)$/,
  ],
};

Deno.test("a project of a user's: what is wrong with a paper is said in one line, with 2", () =>
  inOwnProject(async ({ folder, graft, write }) => {
    for (const [what, [fields, message]] of Object.entries(badPapers)) {
      await write(
        "bad.ts",
        `import { definePaper } from "@graft/graft";
         import paper from "./nobody2026.ts";
         export * from "./turned_moons.ts";
         export { default as turnedMoons } from "./turned_moons.ts";
         const [part] = paper.tables;
         export default definePaper({ ...paper, name: "bad", claims: [], ${fields} });`,
      );
      const { code, stdout, stderr } = await graft("reproduce", "./bad.ts", "--jobs", "1");
      assert.deepEqual([what, code, stdout], [what, 2, ""], stderr);
      const [line, ...others] = stderr.trimEnd().split("\n");
      assert.deepEqual(others, [], what);
      assert.match(line.replace(/^error: /, ""), message, what);
    }
    const { code, stderr } = await graft("reproduce", "./maxout.ts");
    assert.equal(code, 2);
    assert.match(stderr, /^error: Cannot run '\.\/maxout\.ts': it exports no paper; with --use /);
    await assert.rejects(Deno.stat(`${folder}/results`), Deno.errors.NotFound);
  }));

Deno.test("a project of a user's: a program with the library, and a launcher of its own", () =>
  inOwnProject(async ({ folder }) => {
    const { code, stdout, stderr } = await ended(
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "program.ts"],
        cwd: folder,
        env: { NO_COLOR: "1", GRAFT_DATA: "" },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^4 runs\n/);
    assert.match(stdout, /^\| mean_matching +\| +(\*\*)?\d+\.\d ± \d/m);
    const made = await records(`${folder}/results/program`);
    assert.deepEqual([...made.values()].map(({ status }) => status), Array(4).fill("ok"));
  }));

Deno.test("a project of a user's: the benches of its tutorial are planned", () =>
  inOwnProject(async ({ graft }) => {
    const page = await Deno.readTextFile(new URL("../../docs/own_method.md", import.meta.url));
    const commands = page.replaceAll("\\\n", " ").matchAll(/^deno task graft bench (.*)$/gm);
    const planned = [];
    for (const [, words] of commands) {
      const { code, stdout, stderr } = await graft("bench", ...words.split(/ +/), "--dry-run");
      assert.equal(code, 0, `${words}: ${stderr}`);
      planned.push(/(\d+) to make$/m.exec(stdout)?.[1]);
    }
    // A sweep, and the 40 runs that the page speaks of.
    assert.deepEqual(planned.slice(0, 3), ["25", "40", "40"]);
    assert.ok(planned.length >= 8);
  }));

Deno.test("the README's method is run with the permissions of deno task bench", () =>
  inFolder(async (folder) => {
    const page = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
    const [, method] = /```ts ignore\n([^]*?)```/.exec(page)!;
    await Deno.writeTextFile(`${folder}/mean_matching.ts`, method);
    const { code, stderr } = await ended(
      start("bench", [
        ...["moons", "--use", `${folder}/mean_matching.ts`, "--methods", "mean_matching"],
        ...["--param", "mean_matching.weight=0.03,0.3", "--quick", "--results", folder],
      ]),
    );
    assert.equal(code, 0, stderr);
    const made = [...(await records(folder)).values()];
    assert.deepEqual(made.map(({ status }) => status), ["ok", "ok"]);
    assert.ok(made.every(({ spec }) => /^[0-9a-f]{64}$/.test(spec.method.code!)));
  }));

Deno.test("a project of a user's: the lists have its entries", () =>
  inOwnProject(async ({ graft }) => {
    const use = ["turned_moons", "imtl_l", "maxout"].flatMap((name) => ["--use", `./${name}.ts`]);
    const { code, stdout, stderr } = await graft("bench", "--list", ...use);
    assert.equal(code, 0, stderr);
    for (
      const line of [
        "  turned_moons: Moons, turned by 30 and by 50 degrees",
        "  mean_matching: Mean matching (Tzeng et al. 2014)",
        "  imtl_l: IMTL-L (Liu et al. 2021)",
        "    pieces = 3  (1 to 100) linear units of which a unit is the greatest",
        "  confidence: the checkpoint with the greatest confidence on the target's unlabelled rows",
      ]
    ) {
      assert.ok(stdout.split("\n").includes(line), line);
    }
    const list = JSON.parse((await graft("bench", "--list", "--json", ...use)).stdout);
    assert.equal(list.encoders.maxout.paper.year, 2013);
  }));

/** Bad usage of a project: arguments of bench, and the error. */
const bad: { readonly [what: string]: readonly [args: string[], message: RegExp] } = {
  "a missing file": [["./absent.ts"], /^Cannot use '\.\/absent\.ts': there is no file '.*'$/],
  "a module that throws": [
    ["--use", "./throwing.ts"],
    /^Cannot use '\.\/throwing\.ts': it cannot be loaded: It was raining\.$/,
  ],
  "a module without entries": [
    ["--use", "./empty.ts"],
    /^Cannot use '\.\/empty\.ts': it exports nothing that a define function returns, such as /,
  ],
  "the name of a built-in": [
    ["--use", "./dann.ts"],
    /^Cannot use '\.\/dann\.ts': there is a method 'dann' already; give .* another name$/,
  ],
  "a name with capitals": [
    ["--use", "./capitals.ts"],
    /^Cannot use '\.\/capitals\.ts': its method 'Mine' must have a name of small letters/,
  ],
  "an unknown setting": [
    ["--use", "./setting.ts"],
    /^Cannot use '\.\/setting\.ts': its method 'mine' is of the setting 'zero_shot': there are /,
  ],
  "a module without a suite in the place of one": [
    ["./maxout.ts"],
    /^Cannot run '\.\/maxout\.ts': it exports no suite; with --use /,
  ],
  "an encoder of other inputs": [
    ["moons", "--use", "./texts.ts", "--encoder", "texts"],
    /^Cannot encode points with texts: it takes words$/,
  ],
};

const changed = (of: string, fields: string) =>
  `import { defineMethod, defineEncoder } from "@graft/graft";
   import entry from "./${of}.ts";
   export default ${of === "maxout" ? "defineEncoder" : "defineMethod"}({ ...entry, ${fields} });`;

Deno.test("a project of a user's: errors are one line, and exit with 2", () =>
  inOwnProject(async ({ graft, write }) => {
    await write("throwing.ts", `throw new Error("It was raining.\\nAll day.");`);
    await write("empty.ts", "export default {};");
    await write("dann.ts", changed("mean_matching", `name: "dann"`));
    await write("capitals.ts", changed("mean_matching", `name: "Mine"`));
    await write("setting.ts", changed("mean_matching", `name: "mine", setting: "zero_shot"`));
    await write("texts.ts", changed("maxout", `name: "texts", inputs: ["words"]`));
    for (const [what, [args, message]] of Object.entries(bad)) {
      const { code, stdout, stderr } = await graft("bench", ...args);
      assert.deepEqual([what, code, stdout], [what, 2, ""], stderr);
      const [line, ...others] = stderr.trimEnd().split("\n");
      assert.deepEqual(others, [], what);
      assert.match(line.replace(/^error: /, ""), message, what);
    }
  }));

Deno.test("a project of a user's: workers refuse code that has changed since the start", () =>
  inOwnProject(async ({ folder, graft, write }) => {
    await write("part.ts", "export const weight = 1;");
    // The first process that loads it, which has planned the runs, changes what it imports.
    await write(
      "changing.ts",
      `import { weight } from "./part.ts";
       import entry from "./mean_matching.ts";
       Deno.writeTextFileSync(new URL("part.ts", import.meta.url), "export const weight = 2;");
       export default entry;
       void weight;`,
    );
    const { code, stderr } = await graft(
      ...["bench", "moons", "--use", "./changing.ts", "--methods", "mean_matching", "--quick"],
    );
    assert.equal(code, 2, stderr);
    assert.match(stderr, /part\.ts has changed since the start; start again$/m);
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.equal((await records(`${folder}/results`)).size, 0);
  }));
