import assert from "node:assert/strict";
import type { DomainData, LoadedDomains, Rows } from "../../datasets/dataset.ts";
import { openDevice, toDense } from "../../engine/mod.ts";
import type { RunSpec } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { expand } from "../../runs/expand.ts";
import { loadRunData, run } from "../../runs/run.ts";
import { suites } from "../../suites/mod.ts";
import { environment } from "./runs.ts";
import { numberedTasks, tasksSpec } from "./task_runs.ts";
import { asHalves, fewHalves, halvesSpec } from "./transfer_runs.ts";

// A run on the program and the memory that other runs have left, beside the same run on its own.

const unread = () => Promise.reject(new Error("generated data reads no file"));
const generated = (spec: RunSpec) => loadRunData(spec, unread, builtIn);

/** Returns one run of each method of a suite that generates its data, of few epochs. */
function runsOf(suite: string, options: { readonly [name: string]: string } = {}): RunSpec[] {
  const protocol = { values: { epochs: 4, checkpointEvery: 2 } };
  return expand(suites[suite], { options, protocol, seeds: [0] }, builtIn);
}

const words = (method: string, encoder: string, values: { readonly [name: string]: string }) =>
  tasksSpec(method, {
    suite: "fudan_reviews",
    protocol: { encoder: { name: encoder, values: { embedding: 4 } }, values },
  });
const numbered = (spec: RunSpec) =>
  Promise.resolve(
    numberedTasks(spec as never, { train: [30], validation: [10], test: [45] }),
  );

const cases: { spec: RunSpec; load(spec: RunSpec): Promise<LoadedDomains> }[] = [
  ...[...runsOf("moons"), ...runsOf("correlated_tasks", { tasks: "p=0.5:n=100" })]
    .map((spec) => ({ spec, load: generated })),
  ...[
    words("hard_sharing", "bag_of_embeddings", { optimizer: "adagrad" }),
    words("mmoe", "lstm", { optimizer: "sgd" }),
    tasksSpec("hard_sharing", {}, { weighting: { name: "random" }, rule: { name: "pcgrad" } }),
  ].map((spec) => ({ spec, load: numbered })),
  {
    spec: halvesSpec({ method: "from_scratch" }),
    load: () => Promise.resolve(asHalves(fewHalves)),
  },
];

for (const { spec, load } of cases) {
  const { name, rule } = spec.method;
  const { encoder } = spec.protocol;
  Deno.test(`${spec.suite.name}: a run of ${name} with ${encoder.name}, ${rule?.name ?? "no rule"} is the same after others of its program`, async () => {
    const results = async (specs: readonly [RunSpec, typeof load][]) => {
      const graphs: number[] = [];
      const executor = await openDevice("cpu", { onGraph: () => graphs[graphs.length - 1]++ });
      const made = [];
      for (const [spec, load] of specs) {
        graphs.push(0);
        const { record, predictions } = await run(spec, {
          catalogue: builtIn,
          executor,
          environment,
          load,
        });
        const { status, metrics, selected, curve, domainDistance } = record;
        made.push({ status, metrics, selected, curve, domainDistance, predictions });
      }
      return { made, graphs };
    };
    const next = { ...spec, seed: 1 };
    const broken = async (spec: RunSpec) => spoiled(await load(spec));
    const shared = await results([[spec, load], [next, load], [spec, broken], [next, load]]);
    const alone = await results([[next, load]]);
    assert.deepEqual(shared.made.map(({ status }) => status === "ok"), [true, true, false, true]);
    assert.deepEqual(shared.made[1], alone.made[0]);
    assert.deepEqual(shared.made[3], alone.made[0]);
    // A run that fails early needs no predictions, and their plans are not kept.
    const [first, second, third, fourth] = shared.graphs;
    assert.deepEqual([first, second, third], [alone.graphs[0], 0, 0]);
    assert.ok(fourth < first);
  });
}

/** Replaces the numbers of all training rows by NaN, and words by one that is not in the vocabulary. */
function spoiled(data: LoadedDomains): LoadedDomains {
  const rows = ({ x, y }: Rows): Rows => {
    const { shape, data } = toDense(x);
    return {
      x: { shape, data: data.slice().fill(data instanceof Float32Array ? NaN : -1) },
      y,
    };
  };
  return Object.fromEntries(
    Object.entries(data).map(([domain, { train, ...others }]): [string, DomainData] => [
      domain,
      { ...others, train: train.map(rows) },
    ]),
  );
}
