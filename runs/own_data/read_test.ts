import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { NdArray } from "../../engine/mod.ts";
import { randomStreams } from "../../engine/mod.ts";
import { join } from "node:path";
import { type Files, readOwn, tableOf, withFiles } from "../../tests/fixtures/own_data.ts";
import { builtIn } from "../catalogue.ts";
import { addModules, addUses } from "../modules.ts";
import { RequestError } from "../request_error.ts";
import type { OwnSuite } from "./read.ts";

const two = { domains: { lab: "lab.csv", field: "field.csv" }, labels: "y" };
const files = { "lab.csv": tableOf(60), "field.csv": tableOf(60, 3) };

const load = (own: OwnSuite, domains: readonly string[], seed = 0) =>
  own.suite.dataset.load(domains, () => assert.fail("no file is read"), randomStreams(seed));

/** Returns the rows of an array. */
function rowsOf({ shape: [rows, width], data }: NdArray): number[][] {
  return Array.from({ length: rows }, (_, i) => [...data.slice(i * width, (i + 1) * width)]);
}

Deno.test("readOwnSuite: numbers by the source's training rows, categories one-hot, missing ones marked", async () => {
  const own = await readOwn(
    {
      ...two,
      domains: { a: { train: "a.csv", test: "t.csv" }, b: { train: "b.csv", test: "t.csv" } },
    },
    {
      // Mean 3, deviation 2, over the values that are not missing.
      "a.csv": "x,c,y\n1,red,no\n5,blue,yes\n,blue,no\n3,,yes\n1,red,no\n5,red,yes\n",
      "b.csv": "x,c,y\n7,green,no\nNA,red,yes\n9,red,yes\n9,red,no\n",
      "t.csv": "x,c,y\n3,red,no\n4,blue,yes\n",
    },
  );
  const deviation = Math.sqrt((4 + 4 + 0 + 4 + 4) / 5);
  const { b } = await load(own, ["a", "b"]);
  const z = (x: number) => Math.fround((x - 3) / deviation);
  // x, x missing; blue, green, red, unknown, c missing: green is not in the training rows of a.
  assert.deepEqual(own.suite.dataset.tasks("b")[0].classes, ["no", "yes"]);
  const all = [
    ...rowsOf(b.train[0].x as NdArray),
    ...rowsOf(b.validation?.[0].x as NdArray ?? { shape: [0, 7], data: [] }),
  ];
  const close = (row: number[]) => row.map((value) => Math.round(value * 1e4) / 1e4).join();
  assert.deepEqual(
    new Set(all.map(close)),
    new Set([
      [z(7), 0, 0, 0, 0, 1, 0],
      [0, 1, 0, 0, 1, 0, 0],
      [z(9), 0, 0, 0, 1, 0, 0],
    ].map(close)),
  );
});

Deno.test("readOwnSuite: the spec's hashes follow the content, not the place or the wording", async () => {
  const one = await readOwn(two, files);
  const same = [
    await readOwn({ ...two, title: "Another title" }, files),
    await readOwn({ ...two, domains: { lab: "l.csv.gz", field: "field.csv" } }, {
      ...files,
      "l.csv.gz": gzipSync(files["lab.csv"]),
    }),
  ];
  const other = [
    await readOwn(two, { ...files, "lab.csv": tableOf(61) }),
    await readOwn({ ...two, kinds: { x: "category" } }, files),
    await readOwn({ ...two, split: { test: 0.3 } }, files),
  ];
  for (const { code, suite: { dataset } } of same) {
    assert.deepEqual([code, dataset.content], [one.code, one.suite.dataset.content]);
  }
  for (const { code } of other) assert.notEqual(code, one.code);
});

Deno.test("readOwnSuite: splits are stratified, differ by seed, and no group straddles", async () => {
  const rows = Array.from({ length: 100 }, (_, i) => `${i},g${i % 10},${i % 10 ? "no" : "yes"}`);
  const table = ["x,g,y", ...rows].join("\n");
  const plain = await readOwn({ file: "a.csv", labels: "y", drop: ["g"], setting: "multi_task" }, {
    "a.csv": table,
  });
  const { a } = await load(plain, ["a"]);
  const yes = (part: readonly { y: { readonly [task: string]: NdArray } }[]) =>
    [...part[0].y.y.data].reduce((sum, label) => sum + label, 0);
  assert.deepEqual([a.train, a.validation!, a.test].map((part) => part[0].x.shape[0]), [72, 8, 20]);
  assert.equal(yes(a.test), 2);
  assert.equal(yes(a.train) + yes(a.validation!), 8);
  const again = await load(plain, ["a"], 1);
  assert.notDeepEqual((a.test[0].x as NdArray).data, (again.a.test[0].x as NdArray).data);
  const grouped = await readOwn({
    file: "a.csv",
    labels: "y",
    group: "g",
    kinds: { x: "category" },
  }, { "a.csv": table });
  const divided = (await load(grouped, ["a"])).a;
  // Every group has ten rows.
  assert.deepEqual(
    [divided.train, divided.validation!, divided.test].map((part) => part[0].x.shape[0]),
    [70, 10, 20],
  );
});

