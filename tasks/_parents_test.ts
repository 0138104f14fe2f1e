import assert from "node:assert/strict";
import { parentsOf, type Process } from "./_parents.ts";

/** A chain of processes from the first, whose parent is 1, to the last; returns the watched ones above the last. */
function watched(...commands: string[]): string[] {
  const processes = commands.map((command, i): Process => ({
    pid: 101 + i,
    parent: i === 0 ? 1 : 100 + i,
    command,
  }));
  const all = [{ pid: 1, parent: 0, command: "/sbin/init" }, ...processes];
  return parentsOf(all.toReversed(), 100 + commands.length)
    .map(({ parent }) => all.find(({ pid }) => pid === parent)!.command);
}

const run = "/usr/lib/node_modules/deno/deno run --allow-read tasks/bench.ts moons";
const task = "deno task bench moons";

Deno.test("parentsOf: npx, npm's shell, npm's deno and deno task", () => {
  const npx = "npm exec deno@2.9.6 task bench moons";
  const shell = "sh -c 'deno' task bench moons";
  const wrapper = "node /root/.npm/_npx/1a/node_modules/.bin/deno task bench moons";
  assert.deepEqual(watched("-bash", npx, shell, wrapper, task, run), [task, wrapper, shell, npx]);
  assert.deepEqual(watched("/usr/bin/zsh", npx, task, run), [task, npx]);
});

Deno.test("parentsOf: no shell at the top, since its children may outlive it", () => {
  assert.deepEqual(watched("sshd: user", "bash -c nohup deno task bench moons &", task, run), [
    task,
  ]);
  for (const shell of ["-bash", "bash", "/bin/sh -c x", "zsh", "fish", "dash", "/usr/bin/ash"]) {
    assert.deepEqual(watched("tmux", shell, run), [], shell);
    assert.deepEqual(watched("tmux", shell, task, run), [task], shell);
  }
});

Deno.test("parentsOf: a program that starts Graft itself, and none above it", () => {
  assert.deepEqual(watched("jupyter", "python3 study.py", run), ["python3 study.py"]);
  assert.deepEqual(watched("jupyter", "python3 study.py", task, run), [task]);
});

Deno.test("parentsOf: none for a process that is not in the table", () => {
  assert.deepEqual(parentsOf([], 7), []);
});
