import assert from "node:assert/strict";
import { datasets } from "../../datasets/mod.ts";
import type { Paper } from "../../descriptors/paper.ts";
import { bind, type Parameters } from "../../descriptors/parameters.ts";
import { encoders } from "../../encoders/mod.ts";
import { optimizers, randomStreams, schedules, toDense } from "../../engine/mod.ts";
import { gradientRules } from "../../methods/multi_task/gradient_rules/mod.ts";
import { weightings } from "../../methods/multi_task/weightings/mod.ts";
import type { Method } from "../../methods/method.ts";
import { methods } from "../../methods/mod.ts";
import { runId } from "../../records/run_id.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { choose, expand } from "../../runs/expand.ts";
import { seedsOf } from "../../runs/seeds.ts";
import { selections } from "../../selection/mod.ts";
import { commonParameters } from "../../settings/_protocol.ts";
import { settings } from "../../settings/mod.ts";
import { suites } from "../../suites/mod.ts";
import { transferMethods } from "./tiny.ts";

interface Entry {
  readonly name: string;
  readonly title: string;
  readonly paper?: Paper;
  readonly params?: Parameters;
}

interface Registry {
  readonly entries: { readonly [name: string]: Entry };
  /** Returns an entry's file, without `.ts`; by default its name in the folder of the registry. */
  fileOf?(entry: Entry): string;
  /** True if its entries are not of a paper. */
  readonly withoutPaper?: true;
}

const registries: { [folder: string]: Registry } = {
  datasets: { entries: datasets },
  encoders: { entries: encoders },
  methods: {
    entries: methods,
    fileOf: (method) => `${(method as Method).setting}/${method.name}`,
  },
  "methods/multi_task/gradient_rules": { entries: gradientRules },
  "methods/multi_task/weightings": { entries: weightings },
  selection: { entries: selections, withoutPaper: true },
  settings: { entries: settings, fileOf: ({ name }) => `${name}/mod`, withoutPaper: true },
  suites: { entries: suites },
};

for (const [folder, { entries, fileOf, withoutPaper }] of Object.entries(registries)) {
  Deno.test(`${folder}: the registry has entries, in alphabetical order`, () => {
    const names = Object.keys(entries);
    assert.ok(names.length > 0);
    assert.deepEqual(names, [...names].sort());
  });

  for (const [key, entry] of Object.entries(entries)) {
    const { title, paper, params = {} } = entry;

    Deno.test(`${folder}/${key}: its name is its file's stem`, async () => {
      assert.equal(entry.name, key);
      const { default: exported } = await import(`../../${folder}/${fileOf?.(entry) ?? key}.ts`);
      assert.equal(exported, entry);
    });

    Deno.test(`${folder}/${key}: it has a title${withoutPaper ? "" : " and a complete paper"}`, () => {
      assertText(title);
      if (!withoutPaper) assertPaper(paper!);
    });

    for (const [name, parameter] of Object.entries(params)) {
      Deno.test(`${folder}/${key}.${name}: default and grid are in the range, and it is described`, () => {
        assert.match(name, /^[a-z][a-z0-9_]*$/);
        assertText(parameter.describe);
        assert.ok(parameter.grid.length > 0);
        assert.equal(new Set<unknown>(parameter.grid).size, parameter.grid.length);
        for (const value of [parameter.default, ...parameter.grid]) {
          assert.equal(bind({ name: key, params }, { [name]: value })[name], value);
        }
        if (parameter.kind !== "choice") {
          const [least, greatest] = parameter.range;
          assert.ok(least < greatest);
          for (const end of parameter.range) {
            bind({ name: key, params }, {
              [name]: parameter.kind === "number" ? end : String(end),
            });
          }
        } else {
          assert.ok(parameter.range.length > 1);
        }
      });
    }
  }
}

for (const { name, pretrained, params } of transferMethods) {
  Deno.test(`methods/${name}: it has a depth if and only if it copies layers`, () => {
    assert.equal("depth" in params, pretrained);
    const depth = params.depth;
    if (depth) assert.ok(depth.kind === "number" && depth.integer && depth.range[0] === 1);
  });
}

for (const [key, dataset] of Object.entries(datasets)) {
  const { domains, inputKind, together } = dataset;

  Deno.test(`datasets/${key}: it has a licence and a version, and its domains exist`, () => {
    for (const domain of domains) assert.ok(dataset.has(domain), domain);
    assert.ok(!dataset.has("no such domain"));
    assertText(dataset.licence);
    assert.ok(Number.isInteger(dataset.version) && dataset.version >= 1);
  });

  Deno.test(`datasets/${key}: its tasks have unique names, and fitting classes and metrics`, () => {
    const tasks = domains.flatMap((domain) => dataset.tasks(domain));
    assert.equal(new Set(tasks.map(({ name }) => name)).size, tasks.length);
    for (const { name, kind, classes, metric, furtherMetrics, level } of tasks) {
      assertText(name);
      if (kind === "regression") assert.equal(classes.length, 0);
      else assert.ok(classes.length >= 2);
      const metrics = [metric, ...furtherMetrics];
      assert.equal(new Set(metrics).size, metrics.length);
      const regressions = ["rmse", "r2", "mae"];
      assert.ok(metrics.every((name) => regressions.includes(name) === (kind === "regression")));
      assert.ok(Number.isInteger(level) && level >= 1);
    }
  });

  Deno.test(`datasets/${key}: its sample has the declared shapes and labels, and is deterministic`, () => {
    const sample = dataset.sample(randomStreams(0));
    assert.deepEqual(Object.keys(sample), domains.slice(0, Object.keys(sample).length));
    for (
      const [domain, { input, train, validation = [], test, unlabelled }] of Object.entries(sample)
    ) {
      assert.equal(input.kind, inputKind);
      const perWord = dataset.tasks(domain).some(({ kind }) => kind === "tagging");
      for (const { x, y } of [...train, ...validation, ...test]) {
        assert.equal(toDense(x).data.length, x.shape.reduce((product, size) => product * size, 1));
        if (!perWord) assert.deepEqual(x.shape.slice(1), input.shape);
        assert.deepEqual(Object.keys(y), dataset.tasks(domain).map(({ name }) => name));
        for (const { name, kind, classes } of dataset.tasks(domain)) {
          assert.deepEqual(y[name].shape, kind === "tagging" ? x.shape : [x.shape[0]]);
          if (kind === "regression") continue;
          const least = kind === "tagging" ? -1 : 0;
          assert.ok(y[name].data instanceof Int32Array);
          assert.ok(y[name].data.every((label) => label >= least && label < classes.length));
        }
        if (input.kind === "words") {
          assert.ok(toDense(x).data.every((word) => word >= 0 && word < input.vocabulary!));
        }
      }
      if (unlabelled) assert.deepEqual(unlabelled.shape.slice(1), input.shape);
    }
    assert.deepEqual(dataset.sample(randomStreams(0)), sample);
    assert.notDeepEqual(dataset.sample(randomStreams(1)), sample);
    const inputs = new Set(Object.values(sample).map(({ input }) => JSON.stringify(input)));
    if (together) assert.equal(inputs.size, 1);
  });
}

