import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { argumentsOf, bench, type Ended, ended, inFolder, least } from "./bench.ts";

Deno.test("under deno task, paths are relative to the user's folder", () =>
  inFolder(async (folder) => {
    const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
    const outcome = await ended(
      new Deno.Command(Deno.execPath(), {
        args: ["task", "--quiet", "--config", config, "bench", ...least, "--results", "r"],
        cwd: folder,
        env: { NO_COLOR: "1", INIT_CWD: folder },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
    assert.equal(outcome.code, 0, outcome.stderr);
    const place = await Deno.realPath(folder);
    assert.match(
      outcome.stdout,
      new RegExp(`Records: ${place}/r/runs\\nReport:  ${place}/r/report.md`),
    );
    assert.match(outcome.stdout, /^ {2}runs +1 of 1 made/m);
    assert.doesNotMatch(outcome.stdout, /^single_task +\d/m);
    assert.ok((await Deno.stat(`${folder}/r/report.md`)).isFile);
  }));

/** The command that drops root's privilege to ignore file permissions. */
const unprivileged = Deno.uid() === 0
  ? ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
  : ["env"];

const ignore = Deno.build.os === "windows" ||
  !(await new Deno.Command("sh", { args: ["-c", `${unprivileged.join(" ")} true`] }).output())
    .success;

/** Runs a program as a user who is subject to file permissions. */
function asUser(task: "bench" | "report", args: readonly string[]): Promise<Ended> {
  const [program, ...rest] = [...unprivileged, Deno.execPath(), ...argumentsOf(task), ...args];
  return ended(
    new Deno.Command(program, {
      args: rest,
      env: { NO_COLOR: "1", COLUMNS: "" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}

Deno.test(
  "bench and report with a read-only results folder",
  { ignore },
  (t) =>
    inFolder(async (folder) => {
      const place = await Deno.realPath(folder);
      const results = `${place}/r`;
      const made = await bench([...least, "--results", results]);
      assert.equal(made.code, 0, made.stderr);
      await Deno.chmod(`${results}/runs`, 0o555);
      await Deno.chmod(results, 0o555);

      await t.step("a due run is refused before it starts", async () => {
        const { code, stdout, stderr } = await asUser("bench", [
          ...[...least, "--seeds", "2", "--results", results],
        ]);
        assert.deepEqual([code, stdout], [1, ""]);
        assert.equal(
          stderr,
          `error: Cannot write to '${results}': Permission denied; name another folder with --results\n`,
        );
      });

      await t.step("tables of existing records are printed without the report", async () => {
        const { code, stdout, stderr } = await asUser("bench", [
          ...least,
          ...["--tables", "--results", results],
        ]);
        assert.equal(code, 0, stderr);
        assert.match(stdout, /^single_task +\d.*^ {2}best +single_task/ms);
        assert.equal(
          stderr,
          `The report was not written: Cannot write to '${results}': Permission denied; ` +
            "name another folder with --report\n",
        );
      });

      await t.step("a report is refused, and written to another folder", async () => {
        const refused = await asUser("report", ["--results", results, "--formats", "csv"]);
        assert.equal(refused.code, 1);
        assert.match(
          refused.stderr,
          /^error: Cannot write to '[^']*': Permission denied; .* --out\n$/,
        );
        const elsewhere = await asUser("report", [
          ...["--results", results, "--formats", "csv", "--out", `${place}/out`],
        ]);
        assert.equal(elsewhere.code, 0, elsewhere.stderr);
      });

      await Deno.chmod(results, 0o755);
      await Deno.chmod(`${results}/runs`, 0o755);
    }),
);
