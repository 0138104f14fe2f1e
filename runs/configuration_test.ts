import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { inFolder } from "../tests/end_to_end/bench.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const module = new URL("configuration.ts", import.meta.url).href;

/** The arguments of a program that runs in a folder: the folder is the process's own. */
async function argumentsIn(cwd: string): Promise<string[]> {
  const program = `import { configurationArguments } from "${module}";
    console.log(JSON.stringify(await configurationArguments()));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", program],
    cwd,
  })
    .output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("configurationArguments: a copy's own, or those of a project that links to it", () =>
  inFolder(async (folder) => {
    const own = ["--config", `${root}deno.json`];
    const inner = `${await Deno.realPath(folder)}/project/inner`;
    await Deno.mkdir(inner, { recursive: true });
    assert.deepEqual(await argumentsIn(inner), own);
    // The nearest one is not the one that links.
    await Deno.writeTextFile(`${inner}/deno.json`, `{ "links": ["../elsewhere"] }`);
    assert.deepEqual(await argumentsIn(inner), own);
    const path = `${inner.slice(0, -"/inner".length)}/deno.jsonc`;
    await Deno.writeTextFile(
      path,
      `{ // The copy: "links": []
        "imports": { "b/": "https://example.org/" }, /* "links": [
        */ "links": ["./none", "${root.slice(0, -1)}",],
      }`,
    );
    assert.deepEqual(await argumentsIn(inner), ["--config", path]);
    await Deno.writeTextFile(path, "{ no JSON");
    assert.deepEqual(await argumentsIn(inner), own);
  }));
