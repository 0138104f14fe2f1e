import assert from "node:assert/strict";
import type { Use } from "../../settings/catalogue.ts";
import { workerArguments } from "./worker_arguments.ts";

const use = (...addresses: string[]): Use => ({
  address: addresses[0],
  code: {},
  files: Object.fromEntries(addresses.map((address) => [address, "hash"])),
});

const importing = (args: readonly string[]) =>
  args.filter((arg) => arg.startsWith("--allow-import"));

Deno.test("workerArguments: a worker may read, but write, run and reach nothing", async () => {
  const program = new URL("worker.ts", import.meta.url);
  const args = await workerArguments(program, [use("file:///mine.ts", "npm:/picocolors@1.1.1")]);
  assert.equal(args[0], "run");
  assert.equal(args.at(-1), program.href);
  assert.deepEqual(args.filter((arg) => arg.startsWith("--allow")), [
    ...["--allow-read", "--allow-env", "--allow-sys", "--allow-ffi"],
  ]);
});

Deno.test("workerArguments: imports are allowed from the hosts of the program and of users' modules", async () => {
  const program = new URL("https://jsr.io/@graft/graft/0.1.0/runs/launch/worker.ts");
  assert.deepEqual(importing(await workerArguments(program, [])), ["--allow-import=jsr.io"]);
  const uses = [
    use("https://example.org/a.ts", "https://example.org/b.ts", "http://127.0.0.1:8000/c.ts"),
    use("file:///d.ts"),
  ];
  assert.deepEqual(importing(await workerArguments(program, uses)), [
    "--allow-import=jsr.io,example.org,127.0.0.1:8000",
  ]);
});
