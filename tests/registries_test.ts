import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

Deno.test("the registries and the tables in docs/ are up to date with deno task gen", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fileURLToPath(new URL("../tasks/gen.ts", import.meta.url)), "--check"],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
});
