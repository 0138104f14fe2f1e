import assert from "node:assert/strict";
import { resolve } from "node:path";
import { exports } from "../reports/exports/mod.ts";
import { parseReportOptions, reportHelp } from "./_report_options.ts";

Deno.test("parseReportOptions writes all formats into the results folder by default", () => {
  const plain = parseReportOptions([]);
  assert.deepEqual([plain.results, plain.out, plain.suites], [
    resolve("results"),
    resolve("results/report"),
    [],
  ]);
  assert.deepEqual(plain.formats, Object.values(exports));
  const chosen = parseReportOptions([
    "moons",
    "--formats",
    "pdf, csv",
    "--results",
    "r",
    "--out",
    "o",
  ]);
  assert.deepEqual([chosen.suites, chosen.results, chosen.out], [
    ["moons"],
    resolve("r"),
    resolve("o"),
  ]);
  assert.deepEqual(chosen.formats.map(({ name }) => name), ["pdf", "csv"]);
});

Deno.test("parseReportOptions refuses unknown values and invalid combinations", () => {
  const refused: [string[], RegExp][] = [
    [["--formats", "docx"], /^Cannot write 'docx': the formats are csv, html, /],
    [["--formats", ","], /^Cannot read --formats: it is empty$/],
    [["--port", "80"], /it needs --serve$/],
    [["--serve", "--port", "65536"], /from 0 to 65535, current value is '65536'$/],
    [["--serve", "--json"], /with --serve: it writes nothing$/],
    [["--serve", "--out", "x"], /with --serve: it writes nothing$/],
  ];
  for (const [args, message] of refused) {
    assert.throws(() => parseReportOptions(args), { name: "UsageError", message });
  }
});

Deno.test("reportHelp names every format", () => {
  for (const name of Object.keys(exports)) {
    assert.match(reportHelp(), new RegExp(`^    ${name} `, "m"));
  }
});
