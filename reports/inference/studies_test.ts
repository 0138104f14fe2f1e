import assert from "node:assert/strict";
import type { Predictions, RunRecord, RunSpec } from "../../records/record.ts";
import { runId } from "../../records/run_id.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { expand } from "../../runs/expand.ts";
import { parseBenchOptions, selectedOf } from "../../tasks/_bench_options.ts";
import { exampleRun } from "../../tests/fixtures/records.ts";
import { reportSources } from "../../tasks/_report_sources.ts";
import { report } from "../report.ts";
import { studiesOf as studiesIn } from "./studies.ts";

/** Invented records of the runs that a command line plans, all with the same results. */
function recorded(args: string, content = "generated"): RunRecord[] {
  const options = parseBenchOptions(args.split(" "), builtIn);
  const [suite] = options.suites;
  return expand(suite, selectedOf(options, suite), builtIn, () => content)
    .map((spec) => exampleRun(spec).record);
}

const store = { predictions: () => Promise.resolve(undefined) };

const studiesOf = (records: readonly RunRecord[]) =>
  studiesIn(records, reportSources(store, builtIn));

Deno.test("studiesOf plans all methods on all problems and seeds that any record has", async () => {
  const records = [
    ...recorded("moons --methods dann --pairs 0-50 --seeds 2-2"),
    ...recorded("moons --methods source_only --pairs 0-35 --seeds 0-0"),
  ];
  const [study, ...others] = await studiesOf(records);
  assert.deepEqual(others, []);
  assert.equal(study.title, "Inter-twinning moons, the target rotated");
  assert.deepEqual(study.changes, []);
  assert.deepEqual(
    study.runs.map(({ spec: { problem, seed, method }, record }) =>
      [problem.name, seed, method.name, record !== undefined].join(" ")
    ),
    [
      "0-35 0 source_only true",
      "0-35 0 dann false",
      "0-35 2 source_only false",
      "0-35 2 dann false",
      "0-50 0 source_only false",
      "0-50 0 dann false",
      "0-50 2 source_only false",
      "0-50 2 dann true",
    ],
  );
  // Missing runs have the ids that they would have.
  const [missing] = recorded("moons --methods dann --pairs 0-50 --seeds 0-0");
  assert.ok(study.runs.some(({ id }) => id === missing.id));
  assert.equal(
    study.commands.get(missing.id),
    "deno task bench moons --methods dann --pairs 0-50 --seeds 0-0",
  );
});

Deno.test("studiesOf separates protocols and contents, and lists their differences", async () => {
  const few = "moons --methods source_only --seeds 1";
  const records = [
    ...recorded(`${few} --protocol epochs=7,batch=9`),
    ...recorded("moons --methods source_only,dann --seeds 2", "modified"),
    ...recorded(few),
  ];
  const studies = await studiesOf(records);
  assert.deepEqual(studies.map(({ name, runs }) => [name, runs.length]), [
    ["moons", 4],
    ["moons-2", 1],
    ["moons-3", 1],
  ]);
  assert.deepEqual(studies.map(({ changes }) => changes), [
    [],
    [],
    ["epochs: 7, the suite's 400", "batch: 9, the suite's 50"],
  ]);
  assert.equal(
    studies[2].title,
    "Inter-twinning moons, the target rotated (epochs: 7, the suite's 400; batch: 9, the suite's 50)",
  );
  assert.ok(studies[0].runs.every(({ spec }) => spec.dataset.content === "modified"));
});

Deno.test("studiesOf separates codes of shared parts, and tells those of methods apart", async () => {
  const records = recorded("moons --methods source_only,dann --seeds 1 --pairs 0-35");
  const coded = (change: (spec: RunSpec) => RunSpec) =>
    records.map(({ spec }) => exampleRun(change(spec)).record);
  const encoder = (code: string) =>
    coded((spec) => ({
      ...spec,
      protocol: { ...spec.protocol, encoder: { ...spec.protocol.encoder, code } },
    }));
  const method = coded((spec) => ({ ...spec, method: { ...spec.method, code: "d".repeat(64) } }));
  const [a, b] = ["a", "b"].map((digit) => digit.repeat(64));
  const studies = await studiesOf([...records, ...encoder(a), ...encoder(b), ...method]);
  const labels = studies.map(({ comparison: { methods } }) =>
    methods.map(({ label }) => label).toSorted()
  );
  const withTwo = labels.filter(({ length }) => length === 4);
  assert.deepEqual(withTwo, [[
    ...["dann (code=dddddddd)", "dann (code=none)"],
    ...["source_only (code=dddddddd)", "source_only (code=none)"],
  ]]);
  assert.deepEqual(labels.filter((one) => !withTwo.includes(one)), [
    ["dann", "source_only"],
    ["dann", "source_only"],
  ]);
  assert.deepEqual(
    studies.map(({ changes }) => changes).toSorted(),
    ["aaaaaaaa", "bbbbbbbb", "none"].map((code) => [`code of encoders/mlp: ${code}`]),
  );
});

