import assert from "node:assert/strict";
import { settings } from "../settings/mod.ts";

// Outside of its folders in `settings/` and `methods/`, nothing depends on a setting's name or guesses a setting.

/** A place that may name a setting. */
interface Place {
  readonly why: string;
  readonly files: RegExp;
  /** The lines, in which `NAME` stands for a setting's name. */
  readonly lines: string;
}

const places: readonly Place[] = [
  {
    why: "a suite states its setting",
    files: /^suites\/\w+\.ts$/,
    lines: '  setting: "NAME",',
  },
  {
    why: "a suite has the type that its setting declares",
    files: /^suites\/\w+\.ts$/,
    lines: String.raw`import type \{ \w+ \} from "\.\./settings/NAME/suite\.ts";`,
  },
  {
    why: "the library exports what users' methods and suites are made of",
    files: /^mod\.ts$/,
    lines: String.raw`.*\} from "\./(settings|methods)/NAME/[\w/]+\.ts";`,
  },
  {
    why: "the registries of parts that methods of one setting have are in its folder",
    files: /^runs\/catalogue\.ts$/,
    lines: String.raw`import \{ \w+ \} from "\.\./methods/NAME/\w+/mod\.ts";`,
  },
  {
    why: "these registries are written there",
    files: /^tasks\/_gen\/registries\.ts$/,
    lines: String.raw`    folder: "methods/NAME/\w+",`,
  },
];

const names = Object.keys(settings);
/** A name as in a file's path or in a text, and as an identifier; longer names that contain it are others. */
const named = new RegExp(
  names.flatMap((name) => [name, name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())])
    .map((name) => String.raw`\b${name}\b`).join("|"),
);
/** Fields that only some settings have, asked for by name. */
const guess =
  /["'`](order|labels|tasks|pretraining)["'`] in\b|hasOwn\(.*["'`](order|labels|tasks|pretraining)["'`]\)/;

function allowedAs(file: string, line: string): Place | undefined {
  return places.find(({ files, lines }) =>
    files.test(file) && new RegExp(`^${lines.replace("NAME", `(${names.join("|")})`)}$`).test(line)
  );
}

/** Returns the lines of a file that name or guess a setting, and the places among them that may. */
function examined(file: string, text: string): { offences: string[]; used: Place[] } {
  const offences: string[] = [];
  const used: Place[] = [];
  const inside = /^(settings|methods)\//.test(file);
  for (const [i, line] of text.split("\n").entries()) {
    const place = named.test(line) ? allowedAs(file, line) : undefined;
    if (place) used.push(place);
    else if (guess.test(line) || (!inside && named.test(line))) {
      offences.push(`${file}:${i + 1}: ${line.trim()}`);
    }
  }
  return { offences, used };
}

/** Lists the files of the program: no tests. */
async function productFiles(folder = ""): Promise<string[]> {
  const found: string[] = [];
  for await (
    const { name, isDirectory } of Deno.readDir(new URL(`../${folder}`, import.meta.url))
  ) {
    const path = folder + name;
    if (isDirectory && !/^(\..*|tests|node_modules)$/.test(name)) {
      found.push(...await productFiles(`${path}/`));
    } else if (/\.ts$/.test(name) && !/_test\.ts$/.test(name)) {
      found.push(path);
    }
  }
  return found;
}

Deno.test("no file outside settings/ and methods/ names a setting, but for the places listed here", async () => {
  const all = { offences: [] as string[], used: new Set<Place>() };
  const files = await productFiles();
  assert.ok(files.length > 300 && files.includes("runs/expand.ts"), `${files.length} files`);
  for (const file of files) {
    const text = await Deno.readTextFile(new URL(`../${file}`, import.meta.url));
    const { offences, used } = examined(file, text);
    all.offences.push(...offences);
    for (const place of used) all.used.add(place);
  }
  assert.deepEqual(all.offences, []);
  const unused = places.filter((place) => !all.used.has(place));
  assert.deepEqual(unused.map(({ why }) => why), []);
});

const offending: readonly [file: string, line: string][] = [
  ["runs/run.ts", 'if (spec.setting === "multi_task") {'],
  ["runs/run.ts", 'import { run } from "../settings/inductive_transfer/run.ts";'],
  ["runs/catalogue.ts", 'import { loadTasks } from "../settings/multi_task/networks.ts";'],
  ["reports/labels.ts", "return unsupervisedAdaptation.words;"],
  ["suites/moons.ts", 'import { run } from "../settings/unsupervised_adaptation/run.ts";'],
  ["suites/published/ganin2016.ts", '  setting: "unsupervised_adaptation",'],
  ["reports/table.ts", 'const joint = "order" in protocol;'],
  ["settings/_evaluation.ts", "if ('labels' in problem) return;"],
  ["methods/method.ts", 'Object.hasOwn(problem, "tasks")'],
];

for (const [file, line] of offending) {
  Deno.test(`a setting may not be named or guessed thus: ${line}`, () => {
    assert.deepEqual(examined(file, `\n${line}`).offences, [`${file}:2: ${line.trim()}`]);
  });
}

Deno.test("a setting may be named in its own folders and in words", () => {
  assert.deepEqual(examined("settings/multi_task/mod.ts", 'name: "multi_task",').offences, []);
  assert.deepEqual(examined("reports/text.ts", "// of multi-task learning").offences, []);
  assert.deepEqual(examined("mod.ts", "multiTaskTrainer,").offences, []);
});
