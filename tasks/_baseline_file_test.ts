import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { readBaseline } from "./_baseline_file.ts";

const embedded = fileURLToPath(new URL("../docs/baselines/embedded.json", import.meta.url));

Deno.test("readBaseline: reads the documented baseline", async () => {
  assert.equal((await readBaseline(embedded)).experiments.length, 5);
});

Deno.test("readBaseline: detects a spec that was edited by hand", () =>
  inFolder(async (folder) => {
    const path = `${folder}/b.json`;
    const text = await Deno.readTextFile(embedded);
    await Deno.writeTextFile(path, text.replace('"epochs": ', '"epochs": 1'));
    await assert.rejects(readBaseline(path), {
      name: "SyntaxError",
      message:
        /: experiments\.0\.runs\.\d+ is not the id of its spec, which has been changed; --update/,
    });
  }));

Deno.test("readBaseline: names the arguments that make a baseline of an earlier format anew", () =>
  inFolder(async (folder) => {
    const path = `${folder}/b.json`;
    const baseline = JSON.parse(await Deno.readTextFile(embedded));
    const earlier = { ...baseline, format: 1, level: 0.1, grids: ["moons --seeds 8", "digits"] };
    await Deno.writeTextFile(path, JSON.stringify(earlier));
    await assert.rejects(readBaseline(path), {
      name: "SyntaxError",
      message:
        `Cannot read baseline '${path}': format must be 2, current value is 1; remove it and ` +
        'make it anew with --update --level 0.1 --selections last,oracle --grid "moons --seeds 8" --grid "digits"',
    });
    // A later format, or one without grids, cannot be made anew from what it says.
    for (const other of [{ ...earlier, format: 3 }, { ...earlier, grids: [] }]) {
      await Deno.writeTextFile(path, JSON.stringify(other));
      await assert.rejects(readBaseline(path), { message: /; --update makes one$/ });
    }
  }));