Deno.test("studiesOf does not depend on the order of records", async () => {
  const records = [
    ...recorded("moons --methods source_only,mmd,dann --pairs 0-35,0-50 --seeds 2"),
    ...recorded("moons --methods mmd --param mmd.weight=3,1 --pairs 0-35,0-50 --seeds 1"),
    ...recorded("correlated_tasks --methods single_task,hard_sharing --tasks p=1:n=20 --seeds 1"),
  ];
  const studies = await studiesOf(records);
  assert.deepEqual(studies.map(({ name }) => name), ["correlated_tasks", "moons"]);
  assert.deepEqual(await studiesOf(records.toReversed()), studies);
});

Deno.test("studiesOf uses only the records of a suite that the catalogue does not have", async () => {
  const [record] = recorded("moons --methods source_only --seeds 1 --protocol epochs=7");
  const spec = { ...record.spec, suite: { name: "mars", version: 3 } };
  const about = {
    ...record.about,
    suite: { ...record.about.suite, title: "Craters", departures: ["Drawn by hand."] },
  };
  const [study] = await studiesOf([{ ...record, id: runId(spec), spec, about }]);
  assert.equal(study.title, "Craters (epochs: 7, the suite's 400)");
  assert.deepEqual(study.changes, ["epochs: 7, the suite's 400"]);
  assert.deepEqual(study.departures, ["Drawn by hand."]);
  assert.equal(study.commands.size, 0);
});

Deno.test("studiesOf lists the versions that differ from those of today", async () => {
  const [record] = recorded("moons --methods source_only --seeds 1");
  const { suite, dataset } = record.spec;
  const spec = {
    ...record.spec,
    suite: { ...suite, version: 7 },
    dataset: { ...dataset, version: 8 },
  };
  const studies = await studiesOf([record, { ...record, id: runId(spec), spec }]);
  assert.deepEqual(studies.map(({ changes }) => changes), [[], [
    `version of the suite: 7, now ${suite.version}`,
    `version of the dataset: 8, now ${dataset.version}`,
  ]]);
});

Deno.test("studiesOf lists the seeds on which the suite's settings were chosen", async () => {
  const tuned = async (args: string) => {
    const [{ comparison }] = await studiesOf(recorded(`moons --methods dann ${args}`));
    return comparison.tunedSeeds;
  };
  assert.deepEqual(await tuned("--seeds 3"), []);
  assert.deepEqual(await tuned("--seeds 0-3"), [0, 1]);
});

Deno.test("studiesOf reads views only of first seeds", async () => {
  const asked: string[] = [];
  const plane = { xs: [], ys: [], probability: [], source: [], target: [] };
  const records = recorded("moons --methods source_only,dann --seeds 3");
  const [study] = await studiesIn(
    records,
    {
      catalogue: builtIn,
      predictions(id): Promise<Predictions> {
        asked.push(id);
        return Promise.resolve({ id, tasks: {}, plane });
      },
    },
  );
  const first = records.filter(({ spec }) => spec.seed === 2).map(({ id }) => id);
  assert.deepEqual(asked.toSorted(), first.toSorted());
  assert.deepEqual([...study.views.keys()].toSorted(), first.toSorted());
});

Deno.test("studiesOf refuses records that have too little in common to be one study", async () => {
  const [record] = recorded("moons --methods dann --pairs 0-50 --seeds 1");
  const records = Array.from({ length: 400 }, (_, seed): RunRecord => {
    const problem = { ...record.spec.problem, name: `0-${seed}`, target: `${seed}` };
    const spec = { ...record.spec, problem, seed };
    return { ...record, spec, id: runId(spec) };
  });
  await assert.rejects(studiesOf(records), {
    name: "RangeError",
    message:
      /^Cannot report the 400 records of moons together: 400 problems, 400 seeds and 1 methods make 160000/,
  });
});

Deno.test("report gives the studies of some records, and all tables in Markdown", async () => {
  const records = recorded("moons --methods source_only,dann --seeds 2");
  const { studies, markdown } = await report(records, reportSources(store, builtIn));
  assert.deepEqual(studies.map(({ suite }) => suite), ["moons"]);
  assert.match(markdown, /^# Report\n/);
  assert.match(markdown, /\| source_only/);
});
