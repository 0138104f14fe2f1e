import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { userFolder } from "./_program.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

Deno.test("userFolder: under deno task, which runs in Graft's folder, the caller's folder", () => {
  assert.equal(userFolder(root, "/home/user"), "/home/user");
  assert.equal(userFolder(root.replace(/\/$/, ""), "/home/user"), "/home/user");
});

Deno.test("userFolder: elsewhere the working directory, for any INIT_CWD of another program", () => {
  assert.equal(userFolder(root, ""), root);
  const elsewhere = Deno.makeTempDirSync();
  assert.equal(userFolder(elsewhere, "/home/user"), elsewhere);
  Deno.removeSync(elsewhere);
});
