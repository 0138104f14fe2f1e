import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { readBenchOptions, readGrids } from "./_named_modules.ts";

const project = new URL("../tests/fixtures/own_project/", import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, project));

Deno.test("readBenchOptions runs the suites of a module, with what the module exports besides", async () => {
  const { suites, methods, catalogue, results } = await readBenchOptions([
    ...[path("turned_moons.ts"), "--methods", "mmd,mean_matching"],
    // The value of an option is no module.
    ...["--use", path("imtl_l.ts"), "--results", path("turned_moons.ts")],
  ]);
  assert.deepEqual(suites.map(({ name }) => name), ["turned_moons"]);
  assert.deepEqual(methods, ["mmd", "mean_matching"]);
  assert.equal(results, path("turned_moons.ts"));
  for (const name of ["methods/mean_matching", "selections/confidence", "weightings/imtl_l"]) {
    assert.match(catalogue.code[name], /^[0-9a-f]{64}$/);
  }
  assert.equal(catalogue.methods.mmd.name, "mmd");
});

Deno.test("readBenchOptions refuses a module without a suite in the place of one", () =>
  assert.rejects(readBenchOptions(["moons", path("maxout.ts")]), {
    name: "UsageError",
    message: `Cannot run '${path("maxout.ts")}': it exports no suite; ` +
      "with --use its other entries join the catalogue",
  }));

Deno.test("readBenchOptions: the value of an option of a module's own setting is no module", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/setting.ts`,
      `import { defineSetting, defineSuite, settings, suites } from "@graft/graft";
       const setting = settings.unsupervised_adaptation;
       const options = { ...setting.options, angle: { value: "A", describe: "an angle" } };
       export const own = defineSetting({ ...setting, name: "own", options, picks: "angle" });
       export default defineSuite({ ...suites.moons, name: "own_moons", setting: "own" });`,
    );
    const { suites, settingOptions } = await readBenchOptions([
      ...[`${folder}/setting.ts`, "--angle", "0.5", "--seeds", "1"],
    ]);
    assert.deepEqual(suites.map(({ name }) => name), ["own_moons"]);
    assert.deepEqual(settingOptions, { angle: "0.5" });
  }));

Deno.test("readGrids: a grid can name suites by their module", async () => {
  const module = path("turned_moons.ts");
  const grids = await readGrids(
    [`${module} --seeds 3`, "moons --methods mean_matching,weighted --seeds 2"],
    [],
    ["--results", "gate"],
  ).catch((error) => error.message);
  assert.match(grids as string, /^Cannot find method 'weighted': there are .*\bmean_matching\b/);
  const [own, moons] = await readGrids(
    [`${module} --seeds 3`, "moons --methods mean_matching"],
    [],
    ["--threads", "2"],
  );
  assert.deepEqual([own, moons].map(({ suites: [{ name }], threads }) => [name, threads]), [
    ["turned_moons", 2],
    ["moons", 2],
  ]);
});
