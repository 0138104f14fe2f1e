import assert from "node:assert/strict";
import { writeImageFolders } from "../fixtures/image_folders.ts";
import { bench, benchJson, ended, inFolder, records, start } from "./bench.ts";

const docs = new URL("../../docs/own_data/", import.meta.url).pathname;
const quick = ["--quick", "--seeds", "1", "--methods", "source_only"];

Deno.test("bench my.json: the data of the documentation, and other runs once a file is edited", () =>
  inFolder(async (folder) => {
    for (const name of ["lab.csv", "field.csv", "faults.json"]) {
      await Deno.copyFile(docs + name, `${folder}/${name}`);
    }
    const args = [`${folder}/faults.json`, "--results", `${folder}/results`, ...quick];
    const { suites: [{ name, cells }] } = await benchJson(args);
    assert.equal(name, "faults");
    assert.deepEqual(new Set(cells.map(({ problem }) => problem)), new Set(["lab-field"]));
    const [first] = (await records(`${folder}/results`)).values();
    assert.match(first.spec.dataset.content, /^[0-9a-f]{64}$/);
    assert.match(first.spec.dataset.code!, /^[0-9a-f]{64}$/);
    await Deno.writeTextFile(`${folder}/lab.csv`, "L99,1500,50,45.0,2.00,60.0,wall,no\n", {
      append: true,
    });
    await benchJson(args);
    assert.equal((await records(`${folder}/results`)).size, 2);
  }));

Deno.test("data check: what is in the data of the documentation", async () => {
  const { code, stdout } = await ended(start("data", ["check", `${docs}faults.json`, "--json"]));
  assert.equal(code, 0);
  const [{ domains, input, columns, methods }] = JSON.parse(stdout);
  assert.deepEqual(domains.lab, { rows: 320, train: 224, validation: 32, test: 64 });
  assert.deepEqual(input, { shape: [10], of: "numbers" });
  assert.equal(columns[0].levels.yes.field, 151);
  assert.ok(methods.includes("dann"));
});

Deno.test("bench my.json: a wrong description ends in one line and exit code 2", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/my.json`, '{"domains":{"a":"a.csv"},"labels":"y"}');
    const { code, stderr } = await bench([`${folder}/my.json`]);
    assert.equal(code, 2);
    assert.match(stderr, /^error: Cannot read a\.csv: there is no file '.*a\.csv'\n$/);
  }));

Deno.test("bench of a target without labels writes its predictions by row, and says that accuracy is not known", () =>
  inFolder(async (folder) => {
    const field = await Deno.readTextFile(`${docs}field.csv`);
    await Deno.writeTextFile(`${folder}/new.csv`, field.replace(/,[^,\n]*\n/g, "\n"));
    const { code, stderr } = await bench([
      ...[
        "--domain",
        `lab=${docs}lab.csv`,
        "--domain",
        `new=${folder}/new.csv`,
        "--label",
        "fault",
      ],
      ...["--drop", "machine", "--results", `${folder}/results`, ...quick],
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /new has no labels: its accuracy is not known/);
    const report = await Deno.readTextFile(`${folder}/results/report.md`);
    assert.match(report, /new has no labels: its accuracy is not known/);
    const table = await Deno.readTextFile(
      `${folder}/results/predictions/own_data_lab-new_source_only.csv`,
    );
    const lines = table.trim().split("\n");
    assert.equal(lines.length, 321);
    assert.match(lines[0], /^row,seed,last,/);
    assert.match(lines[1], /^new\.csv:2,0,(yes|no),/);
  }));

Deno.test("bench and data check of folders of images", () =>
  inFolder(async (folder) => {
    await writeImageFolders(folder, { day: 90, night: 10 }, 30);
    const saved = ["--save", `${folder}/my.json`, "--results", `${folder}/results`];
    const { code, stderr } = await bench([
      ...["--domain", `${folder}/day`, "--domain", `${folder}/night`, "--label", "bar"],
      ...saved,
      ...quick,
    ]);
    assert.equal(code, 0, stderr);
    const [{ spec }] = (await records(`${folder}/results`)).values();
    assert.equal(spec.protocol.encoder.name, "cnn");
    const checked = await ended(start("data", ["check", `${folder}/my.json`, "--json"]));
    assert.equal(checked.code, 0, checked.stderr);
    const [{ input, domains, columns }] = JSON.parse(checked.stdout);
    assert.deepEqual(input, { shape: [32, 32, 3], of: "pixels" });
    assert.equal(domains.night.rows, 60);
    assert.deepEqual(columns[0].levels.standing, { day: 30, night: 30 });
    await Deno.writeTextFile(`${folder}/day/lying/broken.png`, "no image");
    const broken = await ended(start("data", ["check", `${folder}/my.json`]));
    assert.equal(broken.code, 2);
    assert.match(
      broken.stderr,
      /^error: Cannot read day\/lying\/broken\.png: it is neither a PNG nor a JPEG\n$/,
    );
  }));

/** Returns the commands of a page, with their continued lines joined and without comments. */
async function commandsOf(page: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(`../../docs/${page}`, import.meta.url));
  return [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) =>
    block.replaceAll("\\\n", " ").split("\n").map((line) => line.replace(/ +#.*/, "").trim())
      .filter(Boolean)
  );
}

Deno.test("the commands of docs/own_data.md run from a folder with its files", () =>
  inFolder(async (folder) => {
    const copied = await new Deno.Command("cp", {
      args: ["-r", "--parents", "docs/own_data", folder],
      cwd: new URL("../../", import.meta.url),
    }).output();
    assert.ok(copied.success);
    const commands = await commandsOf("own_data.md");
    assert.ok(commands.length >= 9, `${commands.length} commands`);
    for (const command of commands) {
      const [deno, task, program, ...args] = command.split(/ +/);
      if (deno !== "deno") {
        const { success } = await new Deno.Command("sh", { args: ["-c", command], cwd: folder })
          .output();
        assert.ok(success, command);
        continue;
      }
      assert.equal(task, "task");
      const planned = program === "bench" ? [...args, "--dry-run"] : args;
      const { code, stdout, stderr } = await ended(
        start(program as "bench" | "data", planned, {}, folder),
      );
      assert.equal(code, 0, `${command}: ${stderr}`);
      assert.match(stdout, program === "bench" ? / 0 recorded, \d+ to make/ : /^runs: 5 seeds/m);
    }
  }));
