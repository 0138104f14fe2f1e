import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expand } from "./expand.ts";
import { builtIn } from "./catalogue.ts";
import { runId } from "../records/run_id.ts";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { readCode } from "./module_code.ts";
import { addModules, addUses, namesIn } from "./modules.ts";
import { RequestError } from "./request_error.ts";

/** Returns the text of a module that exports a method by a name, from some fields. */
const methodModule = (name: string, fields = "", head = "", as = "default"): string =>
  `${head}
import { defineMethod, learnFrom } from "@graft/graft";
const entry = defineMethod({
  name: "${name}",
  title: "A method",
  paper: { title: "A paper", authors: ["Author"], venue: "Venue", year: 2026, url: "https://example.org" },
  setting: "unsupervised_adaptation",
  reads: { source: "labelled", target: "none" },
  params: {},
  create: (_values, ...made) => learnFrom("source", ...made),
  ${fields}
});
export { entry as ${as} };
`;

/** Writes files, by path, into a folder. */
async function write(folder: string, files: { readonly [path: string]: string }): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(new URL(".", pathToFileURL(`${folder}/${path}`)), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
}

const hashIn = async (folder: string, path = "mine.ts"): Promise<string> => {
  const address = pathToFileURL(`${folder}/${path}`).href;
  return (await readCode(address)).hashOf(address);
};

const project = {
  "mine.ts": methodModule(
    "mine",
    "",
    `import { A } from "./a/k.ts"; import { B } from "./b/k.ts";`,
  ),
  "a/k.ts": "export const A = 1;",
  "b/k.ts": "export const B = 2;",
};

Deno.test("a module's hash is that of its text and its imports' texts, wherever the folder is", () =>
  inFolder(async (folder) => {
    await write(`${folder}/here`, project);
    await write(`${folder}/else/where`, project);
    const hash = await hashIn(`${folder}/here`);
    assert.match(hash, /^[0-9a-f]{64}$/);
    assert.equal(await hashIn(`${folder}/else/where`), hash);
    await write(`${folder}/here`, { "unused.ts": "export {};", "deno.lock": "{}" });
    assert.equal(await hashIn(`${folder}/here`), hash);
    const others = [
      { ...project, "mine.ts": `${project["mine.ts"]}\n// A comment.` },
      { ...project, "a/k.ts": "export const A = 3;" },
      // The same texts under the same names, in the other's folder.
      { ...project, "a/k.ts": project["b/k.ts"], "b/k.ts": project["a/k.ts"] },
    ];
    const hashes = new Set([hash]);
    for (const [i, other] of others.entries()) {
      await write(`${folder}/${i}`, other);
      hashes.add(await hashIn(`${folder}/${i}`));
    }
    assert.equal(hashes.size, 4);
  }));

Deno.test("a module's code is that of its files and packages, without Graft's", () =>
  inFolder(async (folder) => {
    await write(folder, {
      "mine.ts": methodModule(
        "mine",
        "",
        `import colors from "npm:picocolors@1.1.1"; import "./b.ts"; import data from "./d.json" with { type: "json" };`,
      ),
      "b.ts": `import type { T } from "./types.ts"; export const later = () => import("./c.ts");`,
      "c.ts": "export {};",
      "d.json": "[1]",
      "types.ts": "export type T = 1;",
    });
    const address = (path: string) => pathToFileURL(`${folder}/${path}`).href;
    const { files, modules } = await readCode(address("mine.ts"));
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    assert.deepEqual(
      Object.keys(files).toSorted(),
      [...["b.ts", "c.ts", "d.json", "mine.ts"].map(address), "npm:/picocolors@1.1.1"],
    );
    assert.equal(files[address("d.json")], sha256("[1]"));
    assert.equal(files["npm:/picocolors@1.1.1"], sha256("picocolors@1.1.1"));
    // Those that are loaded only when their function is called are not; types are no code.
    assert.deepEqual(modules, [address("b.ts"), address("mine.ts")]);
  }));

