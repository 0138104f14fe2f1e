import assert from "node:assert/strict";
import { datasets } from "../../datasets/mod.ts";
import type { Paper } from "../../descriptors/paper.ts";
import { bind, type Parameters } from "../../descriptors/parameters.ts";
import { encoders } from "../../encoders/mod.ts";
import { randomStreams } from "../../engine/mod.ts";
import { methods } from "../../methods/mod.ts";
import { expand, suiteVariants } from "../../suites/spec.ts";
import { suites } from "../../suites/mod.ts";

interface Entry {
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly params?: Parameters;
}

const registries: { [folder: string]: { readonly [name: string]: Entry } } = {
  datasets,
  encoders,
  methods,
  suites,
};

for (const [folder, entries] of Object.entries(registries)) {
  Deno.test(`${folder}: the registry has entries, in alphabetical order`, () => {
    const names = Object.keys(entries);
    assert.ok(names.length > 0);
    assert.deepEqual(names, [...names].sort());
  });

  for (const [key, entry] of Object.entries(entries)) {
    const { title, paper, params = {} } = entry;

    Deno.test(`${folder}/${key}: its name is its file's stem`, async () => {
      assert.equal(entry.name, key);
      const { default: exported } = await import(`../../${folder}/${key}.ts`);
      assert.equal(exported, entry);
    });

    Deno.test(`${folder}/${key}: it has a title and a complete paper`, () => {
      assertText(title);
      assertPaper(paper);
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
        if (parameter.kind === "number") {
          const [least, greatest] = parameter.range;
          assert.ok(least < greatest);
          for (const end of parameter.range) bind({ name: key, params }, { [name]: end });
        } else {
          assert.ok(parameter.range.length > 1);
        }
      });
    }
  }
}

for (const [key, family] of Object.entries(datasets)) {
  Deno.test(`datasets/${key}: its sample has the declared shapes, all classes, and repeats`, () => {
    const sample = family.sample(randomStreams(0));
    for (const { x, y } of [sample.train, sample.test]) {
      assert.deepEqual(x.shape, [y.shape[0], ...family.input.shape]);
      assert.equal(x.data.length, x.shape.reduce((product, size) => product * size, 1));
      assert.equal(y.data.length, y.shape[0]);
      assert.ok(y.data instanceof Int32Array);
      assert.deepEqual([...new Set(y.data)].sort(), family.classes.map((_, i) => i));
    }
    assert.deepEqual(family.sample(randomStreams(0)), sample);
    assert.notDeepEqual(family.sample(randomStreams(1)).train.x, sample.train.x);
    for (const domain of family.domains) assert.ok(family.has(domain));
    assertText(family.licence);
    assert.ok(Number.isInteger(family.version) && family.version >= 1);
  });
}

for (const [key, suite] of Object.entries(suites)) {
  Deno.test(`suites/${key}: every run of it can be planned, quick too`, () => {
    const pairs = suite.pairs(suite.dataset.domains);
    assert.ok(pairs.length > 0);
    for (const pair of pairs) {
      for (const domain of pair) assert.ok(suite.dataset.has(domain), domain);
    }
    for (const protocol of [{}, suite.quick]) {
      const specs = expand(suite, { pairs, content: () => "generated", seeds: 2, protocol });
      assert.equal(specs.length, pairs.length * 2 * suiteVariants(suite).length);
    }
    assert.equal(datasets[suite.dataset.name], suite.dataset);
    assert.ok("source_only" in suite.methods, "gains are taken against source_only");
    for (const departure of suite.departures) assertText(departure);
  });

  for (const table of suite.published) {
    Deno.test(`suites/${key}: the published table ${table.id} says where each number was read`, () => {
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
