import assert from "node:assert/strict";
import { benchJson, ended, inFolder, start } from "./bench.ts";

Deno.test("peer compares our means with the other program's, and lists missing runs", () =>
  inFolder(async (folder) => {
    const results = `${folder}/results`;
    const { suites: [{ cells }] } = await benchJson([
      ...["moons", "--methods", "source_only", "--seeds", "1", "--results", results],
      ...["--protocol", "epochs=20,validation=0"],
    ]);
    const ours = 100 * cells.find(({ selection }) => selection === "last")!.mean!;
    const theirs = ["source_only", "dann"].map((method) =>
      JSON.stringify({ method, pair: "0-35", seed: 2, accuracy: 0.5 })
    );
    await Deno.writeTextFile(`${folder}/peer.jsonl`, `{"load_s": 1}\n${theirs.join("\n")}\n`);
    const { code, stdout, stderr } = await ended(
      start("peer", [
        ...["moons", "--peer", `${folder}/peer.jsonl`, "--results", results],
        ...["--protocol", "validation=0,epochs=20"],
      ]),
    );
    assert.equal(code, 0, stderr);
    const gap = `+${(ours - 50).toFixed(1)}`;
    const row = stdout.split("\n").find((line) => line.startsWith("| source_only"))!;
    assert.ok(row.includes(`${ours.toFixed(1)} / 50.0 (${gap})`), row);
    assert.match(stdout, /\| dann +\| +not run \/ 50\.0/);
  }));

Deno.test("peer names the line that is not JSON, and asks for a missing file", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/runs`);
    await Deno.writeTextFile(`${folder}/peer.jsonl`, "{}\n{\n");
    const args = ["moons", "--results", folder];
    const broken = await ended(start("peer", [...args, "--peer", `${folder}/peer.jsonl`]));
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /^error: .*peer\.jsonl', line 2[^\n]*\n$/);
    const without = await ended(start("peer", args));
    assert.equal(without.code, 2);
    assert.match(without.stderr, /^error: .*--peer[^\n]*\n$/);
  }));
