import assert from "node:assert/strict";

/** An import of one of our files. */
interface Import {
  /** Path from the root: `methods/unsupervised_adaptation/dann.ts`. */
  readonly from: string;
  /** Path from the root, or `npm:…`. */
  readonly to: string;
  readonly how: How;
}

/** Imports of values, of types only, or of values loaded on demand. */
type How = "values" | "types" | "on demand";

/** Every program and the modules that programs start. */
const entries = [
  "cli.ts",
  "mod.ts",
  ...["bench", "data", "doctor", "gen", "measure", "peer", "regress", "report", "reproduce"]
    .map((task) => `tasks/${task}.ts`),
  "reports/figures/drawing_worker.ts",
  "runs/launch/worker.ts",
  "tasks/_measure_worker.ts",
];

/** Packages that only some folders may import. */
const packages: [name: RegExp, folder: string, rule: string][] = [
  [/^npm:\/?(@tensorflow\/|onnxruntime)/, "engine/", "backends belong to engine"],
  [/^npm:\/?pbf@/, "engine/compiled/", "ONNX files are written in engine/compiled"],
];

/** Parts of the engine, the files that import them, those that load them on demand, and the rule. */
const engineRules: [part: RegExp, by: RegExp, onDemandBy: RegExp, rule: string][] = [
  [
    // The package's manifest loads everywhere.
    /^(npm:\/?onnxruntime(?!.*\/package\.json$)|engine\/compiled\/(executor|feeding|sessions)\.ts)/,
    /^engine\/compiled\/(executor|feeding|sessions)\.ts/,
    /^engine\/devices\/_compiled\.ts/,
    "the binding of ONNX Runtime does not load everywhere; GPUs load it on demand",
  ],
  [
    /^engine\/compiled\//,
    /^engine\/(compiled|fused)\//,
    /^(?!)/,
    "graphs are made where they are run",
  ],
  [/^engine\/fused\//, /^engine\/fused\//, /^engine\/devices\/cpu\.ts/, "cpu loads it on demand"],
  [
    /^engine\/native\//,
    /^engine\/(native|fused)\//,
    /^engine\/devices\//,
    "devices load native code on demand",
  ],
];

const A = "methods/unsupervised_adaptation";

/** For each folder, the folders whose values and types it may import. */
const allowed: Record<string, { readonly values: string[]; readonly types: string[] }> = {
  descriptors: { values: [], types: [] },
  engine: { values: ["descriptors"], types: [] },
  datasets: { values: ["descriptors"], types: ["engine"] },
  encoders: { values: ["descriptors", "engine"], types: ["datasets"] },
  methods: { values: ["descriptors", "engine"], types: ["datasets", "encoders"] },
  records: { values: ["descriptors"], types: ["engine"] },
  selection: { values: ["descriptors", "records"], types: ["engine"] },
  settings: {
    values: ["datasets", "descriptors", "encoders", "engine", "methods", "records", "selection"],
    types: ["suites"],
  },
  suites: { values: ["descriptors", "datasets", "records"], types: ["engine", "settings"] },
  runs: {
    values: [
      ...["datasets", "deno.json", "descriptors", "encoders", "engine", "methods", "records"],
      ...["selection", "settings", "suites"],
    ],
    types: [],
  },
  reports: { values: ["descriptors", "records"], types: [] },
};

/** Returns a description of an import's violation, if any. */
function violation({ from, to, how }: Import): string | undefined {
  const [folder] = from.split("/");
  const rule = allowed[folder];
  if (!rule) return;
  const found = `${from} imports ${to}`;
  const part = engineRules.find(([place]) => place.test(to));
  if (
    part && how !== "types" && !part[1].test(from) && !(part[2].test(from) && how === "on demand")
  ) {
    return `${found}: ${part[3]}`;
  }
  if (to.startsWith("npm:")) {
    const broken = packages.find(([name, place]) => name.test(to) && !from.startsWith(place));
    return broken && `${found}: ${broken[2]}`;
  }
  const [target] = to.split("/");
  if (target === folder) {
    const entry = /^methods\/.+\/(?!_|mod\.ts|weighting\.ts|gradient_rule\.ts)[^/]+$/;
    if (entry.test(from) && entry.test(to)) return `${found}: shared maths belongs in _name.ts`;
    const inside = /^(methods|settings)\/([^/]+)\//;
    const [, , setting] = inside.exec(from) ?? [];
    const [, , other = setting] = inside.exec(to) ?? [];
    return setting !== other && setting !== undefined
      ? `${found}: what settings share belongs in ${folder}/_name.ts`
      : undefined;
  }
  const typeOnly = how === "types";
  if (rule.values.includes(target) || (typeOnly && rule.types.includes(target))) return;
  if (folder === "reports" && to === "suites/published/paper.ts" && typeOnly) return;
  return typeOnly ? found : `${found}, not only types`;
}

async function imports(): Promise<Import[]> {
  const root = new URL("../", import.meta.url).href;
  const found = new Map<string, Import>();
  for (const entry of entries) {
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", new URL(entry, root).href],
    }).output();
    assert.ok(success, `deno info ${entry}`);
    const { modules } = JSON.parse(new TextDecoder().decode(stdout));
    for (const { specifier, dependencies = [] } of modules) {
      if (!specifier.startsWith(root)) continue;
      const from = specifier.slice(root.length);
      for (const { code, type, isDynamic } of dependencies) {
        const resolved: string | undefined = (code ?? type)?.specifier;
        const ours = resolved?.startsWith(root);
        if (!resolved || !(ours || resolved.startsWith("npm:"))) continue;
        const to = ours ? resolved.slice(root.length) : resolved;
        const how = !code ? "types" : isDynamic ? "on demand" : "values";
        found.set(`${from} ${to} ${how}`, { from, to, how });
      }
    }
  }
  return [...found.values()];
}

