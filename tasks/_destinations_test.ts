import assert from "node:assert/strict";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { absolutePath, checkFile, checkFolder, folderRefusal } from "./_destinations.ts";
import { UsageError } from "./_program.ts";

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("absolutePath is relative to the working directory, and refuses an empty path", () => {
  assert.equal(absolutePath("--out", "a/../b"), `${Deno.cwd()}/b`);
  assert.equal(absolutePath("--out", "/a"), "/a");
  assert.throws(() => absolutePath("--out", ""), UsageError);
});

Deno.test("checkFolder accepts a folder that exists or can be created, and leaves nothing behind", () =>
  inFolder(async (folder) => {
    await checkFolder(folder, "--out");
    await checkFolder(`${folder}/a/b`, "--out");
    assert.deepEqual(names(folder), []);
  }));

Deno.test("checkFolder refuses a file and a path below a file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    for (const path of [`${folder}/file`, `${folder}/file/below`]) {
      await assert.rejects(checkFolder(path, "--out"), {
        message: `Cannot write to '${path}': Not a directory; name another folder with --out`,
      });
    }
    assert.equal(await folderRefusal(folder, "--out"), undefined);
  }));

Deno.test("checkFile accepts a file that exists or can be created, and does not change it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/file`;
    for (const append of [false, true]) await checkFile(path, "--junit", { append });
    assert.deepEqual(names(folder), []);
    await Deno.writeTextFile(path, "content");
    for (const append of [false, true]) await checkFile(path, "--junit", { append });
    assert.equal(await Deno.readTextFile(path), "content");
    assert.deepEqual(names(folder), ["file"]);
  }));

Deno.test("checkFile refuses a folder, a device, and a file in a missing folder", () =>
  inFolder(async (folder) => {
    const refused: [path: string, reason: string][] = [
      [folder, "Is a directory"],
      ["/dev/null", "Not a regular file"],
      [`${folder}/none/file`, "No such file or directory"],
    ];
    for (const [path, reason] of refused) {
      await assert.rejects(checkFile(path, "--junit"), {
        message: `Cannot write '${path}': ${reason}; name another file with --junit`,
      });
    }
  }));

const ignore = Deno.build.os !== "linux";

Deno.test(
  "checkFolder refuses a folder that takes no files, even from root",
  { ignore },
  async () => {
    await assert.rejects(
      checkFolder("/proc/graft", "--out"),
      /^Error: Cannot write to '\/proc\/graft': .*; name another folder with --out$/,
    );
  },
);