Deno.test("readOwnSuite: what is unusual is said", async () => {
  const head = "x,k,leak,y\n";
  const row = (i: number) => `${i},1,${i % 2},${i % 2 ? "yes" : "no"}\n`;
  const lab = head + Array.from({ length: 40 }, (_, i) => row(i)).join("");
  const { suite: { dataset } } = await readOwn(two, {
    "lab.csv": lab,
    "field.csv": `${lab}${row(3)}41,1,1,never\n`,
  });
  assert.deepEqual(dataset.notes!().map((note) => note.replace(/:.*/s, "")), [
    "one row alone is of the class 'never' of y",
    "no row of lab is of the class 'never' of y",
    "constant columns say nothing",
    "1 rows of field equal an earlier one in all inputs",
  ]);
  const leaking = await readOwn(two, { "lab.csv": lab, "field.csv": lab });
  assert.match(
    leaking.suite.dataset.notes!().join("\n"),
    /the column leak says the label y of every row/,
  );
});

Deno.test("readOwnSuite: hostile files and descriptions are refused in one line", async () => {
  const lab = files["lab.csv"];
  const many = (count: number) =>
    "x,y\n" + Array.from({ length: count }, (_, i) => `${i},k${i}\n`).join("");
  const cases: [error: RegExp, description: unknown, changed?: Files][] = [
    [/Cannot read my\.json: it is not JSON/, "{"],
    [/Cannot read my\.json: labels is missing/, { domains: two.domains }],
    [/Cannot read my\.json: domain is not|either domains/, { labels: "y" }],
    [/my\.json: lables is not known here/, { ...two, lables: "y" }],
    [/my\.json: domains\.lab must be a name, current value is 7/, { ...two, domains: { lab: 7 } }],
    [/my\.json: split\.test must be a number from 0 to 0\.9/, { ...two, split: { test: 2 } }],
    [/my\.json: setting must be one of .*, current value is 'x'/, { ...two, setting: "x" }],
    [/my\.json: pairs must be of the domains lab, field, not 'x'/, {
      ...two,
      pairs: [["lab", "x"]],
    }],
    [/field\.csv: there is no file/, two, { "lab.csv": lab }],
    [/lab\.csv: it is empty/, two, { ...files, "lab.csv": "" }],
    [/lab\.csv: it has no rows/, two, { ...files, "lab.csv": "x,c,y\n" }],
    [/lab\.csv: the gzip file is truncated/, two, {
      ...files,
      "lab.csv": gzipSync(lab).slice(0, 30),
    }],
    [/lab\.csv, line 3: x must be a number.*"missing".*'abc'/, two, {
      ...files,
      "lab.csv": lab.replace("\n1.75,b", "\nabc,b"),
    }],
    [/lab\.csv, line 1202: x must be a number.*'abc'/, two, {
      ...files,
      "lab.csv": `${tableOf(1200)}abc,a,no\n`,
    }],
    [/lab\.csv, line 2: x must be below 3\.4e38/, two, {
      ...files,
      "lab.csv": lab.replace("\n0,", "\n1e39,"),
    }],
    [/Cannot find the column z in lab\.csv: its columns are x, c, y/, { ...two, labels: "z" }],
    [/the column c has words in it and numbers/, two, {
      ...files,
      "lab.csv": lab.replace(/(\n[^,]*),[abc],/g, "$1,1,"),
    }],
    [/field\.csv: it lacks the column c of lab\.csv.*"shared" keeps the 1/, two, {
      ...files,
      "field.csv": files["field.csv"].replace(/,[abc],/g, ","),
    }],
    [/y has more than 1000 classes/, { file: "a.csv", labels: "y" }, { "a.csv": many(10_000) }],
    [/y has more than 10000 different words/, { file: "a.csv", labels: "x" }, {
      "a.csv": many(10_001),
    }],
    [/my\.json: labels cannot be named __proto__/, { ...two, labels: "__proto__" }],
    [/Cannot use '__proto__' as a domain/, { file: "a.csv", domain: "c", labels: "y" }, {
      "a.csv": lab.replace(",a,", ",__proto__,"),
    }],
    [/decimal comma; say "decimal": ","/, { file: "a.csv", labels: "y" }, {
      "a.csv": "x;y\n1,5;a\n2,5;b\n",
    }],
    [/s must be one of train, validation, test/, {
      file: "a.csv",
      labels: "y",
      split: { column: "s" },
    }, {
      "a.csv": "x,s,y\n1,train,a\n2,tset,b\n",
    }],
    [/the g 1 has rows in train and in test/, {
      file: "a.csv",
      labels: "y",
      group: "g",
      split: { column: "s" },
    }, { "a.csv": "x,g,s,y\n1,1,train,a\n2,1,test,b\n" }],
  ];
  for (const [message, description, changed = files] of cases) {
    await assert.rejects(
      () => readOwn(description, changed),
      (error: Error) => {
        assert.ok(error instanceof RequestError, `${message}: ${error.stack}`);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
      String(message),
    );
  }
});

Deno.test("readOwnSuite: columns, roles and conventions of files", async () => {
  const shared = await readOwn({ ...two, columns: "shared" }, {
    ...files,
    "field.csv": files["field.csv"].replace(/,[abc],/g, ","),
  });
  assert.deepEqual(shared.table.inputs.map(({ name }) => name), ["x"]);
  assert.deepEqual(shared.table.unused, ["c"]);
  const proto = await readOwn({ ...two, kinds: { x: "number" } }, {
    "lab.csv": files["lab.csv"].replace("x,c", "x,__proto__"),
    "field.csv": files["field.csv"].replace("x,c", "x,__proto__"),
  });
  assert.deepEqual(proto.table.inputs.map(({ name }) => name), ["x", "__proto__"]);
  const comma = await readOwn({ file: "a.csv", labels: "y", decimal: ",", missing: ["-"] }, {
    "a.csv": "x;y\r\n1,5;a\r\n-;b\r\n",
  });
  const [x] = comma.table.inputs;
  assert.deepEqual(x.kind === "number" && [...x.values], [1.5, NaN]);
  const regression = await readOwn({ file: "a.csv", labels: "y" }, {
    "a.csv": "x,y\n1,0.5\n2,1\n",
  });
  const [{ kind, metric, name }] = regression.suite.dataset.tasks("a");
  assert.deepEqual([kind, metric, name], ["regression", "rmse", "y"]);
  const column = await readOwn({ file: "a.csv", domain: "c", labels: "y" }, {
    "a.csv": tableOf(90),
  });
  assert.deepEqual(column.suite.dataset.domains, ["a", "b", "c"]);
  assert.equal(column.suite.setting, "unsupervised_adaptation");
});

Deno.test("readOwnSuite: a target without labels is learned from and predicted whole", async () => {
  const bare = files["field.csv"].replace(/,(yes|no)/g, "").replace(",y", "");
  const own = await readOwn(two, { ...files, "field.csv": bare });
  const { suite, suite: { dataset } } = own;
  const { field } = await load(own, ["lab", "field"]);
  assert.deepEqual([field.train, field.test].map((part) => part[0].x.shape[0]), [60, 60]);
  assert.equal(dataset.tasks("field")[0].metric, "mutual_information");
  assert.equal(dataset.tasks("lab")[0].metric, "accuracy");
  assert.equal(dataset.testRows!("field", randomStreams(0))[1], "field.csv:3");
  assert.ok(!("target_only" in suite.methods) && "dann" in suite.methods);
  assert.ok(!suite.protocol.selections.includes("oracle"));
  assert.match(dataset.notes!()[0], /field has no labels: its accuracy is not known/);
  assert.deepEqual(suite.departures.slice(0, 1), dataset.notes!().slice(0, 1));
  assert.match(
    suite.departures.join("\n"),
    /x: standardised to mean 0 .* over the source's training rows/,
  );
  for (const changed of [{ pairs: [["field", "lab"]] }, { labelsPerClass: [5] }]) {
    await assert.rejects(
      () => readOwn({ ...two, ...changed }, { ...files, "field.csv": bare }),
      /needs labels of field, and it has none in y/,
    );
  }
});

Deno.test("readOwnSuite: the words of a column of texts, numbered by the source's training rows", async () => {
  const texts = (word: string) =>
    "note,y\n" + Array.from(
      { length: 40 },
      (_, i) => `"A ${i % 2 ? "good" : "bad"} ${word}, it's ${word}.",${i % 2}\n`,
    ).join("");
  const own = await readOwn({ ...two, text: { column: "note", length: 8, atLeast: 2 } }, {
    "lab.csv": texts("book"),
    "field.csv": texts("film"),
  });
  const { lab, field } = await load(own, ["lab", "field"]);
  assert.deepEqual(lab.input.words, ["", "", "a", "bad", "book", "good", "it's"]);
  assert.equal(own.suite.protocol.encoder.name, "text_cnn");
  const rows = new Set(rowsOf(field.test[0].x as NdArray).map((row) => row.join()));
  // "film" is unknown, 1; the ends are padded by 0.
  assert.deepEqual(rows, new Set(["2,3,1,6,1,0,0,0", "2,5,1,6,1,0,0,0"]));
});

Deno.test("addUses: another process adds the same data, and refuses files that have changed", () =>
  withFiles({ ...files, "my.json": JSON.stringify(two) }, async (folder) => {
    const { uses, code, suites } = await addModules(builtIn, [join(folder, "my.json")]);
    assert.deepEqual(Object.keys(code), ["suites/my", "datasets/my"]);
    assert.equal(suites.my.setting, "unsupervised_adaptation");
    const again = await addUses(builtIn, uses);
    assert.deepEqual(again.code, code);
    await Deno.writeTextFile(join(folder, "field.csv"), tableOf(61, 3));
    await assert.rejects(
      () => addUses(builtIn, uses),
      /field\.csv has changed since the start; start again/,
    );
  }));
