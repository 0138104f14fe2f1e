import assert from "node:assert/strict";
import { resolve } from "node:path";
import { builtIn } from "../runs/catalogue.ts";
import { UsageError } from "./_program.ts";
import { parseGrid, parseRegressOptions } from "./_regress_options.ts";

Deno.test("parseRegressOptions: a gate needs only its baseline", () => {
  const options = parseRegressOptions(["--baseline", "b.json"]);
  assert.deepEqual(
    [options.baseline, options.update, options.run, options.strict, options.pool, options.machine],
    [resolve("b.json"), false, true, false, 50, []],
  );
  assert.equal(options.simulate, undefined);
});

Deno.test("parseRegressOptions: parses the options of a baseline", () => {
  const options = parseRegressOptions([
    ...[
      "--baseline",
      "b.json",
      "--update",
      "--grid",
      "moons",
      "--grid",
      "correlated_tasks --seeds 3",
    ],
    ...["--selections", "last, oracle", "--effect", "accuracy=0.02,rmse=0.3", "--level", "0.1"],
  ]);
  assert.deepEqual(options.grids, ["moons", "correlated_tasks --seeds 3"]);
  assert.deepEqual(options.selections, ["last", "oracle"]);
  assert.deepEqual([...options.effects], [["accuracy", 0.02], ["rmse", 0.3]]);
  assert.equal(options.level, 0.1);
});

Deno.test("parseRegressOptions: passes on the options of the machine", () => {
  const { machine } = parseRegressOptions([
    ...["--baseline", "b.json", "--device", "wasm", "--jobs", "1", "--retry-failed"],
  ]);
  assert.deepEqual(machine, ["--device", "wasm", "--jobs", "1", "--retry-failed"]);
});

Deno.test("parseRegressOptions: a trend needs only a history", () => {
  const { baseline, outputs } = parseRegressOptions(["--history", "h.jsonl", "--trend", "figures"]);
  assert.deepEqual([baseline, outputs.history, outputs.trend], [
    undefined,
    resolve("h.jsonl"),
    resolve("figures"),
  ]);
});

Deno.test("parseRegressOptions: refuses invalid combinations with the reason", () => {
  const b = ["--baseline", "b.json"];
  const wrong: [args: string[], why: RegExp][] = [
    [[], /name the baseline with --baseline/],
    [["--history", "h", "--trend", "d", "--update"], /name a file with --baseline/],
    [["--history", "h", "--trend", "d", "--simulate", "9"], /name a file with --baseline/],
    [[...b, "--trend", "d"], /name the history/],
    [[...b, "--update", "--simulate", "9"], /--update with --simulate/],
    [[...b, "--grid", "moons"], /Cannot use --grid: it needs --update/],
    [[...b, "--effect", "rmse=1"], /Cannot use --effect: it needs --update/],
    [[...b, "--level", "0.1"], /Cannot use --level: it needs --update/],
    [[...b, "--selections", "last"], /Cannot use --selections: it needs --update/],
    [[...b, "--pool", "60"], /--pool: it needs --simulate/],
    [[...b, "--no-run"], /name the records' folder with --results/],
    [[...b, "--github", "--json"], /both write to standard output/],
    [[...b, "--update", "--level", "0.5"], /at most 0\.2, current value is '0\.5'/],
    [[...b, "--update", "--effect", "speed=1"], /Cannot find metric 'speed'/],
    [[...b, "--update", "--effect", "accuracy=2"], /a fraction, current value is '2'/],
    [[...b, "--update", "--effect", "rmse=0"], /above 0, current value is '0'/],
    [[...b, "--simulate", "0"], /--simulate/],
    [[...b, "--update", "--strict"], /Cannot use --strict: --update makes runs and judges nothing/],
    [[...b, "--update", "--json"], /Cannot use --json: --update makes runs and judges nothing/],
    [[...b, "--update", "--no-run"], /Cannot use --no-run: --update makes runs/],
    [
      [...b, "--update", "--history", "h"],
      /Cannot use --history: with --update or --simulate it needs --trend/,
    ],
    [[...b, "--simulate", "9", "--junit", "x"], /Cannot use --junit: --simulate judges nothing/],
    [[...b, "--no-run", "--results", "r", "--resume"], /--resume: --no-run makes no runs/],
    [
      [...b, "--no-run", "--results", "r", "--simulate", "9", "--pool", "60"],
      /--pool: --no-run makes no runs/,
    ],
    [
      ["--history", "h", "--trend", "d", "--strict"],
      /--strict: without --baseline only a trend is drawn/,
    ],
    [["--history", "h", "--trend", "d", "--results", "r"], /--results: without --baseline/],
  ];
  for (const [args, why] of wrong) {
    assert.throws(() => parseRegressOptions(args), (error: Error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, why);
      return true;
    });
  }
});

Deno.test("parseGrid: parses bench's arguments, with the given results folder", () => {
  const { suites, seeds, methods, results } = parseGrid(
    ["moons", "--methods", "dann", "--seeds", "3", "--param", "dann.lambda=1,3"],
    ["--results", "somewhere"],
    builtIn,
  );
  assert.deepEqual(suites.map(({ name }) => name), ["moons"]);
  assert.deepEqual([seeds, methods, results], [3, ["dann"], resolve("somewhere")]);
});

Deno.test("parseGrid: accepts every option that a setting has, and a change of the protocol", () => {
  const { settingOptions, protocol } = parseGrid(
    [
      ...["fashion_halves", "--labels", "10,all", "--pairs", "A-B"],
      ...["--protocol", "optimizer=sgd,momentum=0.9"],
    ],
    [],
    builtIn,
  );
  assert.deepEqual(settingOptions, { labels: "10,all", pairs: "A-B" });
  assert.deepEqual([...protocol], [["optimizer", "sgd"], ["momentum", "0.9"]]);
});

Deno.test("parseGrid: refuses options that do not select runs", () => {
  for (const option of ["--results=x", "--device", "--json", "-h", "--threads"]) {
    assert.throws(() => parseGrid(["moons", option], [], builtIn), UsageError);
  }
  assert.throws(() => parseGrid(["moons", "--methods", "nothing"], [], builtIn), UsageError);
});