for (const [key, setting] of Object.entries(settings)) {
  Deno.test(`settings/${key}: its baseline is a method of it and no bound, and it is described`, () => {
    const baseline = methods[setting.baseline];
    assert.equal(baseline.setting, key);
    assert.ok(!setting.isBound(baseline));
    assertText(setting.question);
    for (const word of Object.values(setting.words)) assertText(word);
    for (const { value, describe } of Object.values(setting.options)) {
      assertText(value);
      assertText(describe);
    }
    assert.ok(Object.hasOwn(setting.options, setting.picks));
  });

  Deno.test(`settings/${key}: the defaults of its protocol are in their ranges, and no name is used twice`, () => {
    bind({ name: key, params: setting.protocol });
    const parts = [...Object.values(optimizers), ...Object.values(schedules)];
    const others = new Set([
      "optimizer",
      "schedule",
      ...Object.keys(commonParameters),
      ...parts.flatMap(({ params }) => Object.keys(params)),
    ]);
    assert.ok(others.isDisjointFrom(new Set(Object.keys(setting.protocol))));
    for (const { describe } of Object.values(setting.protocol)) assertText(describe);
  });
}

for (const [key, suite] of Object.entries(suites)) {
  Deno.test(`suites/${key}: all of its runs can be planned, also with --quick`, () => {
    const { domains } = choose(suite, {}, builtIn);
    assert.ok(domains.length > 0);
    for (const domain of domains) assert.ok(suite.dataset.has(domain), domain);
    assert.ok(suite.dataset.domains.some((domain) => domains.includes(domain)));
    const specs = expand(suite, { seeds: [0, 1] }, builtIn);
    const methods = new Set(specs.map(({ method: { name } }) => name));
    assert.deepEqual([...methods], Object.keys(suite.methods));
    assert.equal(new Set(specs.map(runId)).size, specs.length);
    const quick = expand(suite, { seeds: [0, 1], quick: true }, builtIn);
    assert.equal(quick.length, specs.length);
    assert.ok(new Set(quick.map(runId)).isDisjointFrom(new Set(specs.map(runId))));
    assert.equal(datasets[suite.dataset.name], suite.dataset);
    const { baseline } = settings[suite.setting];
    assert.ok(baseline in suite.methods, `gains are taken against ${baseline}`);
    for (const departure of suite.departures) assertText(departure);
  });

  Deno.test(`suites/${key}: no seed that its settings were chosen on is a default`, () => {
    const { seeds, tunedOn } = suite;
    const run = seedsOf(suite, seeds);
    assert.deepEqual([run.length, new Set(run).size], [seeds, seeds]);
    assert.ok(new Set(run).isDisjointFrom(new Set(tunedOn)));
    // A departure that names seeds is about the choice of the settings.
    const named = suite.departures.some((text) => /\bseeds? \d/.test(text));
    assert.ok(!named || tunedOn.length > 0);
  });

  for (const table of suite.published) {
    Deno.test(`suites/${key}: the published table ${table.id} has a source for each number`, () => {
      assertPaper(table.paper);
      for (const row of Object.values(table.rows)) {
        for (const [column, value] of Object.entries(row)) {
          assert.ok(Object.hasOwn(table.columns, column), column);
          assert.ok(value === null || value > 0 && value <= 100, `${column}: ${value}`);
        }
      }
      for (const { status, source } of Object.values(table.columns)) {
        assert.ok(["primary", "secondary", "unverified"].includes(status), status);
        assertText(source);
      }
      for (const [column, method] of Object.entries(table.methods)) {
        assert.ok(Object.hasOwn(table.columns, column), column);
        assert.ok(Object.hasOwn(methods, method), method);
      }
    });
  }
}

function assertPaper({ title, authors, venue, year, url }: Paper): void {
  for (const text of [title, venue, ...authors]) assertText(text);
  assert.ok(authors.length > 0);
  assert.match(url, /^https?:\/\/[^ ]+$/);
  assert.ok(Number.isInteger(year) && year >= 1950 && year <= 2030, `${year}`);
}

function assertText(text: string): void {
  assert.ok(text.length > 0 && text === text.trim(), `'${text}'`);
}
