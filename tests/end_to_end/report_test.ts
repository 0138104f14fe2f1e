import assert from "node:assert/strict";
import type { ReportDocument } from "../../reports/exports/json.ts";
import { benchJson, ended, inFolder, least, records, start } from "./bench.ts";

/** Makes one run. */
const makeRun = (results: string) => benchJson([...least, "--results", results]);

/** Makes the runs of two methods and two seeds. */
const makeGrid = (results: string) =>
  benchJson([
    ...[...least, "--methods", "single_task,hard_sharing", "--seeds", "2", "--results", results],
  ]);

const report = (...args: string[]) => ended(start("report", args));

async function contents(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const part of ["", "figures/"]) {
    for await (const { name, isFile } of Deno.readDir(`${folder}/${part}`)) {
      if (!isFile) continue;
      files.set(part + name, (await Deno.readFile(`${folder}/${part}${name}`)).toBase64());
    }
  }
  return files;
}

Deno.test("report writes every format, the same bytes for the same records", () =>
  inFolder(async (folder) => {
    const results = `${folder}/results`;
    await makeGrid(results);
    const { code, stdout, stderr } = await report("--results", results);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^Correlated tasks: transfer against relatedness \(epochs: \d+, the suite's 60\)\n/,
    );
    assert.match(stdout, /^hard_sharing +\d/m);
    const written = await contents(`${results}/report`);
    const names = [...written.keys()];
    for (const name of ["index.html", "report.md", "report.csv", "report.tex", "report.json"]) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(names.includes("records.parquet"));
    for (const kind of ["svg", "png", "pdf"]) {
      assert.ok(names.includes(`figures/correlated_tasks_gain_intervals.${kind}`), kind);
    }
    const markdown = await Deno.readTextFile(`${results}/report/report.md`);
    assert.match(markdown, /\nNot the suite's own protocol:\n\n- epochs: \d+, the suite's 60\n/);
    for (const [, path] of markdown.matchAll(/!\[[^\]]*\]\(([^)]*)\)/g)) {
      assert.ok(names.includes(path), path);
    }
    // From a copy with another order of files.
    await Deno.mkdir(`${folder}/copy/runs`, { recursive: true });
    const runs = [...Deno.readDirSync(`${results}/runs`)].map(({ name }) => name).reverse();
    for (const name of runs) {
      await Deno.copyFile(`${results}/runs/${name}`, `${folder}/copy/runs/${name}`);
    }
    assert.equal((await report("--results", `${folder}/copy`, "--out", `${folder}/out`)).code, 0);
    const again = await contents(`${folder}/out`);
    assert.deepEqual([...again.keys()].toSorted(), names.toSorted());
    for (const [name, bytes] of written) assert.equal(again.get(name), bytes, name);
  }));

Deno.test("report leaves out a damaged record with a message, and shows its run as not run", () =>
  inFolder(async (folder) => {
    await makeGrid(folder);
    const [id] = (await records(folder)).keys();
    await Deno.writeTextFile(`${folder}/runs/${id}.json`, "{");
    const { code, stdout, stderr } = await report(
      "--results",
      folder,
      "--json",
      "--formats",
      "csv",
    );
    assert.equal(code, 0, stderr);
    assert.match(stderr, new RegExp(`^Left out: [^\n]*${id}[^\n]*\n$`));
    const { studies: [{ runs }] }: ReportDocument = JSON.parse(stdout);
    assert.deepEqual(
      runs.filter(({ status }) => status === "not_run").map((run) => run.id),
      [id],
    );
  }));

Deno.test("report explains in one line why it cannot report", () =>
  inFolder(async (folder) => {
    const refused = async (args: string[], code: number, message: RegExp) => {
      const { code: got, stderr } = await report(...args);
      assert.match(stderr, message);
      assert.equal(got, code);
    };
    await refused(
      ["--results", `${folder}/none`],
      1,
      /^error: Cannot read results folder '[^\n]*none'[^\n]*\n$/,
    );
    await Deno.mkdir(`${folder}/runs`);
    await refused(
      ["--results", folder],
      1,
      /^error: [^\n]* has no records; make some with deno task bench$/m,
    );
    await makeRun(folder);
    await refused(
      ["mars", "--results", folder],
      2,
      /^error: Cannot report mars: '[^\n]*' has records of correlated_tasks\n$/,
    );
  }));

Deno.test("report --serve shows new runs of a bench", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/runs`);
    const server = start("report", ["--serve", "--port", "0", "--results", folder]);
    try {
      const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
      let printed = "";
      while (!printed.includes("\n")) printed += (await lines.read()).value;
      const [url] = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed)!;
      const before = await fetch(url);
      assert.equal(before.status, 500);
      assert.match(await before.text(), /has no records/);
      const events = (await fetch(`${url}events`)).body!
        .pipeThrough(new TextDecoderStream()).getReader();
      await events.read();
      await makeRun(folder);
      assert.equal((await events.read()).value, "data: changed\n\n");
      const page = await fetch(url);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /Correlated tasks/);
      await events.cancel();
      await lines.cancel();
    } finally {
      server.kill("SIGINT");
      await server.stderr.cancel();
      await server.status;
    }
  }));