Deno.test("the import rules hold for every file that a program reaches", async () => {
  const all = await imports();
  assert.ok(all.length > 100, `${all.length} imports`);
  assert.deepEqual(all.map(violation).filter(Boolean), []);
});

Deno.test("runs/ prints nothing, reads no command line and listens to no signal", async () => {
  const forbidden =
    /\bconsole\.|Deno\.(args|addSignalListener|exit|std(in|out|err)\.)|\bprocess\.(argv|on|std)/;
  for (const folder of ["runs", "runs/launch"]) {
    const place = new URL(`../${folder}/`, import.meta.url);
    for await (const { name, isFile } of Deno.readDir(place)) {
      // The worker is a program of its own.
      if (!isFile || name.endsWith("_test.ts") || name === "worker.ts") continue;
      assert.doesNotMatch(await Deno.readTextFile(new URL(name, place)), forbidden, name);
    }
  }
});

Deno.test("native code is called in engine/native alone", async () => {
  const engine = new URL("../engine/", import.meta.url);
  const calling: string[] = [];
  for (const path of Deno.readDirSync(engine)) {
    if (!path.isDirectory || path.name === "native") continue;
    const folder = new URL(`${path.name}/`, engine);
    for (const { name, isFile } of Deno.readDirSync(folder)) {
      if (!isFile) continue;
      const text = await Deno.readTextFile(new URL(name, folder));
      if (/Deno\.(dlopen|UnsafeFnPointer|UnsafeCallback)/.test(text)) calling.push(name);
    }
  }
  assert.deepEqual(calling, []);
});

