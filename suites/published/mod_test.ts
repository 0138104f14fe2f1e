import assert from "node:assert/strict";
import { metricKinds } from "../../descriptors/metrics.ts";
import { suites } from "../mod.ts";
import type { Arm, Experiment, PublishedTable } from "./paper.ts";
import { papers } from "./mod.ts";

const all = Object.entries(papers);

Deno.test("papers: every table in the folder belongs to one paper", async () => {
  const listed = all.flatMap(([, { tables, constants }]) => [
    ...tables.map(({ table }) => table.id),
    ...constants.map(({ id }) => id),
  ]);
  assert.deepEqual(listed, [...new Set(listed)]);
  const found: string[] = [];
  for await (const { name } of Deno.readDir(new URL(".", import.meta.url))) {
    if (!name.endsWith(".json")) continue;
    found.push(JSON.parse(await Deno.readTextFile(new URL(name, import.meta.url))).id);
  }
  assert.deepEqual(listed.sort(), found.sort());
});

Deno.test("papers: contains the published tables of all suites", () => {
  const listed = new Set<PublishedTable>(
    all.flatMap(([, { tables }]) => tables.map(({ table }) => table)),
  );
  for (const { name, published } of Object.values(suites)) {
    for (const table of published) assert.ok(listed.has(table), `${name}: ${table.id}`);
  }
});

for (const [id, { name, paper, tables, claims, constants }] of all) {
  Deno.test(`papers: ${id} is an author and the year of its paper`, () => {
    assert.equal(name, id);
    const [, author, year] = /^([a-z]+)(\d{4})$/.exec(id)!;
    assert.equal(paper.year, Number(year));
    const family = paper.authors[0].toLowerCase().replaceAll("ø", "o");
    assert.equal(family, author);
    assert.ok(tables.length + claims.length > 0);
  });

  for (const table of [...tables.map(({ table }) => table), ...constants]) {
    Deno.test(`papers: ${table.id} has numbers in their unit, and their means`, () => {
      for (const [column, average] of Object.entries(table.paperAverages ?? {})) {
        const values = Object.values(table.rows).map((row) => row[column]!);
        const mean = values.reduce((a, b) => a + b) / values.length;
        // Papers average numbers before they round them.
        assert.ok(Math.abs(mean - average) < 0.1, `${column}: ${mean}, printed ${average}`);
      }
      assert.equal(table.unit === undefined, table.higherIsBetter === undefined);
      const most = table.unit === "fraction" ? 1 : table.unit === "%" ? 100 : Infinity;
      for (const value of Object.values(table.rows).flatMap((row) => Object.values(row))) {
        assert.ok(value === null || value >= 0 && value <= most, `${value}`);
      }
    });
  }

  const armsOf = new Map<Experiment, Arm[]>();
  for (const part of [...tables, ...claims]) {
    if (!("experiment" in part)) continue;
    const arms = "arms" in part
      ? Object.values(part.arms)
      : [...part.greater, ...part.less].map(({ arm }) => arm);
    armsOf.set(part.experiment, [...armsOf.get(part.experiment) ?? [], ...arms]);
  }

  for (const part of tables) {
    const { table } = part;
    if (!("experiment" in part)) {
      Deno.test(`papers: ${table.id} names the feature that Graft lacks`, () => {
        for (const text of [part.lacks, part.data]) assert.ok(text && text.trim() === text);
        assert.ok(table.unit !== undefined, "results, not constants");
      });
      continue;
    }
    const { others, quantity, selection, experiment } = part;
    Deno.test(`papers: ${table.id} is compared with runs, or has reasons why not`, () => {
      for (const reason of Object.values(others)) assert.ok(reason.length > 5);
      assert.equal(table.higherIsBetter, metricKinds[quantity].higherIsBetter);
      assertExperiment(experiment, armsOf.get(experiment)!, selection);
    });
  }

  for (const claim of claims) {
    Deno.test(`papers: ${id} has a claim from ${claim.where}`, () => {
      for (const text of [claim.text, claim.source]) assert.ok(text && !text.endsWith("."));
      if (!("experiment" in claim)) return assert.ok(claim.lacks && claim.data);
      assert.ok(claim.greater.length > 0 && claim.less.length === claim.greater.length);
      assertExperiment(claim.experiment, armsOf.get(claim.experiment)!, claim.selection);
    });
  }
}

function assertExperiment(
  { bench, seeds, secondsPerRun, differences }: Experiment,
  arms: readonly Arm[],
  selection: string,
): void {
  for (const [name, ...args] of bench) {
    assert.ok(Object.hasOwn(suites, name), name);
    assert.ok(!args.includes("--seeds") && args.length > 0);
    assert.ok((suites[name].protocol.selections as readonly string[]).includes(selection));
    // A rule that uses test labels cannot be compared.
    assert.notEqual(selection, "oracle");
    const methods = args.includes("--methods")
      ? args[args.indexOf("--methods") + 1].split(",")
      : Object.keys(suites[name].methods);
    for (const method of methods) {
      assert.ok(arms.some((arm) => arm.method === method), `${method} stands for no column`);
    }
  }
  assert.match(seeds, /^\d+(-\d+)?$/);
  assert.ok(secondsPerRun > 0);
  assert.ok(differences.length > 0);
  for (const { what, paper, ours } of differences) {
    assert.ok(what && paper && ours && paper !== ours, what);
  }
}