Deno.test("a module within Graft's folder is hashed, too", async () => {
  const graft = fileURLToPath(new URL("../.graft", import.meta.url));
  await Deno.mkdir(graft, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: graft });
  try {
    await write(folder, { "mine.ts": methodModule("mine") });
    const before = await hashIn(folder);
    await write(folder, { "mine.ts": methodModule("mine", "version: 2,") });
    assert.notEqual(await hashIn(folder), before);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** A suite of the moons with two methods of other modules, which its module exports, too. */
const suiteModule = `
import { defineSuite, suites } from "@graft/graft";
export { default as first } from "./first.ts";
export { default as second } from "./second.ts";
export default defineSuite({ ...suites.moons, name: "mine", methods: { source_only: {}, first: {}, second: {} } });
`;

Deno.test("addModules: an entry has the hash of the module that makes it, not of one that collects it", () =>
  inFolder(async (folder) => {
    const codeOf = async (copy: string, second: string) => {
      await write(`${folder}/${copy}`, {
        "suite.ts": suiteModule,
        "first.ts": methodModule("first"),
        "second.ts": second,
      });
      const catalogue = await addModules(builtIn, [`${folder}/${copy}/suite.ts`]);
      assert.deepEqual(await namesIn(`${folder}/${copy}/suite.ts`, "suites", catalogue), ["mine"]);
      const specs = expand(catalogue.suites.mine, { seeds: 1 }, catalogue);
      const ids = Object.fromEntries(specs.map((spec) => [spec.method.name, runId(spec)]));
      return { code: catalogue.code, ids, specs };
    };
    const before = await codeOf("before", methodModule("second"));
    const after = await codeOf("after", methodModule("second", "version: 2,"));
    assert.deepEqual(Object.keys(before.code).toSorted(), [
      ...["methods/first", "methods/second", "suites/mine"],
    ]);
    assert.equal(after.code["methods/first"], before.code["methods/first"]);
    assert.notEqual(after.code["methods/second"], before.code["methods/second"]);
    assert.equal(after.ids.source_only, before.ids.source_only);
    assert.equal(after.ids.first, before.ids.first);
    assert.notEqual(after.ids.second, before.ids.second);
    const [builtInSpec, ofFirst] = before.specs;
    assert.equal(builtInSpec.method.code, undefined);
    assert.equal(ofFirst.method.code, before.code["methods/first"]);
    assert.equal(before.code["methods/first"], await hashIn(`${folder}/before`, "first.ts"));
  }));

Deno.test("addModules takes an entry once that several modules export", () =>
  inFolder(async (folder) => {
    await write(folder, {
      "suite.ts": suiteModule,
      "first.ts": methodModule("first"),
      "second.ts": methodModule("second"),
    });
    const paths = ["first.ts", "suite.ts", "first.ts"].map((path) => `${folder}/${path}`);
    const { methods, uses } = await addModules(builtIn, paths);
    assert.equal(methods.first.title, "A method");
    assert.equal(uses.length, 2);
    assert.deepEqual(Object.keys(builtIn.methods).filter((name) => name === "first"), []);
  }));

Deno.test("addUses adds what addModules has added, and refuses code that has changed since", () =>
  inFolder(async (folder) => {
    await write(folder, { ...project, "mine.ts": project["mine.ts"] });
    const { uses, code } = await addModules(builtIn, [`${folder}/mine.ts`]);
    // As a worker receives them.
    const sent = JSON.parse(JSON.stringify(uses));
    const again = await addUses(builtIn, sent);
    assert.equal(again.methods.mine.name, "mine");
    assert.deepEqual(again.code, code);
    await write(folder, { "b/k.ts": "export const B = 3;" });
    await assert.rejects(addUses(builtIn, sent), {
      name: "RequestError",
      message: `Cannot use '${uses[0].address}': ${folder}/b/k.ts has changed since the start; ` +
        "start again",
    });
  }));

/** Modules that cannot be used, and the reasons. */
const unusable: { readonly [name: string]: readonly [text: string, reason: string] } = {
  "a module that throws": [
    `throw new Error("It was raining.\\nAll day.");`,
    "it cannot be loaded: It was raining.",
  ],
  "a module with a mistake": ["export default {", "Unexpected token"],
  "a missing import": [`import "./absent.ts";`, "Module not found"],
  "a module without an entry": [
    "export default { name: 'mine' };",
    "it exports nothing that a define function returns",
  ],
  "the name of a built-in entry": [
    methodModule("dann"),
    "there is a method 'dann' already; give its method 'dann' another name",
  ],
  "a name with capitals": [
    methodModule("Mine"),
    "its method 'Mine' must have a name of small letters, digits and _",
  ],
  "an unknown setting": [
    methodModule("mine", `setting: "zero_shot",`),
    "its method 'mine' is of the setting 'zero_shot': there are " +
    "domain_generalisation, inductive_transfer, multi_task, unsupervised_adaptation",
  ],
  "a setting with an optimizer's option": [
    `import { defineSetting, settings } from "@graft/graft";
     const { unsupervised_adaptation: setting } = settings;
     const protocol = { momentum: setting.protocol.validation };
     export default defineSetting({ ...setting, name: "mine", protocol });`,
    "its setting 'mine' has a parameter 'momentum', which the optimizer sgd has, too: give it another name",
  ],
  "an entry without its function": [
    methodModule("mine", `create: undefined,`),
    "the create of its method 'mine' must be a function, current value is undefined",
  ],
  "an entry without a paper": [
    methodModule("mine", `paper: undefined,`),
    "the paper of its method 'mine' must be an object, current value is undefined",
  ],
  "a paper without a year": [
    methodModule("mine", `paper: { title: "T", authors: [], venue: "V", url: "u" },`),
    "the year of the paper of its method 'mine' must be a number, current value is undefined",
  ],
};

for (const [name, [text, reason]] of Object.entries(unusable)) {
  Deno.test(`addModules refuses ${name}, in one line`, () =>
    inFolder(async (folder) => {
      await write(folder, { "mine.ts": text });
      const error = await addModules(builtIn, [`${folder}/mine.ts`]).catch((error) => error);
      assert.ok(error instanceof RequestError, String(error));
      assert.ok(error.message.startsWith(`Cannot use '${folder}/mine.ts': `), error.message);
      assert.ok(error.message.includes(reason), error.message);
      assert.doesNotMatch(error.message, /\n/);
    }));
}

Deno.test("addModules refuses a file that does not exist, with its path", () =>
  assert.rejects(addModules(builtIn, ["/absent/mine.ts"]), {
    message: "Cannot use '/absent/mine.ts': there is no file '/absent/mine.ts'",
  }));

Deno.test("addModules: a method can be of a setting that a later module declares", () =>
  inFolder(async (folder) => {
    await write(folder, {
      "method.ts": methodModule("mine", `setting: "zero_shot",`),
      "setting.ts": `
import { defineSetting, settings } from "@graft/graft";
export default defineSetting({ ...settings.unsupervised_adaptation, name: "zero_shot" });`,
    });
    const { methods, settings } = await addModules(
      builtIn,
      ["method.ts", "setting.ts"].map((path) => `${folder}/${path}`),
    );
    assert.equal(methods.mine.setting, settings.zero_shot.name);
  }));
