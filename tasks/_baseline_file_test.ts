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
