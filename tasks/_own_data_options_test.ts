import assert from "node:assert/strict";
import { resolve } from "node:path";
import { builtIn } from "../runs/catalogue.ts";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { optionsOf } from "./_bench_options.ts";
import { withDescription } from "./_own_data_options.ts";

const described = (args: string) => withDescription(args.split(" "), optionsOf(builtIn));

/** Returns the description in a command line, and the other arguments. */
async function read(args: string): Promise<[description: unknown, others: string[]]> {
  const [address, ...others] = await described(args);
  return [await (await fetch(address)).json(), others];
}

Deno.test("withDescription: domains, labels and columns", async () => {
  assert.deepEqual(
    await read(
      "--domain lab=a/b.csv --seeds 3 --domain=c.csv.gz --label y --drop p,q --group g --columns shared",
    ),
    [{
      domains: { lab: resolve("a/b.csv"), c: resolve("c.csv.gz") },
      labels: "y",
      columns: "shared",
      drop: ["p", "q"],
      group: "g",
    }, ["--seeds", "3"]],
  );
});

Deno.test("withDescription: tasks of one table, and transfer with few labels", async () => {
  assert.deepEqual(await read("--domain t.csv --tasks a,b --quick"), [
    { domains: { t: resolve("t.csv") }, labels: ["a", "b"] },
    ["--quick"],
  ]);
  assert.deepEqual(await read("--source old.csv --target new.csv --label y --labels 5,all"), [{
    labelsPerClass: ["all"],
    domains: { old: resolve("old.csv"), new: resolve("new.csv") },
    labels: "y",
  }, ["--labels", "5,all"]]);
});

Deno.test("withDescription: without data of one's own nothing changes", async () => {
  const args = "correlated_tasks --tasks p=1:n=200 --seeds 1";
  assert.deepEqual(await described(args), args.split(" "));
});

Deno.test("withDescription: --save writes paths from the description's folder, and replaces no other one", () =>
  inFolder(async (folder) => {
    const args = `--domain a=${folder}/d/a.csv --label y --save ${folder}/my.json`;
    assert.deepEqual(await described(args), [`${folder}/my.json`]);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(`${folder}/my.json`)), {
      domains: { a: "d/a.csv" },
      labels: "y",
    });
    await described(args);
    await assert.rejects(() => described(`${args} --group g`), /another description is there/);
  }));

Deno.test("withDescription refuses what it cannot describe", async () => {
  const cases: [args: string, error: RegExp][] = [
    ["--label y", /Cannot use --label: it describes data of your own, and no --domain/],
    ["--domain a.csv", /--label must name the column/],
    ["--domain a.csv --label", /Cannot use --label: it must have a value/],
    ["--domain --label y", /Cannot use --domain: it must have a value/],
    ["--source a.csv --label y", /--source and --target go together/],
    ["--source a.csv --target b.csv --domain c.csv --label y", /either --domain or --source/],
    ["--domain a.csv --domain b/a.csv --label y", /two files are the domain a/],
    ["moons --domain a.csv --label y", /a suite and data of your own at once/],
    ["--domain a.csv --label y --save my.txt", /must name a \.json file/],
  ];
  for (const [args, error] of cases) await assert.rejects(() => described(args), error, args);
});