Deno.test("the import rules detect forbidden imports", () => {
  const forbidden: [from: string, to: string, how: How][] = [
    ["engine/eager.ts", `${A}/dann.ts`, "values"],
    [`${A}/dann.ts`, `${A}/mmd.ts`, "values"],
    [`${A}/dann.ts`, "methods/multi_task/_tables.ts", "values"],
    [`${A}/dann.ts`, "encoders/mlp.ts", "values"],
    [`${A}/dann.ts`, "records/record.ts", "types"],
    ["datasets/moons.ts", "engine/mod.ts", "values"],
    ["encoders/mlp.ts", "methods/method.ts", "types"],
    ["suites/moons.ts", "engine/mod.ts", "values"],
    ["settings/multi_task/run.ts", "settings/inductive_transfer/run.ts", "values"],
    ["settings/multi_task/run.ts", "runs/run.ts", "types"],
    ["runs/store.ts", "reports/file_name.ts", "values"],
    ["runs/make_runs.ts", "tasks/_bench_options.ts", "types"],
    ["runs/launch/local.ts", "tasks/_print.ts", "values"],
    ["reports/tables/table.ts", "suites/suite.ts", "types"],
    ["reports/tables/table.ts", "suites/published/paper.ts", "values"],
    ["reports/tables/table.ts", "selection/selection.ts", "types"],
    ["reports/tables/table.ts", "engine/mod.ts", "types"],
    ["selection/oracle.ts", "settings/catalogue.ts", "types"],
    ["reports/tables/table.ts", "runs/run.ts", "types"],
    [`${A}/mmd.ts`, "npm:@tensorflow/tfjs@4.22.0", "values"],
    [`${A}/mmd.ts`, "npm:onnxruntime-node@1.30.0", "on demand"],
    ["engine/devices/cpu.ts", "npm:onnxruntime-node@1.30.0", "values"],
    ["engine/devices/cpu.ts", "engine/compiled/executor.ts", "on demand"],
    ["engine/devices/cpu.ts", "engine/fused/executor.ts", "values"],
    ["engine/devices/cpu.ts", "engine/native/mod.ts", "values"],
    ["engine/fused/executor.ts", "npm:onnxruntime-node@1.30.0", "on demand"],
    ["engine/fused/executor.ts", "engine/compiled/feeding.ts", "values"],
    ["engine/compiled/step.ts", "engine/fused/plan.ts", "values"],
    ["engine/compiled/step.ts", "engine/native/mod.ts", "values"],
    ["engine/eager.ts", "engine/compiled/graph.ts", "values"],
    ["engine/eager.ts", "npm:pbf@5.1.2", "values"],
  ];
  for (const [from, to, how] of forbidden) {
    assert.ok(violation({ from, to, how }), `${from} imports ${to}`);
  }
});

Deno.test("the import rules allow the imports that the design needs", () => {
  const fine: [from: string, to: string, how: How][] = [
    [`${A}/dann.ts`, `${A}/_mmd.ts`, "values"],
    [`${A}/dann.ts`, "methods/_trainer.ts", "values"],
    [`${A}/dann.ts`, "encoders/encoder.ts", "types"],
    ["settings/multi_task/run.ts", "engine/mod.ts", "values"],
    ["settings/multi_task/run.ts", "settings/_training.ts", "values"],
    ["runs/run.ts", "settings/multi_task/run.ts", "values"],
    ["runs/launch/worker.ts", "datasets/mod.ts", "values"],
    ["settings/_checkpoints.ts", "selection/selection.ts", "values"],
    ["reports/tables/table.ts", "records/record.ts", "types"],
    ["reports/tables/table.ts", "records/schema.ts", "values"],
    ["reports/tables/table.ts", "suites/published/paper.ts", "types"],
    ["engine/tf.ts", "npm:@tensorflow/tfjs@4.22.0", "values"],
    ["engine/devices/_compiled.ts", "npm:onnxruntime-node@1.30.0", "on demand"],
    ["engine/devices/_compiled.ts", "engine/compiled/executor.ts", "on demand"],
    ["engine/native/api.ts", "npm:/onnxruntime-node@1.30.0/package.json", "values"],
    ["engine/compiled/executor.ts", "npm:onnxruntime-node@1.30.0", "values"],
    ["engine/compiled/executor.ts", "engine/compiled/sessions.ts", "values"],
    ["engine/fused/executor.ts", "engine/compiled/step.ts", "values"],
    ["engine/fused/open.ts", "engine/native/mod.ts", "values"],
    ["engine/devices/cpu.ts", "engine/fused/executor.ts", "on demand"],
    ["engine/devices/cpu.ts", "engine/native/mod.ts", "on demand"],
    ["engine/compiled/onnx.ts", "npm:pbf@5.1.2", "values"],
    ["tasks/bench.ts", "engine/mod.ts", "values"],
  ];
  for (const [from, to, how] of fine) {
    assert.equal(violation({ from, to, how }), undefined);
  }
});
