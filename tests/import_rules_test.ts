import assert from "node:assert/strict";

/** An import of one of our files. */
interface Import {
  /** Path from the root: `methods/dann.ts`. */
  readonly from: string;
  /** Path from the root, or `npm:…`. */
  readonly to: string;
  /** Whether types alone are imported. */
  readonly typeOnly: boolean;
}

/** For each folder, the folders of ours whose values, and whose types, it may import. */
const allowed: Record<string, { readonly values: string[]; readonly types: string[] }> = {
  descriptors: { values: [], types: [] },
  engine: { values: [], types: [] },
  datasets: { values: ["descriptors"], types: ["engine"] },
  encoders: { values: ["descriptors", "engine"], types: [] },
  methods: { values: ["descriptors", "engine"], types: ["datasets", "encoders"] },
  suites: { values: ["descriptors", "datasets", "encoders", "methods"], types: ["engine"] },
  reports: { values: ["descriptors"], types: [] },
};

/** Says what is wrong with an import, if anything. */
function violation({ from, to, typeOnly }: Import): string | undefined {
  const [folder] = from.split("/");
  const rule = allowed[folder];
  if (!rule) return;
  const said = `${from} imports ${to}`;
  if (to.startsWith("npm:")) {
    return /^npm:\/?(@tensorflow\/|onnxruntime)/.test(to) && folder !== "engine"
      ? `${said}: backends belong to engine`
      : undefined;
  }
  const [target] = to.split("/");
  if (target === folder) {
    const entry = /^methods\/(?!_|mod\.ts|method\.ts)/;
    return entry.test(from) && entry.test(to)
      ? `${said}: shared maths belongs in methods/_name.ts`
      : undefined;
  }
  if (rule.values.includes(target) || (typeOnly && rule.types.includes(target))) return;
  if (from === "suites/run.ts" && target === "engine") return;
  if (folder === "reports" && to === "suites/record.ts" && typeOnly) return;
  return typeOnly ? said : `${said}, not as types alone`;
}

async function imports(): Promise<Import[]> {
  const root = new URL("../", import.meta.url).href;
  const found = new Map<string, Import>();
  for (const entry of ["mod.ts", "tasks/bench.ts", "tasks/_worker.ts", "tasks/data.ts"]) {
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", new URL(entry, root).href],
    }).output();
    assert.ok(success, `deno info ${entry}`);
    const { modules } = JSON.parse(new TextDecoder().decode(stdout));
    for (const { specifier, dependencies = [] } of modules) {
      if (!specifier.startsWith(root)) continue;
      const from = specifier.slice(root.length);
      for (const { code, type } of dependencies) {
        const resolved: string | undefined = (code ?? type)?.specifier;
        const ours = resolved?.startsWith(root);
        if (!resolved || !(ours || resolved.startsWith("npm:"))) continue;
        const to = ours ? resolved.slice(root.length) : resolved;
        found.set(`${from} ${to} ${!code}`, { from, to, typeOnly: !code });
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

Deno.test("the import rules notice what they forbid", () => {
  const forbidden: [from: string, to: string, typeOnly: boolean][] = [
    ["engine/eager.ts", "methods/dann.ts", false],
    ["methods/dann.ts", "methods/mmd.ts", false],
    ["methods/dann.ts", "encoders/mlp.ts", false],
    ["methods/dann.ts", "suites/record.ts", true],
    ["datasets/moons.ts", "engine/mod.ts", false],
    ["encoders/mlp.ts", "methods/method.ts", true],
    ["suites/spec.ts", "engine/mod.ts", false],
    ["reports/table.ts", "suites/record.ts", false],
    ["reports/table.ts", "suites/run.ts", true],
    ["methods/mmd.ts", "npm:@tensorflow/tfjs@4.22.0", false],
  ];
  for (const [from, to, typeOnly] of forbidden) {
    assert.ok(violation({ from, to, typeOnly }), `${from} imports ${to}`);
  }
});

Deno.test("the import rules allow what the design needs", () => {
  const fine: [from: string, to: string, typeOnly: boolean][] = [
    ["methods/dann.ts", "methods/_mmd.ts", false],
    ["methods/dann.ts", "encoders/encoder.ts", true],
    ["suites/run.ts", "engine/mod.ts", false],
    ["reports/table.ts", "suites/record.ts", true],
    ["engine/tf.ts", "npm:@tensorflow/tfjs@4.22.0", false],
    ["tasks/bench.ts", "engine/mod.ts", false],
  ];
  for (const [from, to, typeOnly] of fine) {
    assert.equal(violation({ from, to, typeOnly }), undefined);
  }
});
