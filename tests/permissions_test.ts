import assert from "node:assert/strict";
import config from "../deno.json" with { type: "json" };
import { datasets } from "../datasets/mod.ts";

/** Returns the values of a permission in a task's command; none if it has no values or is missing. */
function granted(task: keyof typeof config.tasks, permission: string): string[] {
  const [, list = ""] = new RegExp(` --allow-${permission}=(\\S+)`).exec(
    config.tasks[task].command,
  ) ?? [];
  return list.split(",").filter(Boolean);
}

Deno.test("deno task data may reach the hosts of the datasets' files, and no other", () => {
  const files = Object.values(datasets).flatMap((dataset) =>
    dataset.domains.flatMap((domain) => dataset.files(domain))
  );
  const hosts = new Set(files.flatMap(({ url }) => url === undefined ? [] : new URL(url).hostname));
  assert.deepEqual(granted("data", "net"), [...hosts].sort());
});

Deno.test("only data may access the network, and report only this machine", () => {
  assert.deepEqual(granted("report", "net"), ["127.0.0.1"]);
  for (const [name, { command }] of Object.entries(config.tasks)) {
    if (!["data", "report", "test", "test:matrix"].includes(name)) {
      assert.doesNotMatch(command, / -A| --allow-(net|all)/, name);
    }
  }
});

Deno.test("programs may run only git, ps and Deno, except for measure, which runs --peer", () => {
  for (const [name, { command }] of Object.entries(config.tasks)) {
    if (name === "measure") continue;
    assert.doesNotMatch(command, / --allow-run( |$)/, name);
  }
  for (const task of ["bench", "reproduce", "regress"] as const) {
    assert.deepEqual(granted(task, "run").slice(0, 2), ["git", "/bin/ps"]);
  }
});
