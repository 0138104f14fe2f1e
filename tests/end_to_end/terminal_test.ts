import assert from "node:assert/strict";
import { argumentsOf, inFolder, least } from "./bench.ts";

/** util-linux's `script`, which runs a program in a pseudo terminal. */
const ignore = Deno.build.os !== "linux" ||
  !(await new Deno.Command("sh", { args: ["-c", "command -v script"] }).output()).success;

/** Returns the output of a small bench on a terminal. */
async function onTerminal(stty: string, variables: Record<string, string>): Promise<string> {
  let written = "";
  await inFolder(async (results) => {
    const bench = [
      ...argumentsOf("bench"),
      ...[...least, "--results", results],
    ];
    const quoted = [Deno.execPath(), ...bench].map((word) => `'${word}'`).join(" ");
    const { success, stdout } = await new Deno.Command("script", {
      args: ["-qec", `stty ${stty}; ${quoted}`, "/dev/null"],
      env: { NO_COLOR: "", COLUMNS: "", ...variables },
      stdin: "null",
    }).output();
    written = new TextDecoder().decode(stdout);
    assert.ok(success, written);
  });
  return written;
}

Deno.test(
  "bench uses 120 columns on a terminal that reports none",
  { ignore },
  async () => {
    const written = await onTerminal("cols 0", { TERM: "xterm" });
    assert.ok(written.split("\n").length < 100, written);
    assert.match(written, /Written|Records: /);
  },
);

Deno.test(
  "bench writes lines without escape sequences on a dumb terminal",
  { ignore },
  async () => {
    const written = await onTerminal("cols 80", { TERM: "dumb" });
    assert.match(written, /\[1\/1\] correlated_tasks p=1:n=200 single_task seed \d+: /);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(written, /\u001b/);
  },
);
