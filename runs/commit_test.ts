import assert from "node:assert/strict";
import { inFolder } from "../tests/end_to_end/bench.ts";
import { commitOf, isCommitted } from "./commit.ts";

/** The environment without git's variables, which name a repository if the tests run in a hook. */
const environment = Object.fromEntries(
  Object.entries(Deno.env.toObject()).filter(([name]) => !name.startsWith("GIT_")),
);

/** Runs git in a folder and returns its output. */
async function git(folder: string, ...args: string[]): Promise<string> {
  const settings = ["user.name=a", "user.email=a@b.invalid", "protocol.file.allow=always"];
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: ["-C", folder, ...settings.flatMap((setting) => ["-c", setting]), ...args],
    clearEnv: true,
    env: environment,
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

/** Makes a repository that tracks a file and returns its commit. */
async function repository(folder: string, file: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  await git(folder, "init", "--quiet");
  await Deno.writeTextFile(`${folder}/${file}`, folder);
  await git(folder, "add", file);
  await git(folder, "commit", "--quiet", "-m", "one");
  return git(folder, "rev-parse", "HEAD");
}

Deno.test("commitOf: the commit of a tracked file, with + if the working tree differs", () =>
  inFolder(async (folder) => {
    const head = await repository(folder, "code.ts");
    const file = `${folder}/code.ts`;
    assert.equal(await commitOf(file), head);
    await Deno.writeTextFile(`${folder}/notes.txt`, "untracked");
    assert.equal(await commitOf(file), head);
    await Deno.writeTextFile(file, "changed");
    assert.equal(await commitOf(file), `${head}+`);
  }));

Deno.test("commitOf: unknown for a file that the repository does not track", () =>
  inFolder(async (folder) => {
    assert.equal(await commitOf(`${folder}/code.ts`), "unknown");
    await git(folder, "init", "--quiet");
    await Deno.writeTextFile(`${folder}/code.ts`, "");
    await git(folder, "add", "code.ts");
    assert.equal(await commitOf(`${folder}/code.ts`), "unknown", "without a commit");

    const head = await repository(`${folder}/outer`, ".gitignore");
    await Deno.writeTextFile(`${folder}/outer/.gitignore`, "ignored\n");
    await git(`${folder}/outer`, "commit", "--quiet", "-am", "two");
    for (const inner of ["vendor", "ignored"]) {
      await Deno.mkdir(`${folder}/outer/${inner}`);
      await Deno.writeTextFile(`${folder}/outer/${inner}/code.ts`, "");
      assert.equal(await commitOf(`${folder}/outer/${inner}/code.ts`), "unknown", inner);
    }
    await git(`${folder}/outer`, "add", "vendor");
    assert.match(await commitOf(`${folder}/outer/vendor/code.ts`), /\+$/, "not yet committed");
    assert.notEqual(await git(`${folder}/outer`, "rev-parse", "HEAD"), head);
  }));

Deno.test("commitOf: a linked working tree and a submodule have their own", () =>
  inFolder(async (folder) => {
    const head = await repository(`${folder}/graft`, "code.ts");
    const outer = await repository(`${folder}/outer`, "theirs.ts");
    await git(`${folder}/outer`, "submodule", "--quiet", "add", `${folder}/graft`, "graft");
    assert.equal(await commitOf(`${folder}/outer/graft/code.ts`), head);
    assert.notEqual(head, outer);

    await git(`${folder}/graft`, "worktree", "add", "--quiet", `${folder}/linked`);
    await Deno.writeTextFile(`${folder}/linked/code.ts`, "changed");
    await git(`${folder}/linked`, "commit", "--quiet", "-am", "two");
    assert.equal(
      await commitOf(`${folder}/linked/code.ts`),
      await git(`${folder}/linked`, "rev-parse", "HEAD"),
    );
    assert.equal(await commitOf(`${folder}/graft/code.ts`), head);
  }));

Deno.test("commitOf: ignores git's variables, as set in hooks", () =>
  inFolder(async (folder) => {
    const head = await repository(`${folder}/graft`, "code.ts");
    await repository(`${folder}/other`, "code.ts");
    const hook = {
      ...environment,
      GIT_DIR: `${folder}/other/.git`,
      GIT_WORK_TREE: `${folder}/other`,
      GIT_INDEX_FILE: `${folder}/other/.git/index`,
      GIT_PREFIX: "",
    };
    assert.equal(await commitOf(`${folder}/graft/code.ts`, hook), head);

    // The same where they are the process's own.
    const print = `import { commitOf } from "${import.meta.resolve("./commit.ts")}";
      console.log(await commitOf("${folder}/graft/code.ts"));`;
    await Deno.writeTextFile(`${folder}/print.ts`, print);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--no-config", "-A", `${folder}/print.ts`],
      env: hook,
    }).output();
    assert.equal(new TextDecoder().decode(stdout).trim(), head);
  }));

Deno.test("commitOf: unknown without git", () =>
  inFolder(async (folder) => {
    await repository(folder, "code.ts");
    assert.equal(await commitOf(`${folder}/code.ts`, { PATH: folder }), "unknown");
  }));

Deno.test("isCommitted: false for unknown and modified commits", () => {
  const commit = "de421ec1b23deca672f5eaba964558ee1abe9e2e";
  assert.deepEqual([commit, `${commit}+`, "unknown"].map(isCommitted), [true, false, false]);
});
