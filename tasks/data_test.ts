import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createHash } from "node:crypto";
import { delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { gzipSync } from "node:zlib";
import type { Dataset, SourceFile } from "../datasets/dataset.ts";
import moons from "../datasets/moons.ts";
import { UsageError } from "./_program.ts";
import { run as runData } from "./data.ts";

const contents: { readonly [name: string]: string } = {
  "a.txt": "content of a\n".repeat(20_000),
  "b.txt": "content of b\n",
  "placed.txt": "content that users place themselves\n",
};

/** A dataset of two domains; the test's server has its first two files. */
function datasetAt(address: string): Dataset {
  const file = (name: string): SourceFile => ({
    name,
    url: name === "placed.txt" ? undefined : `${address}/${name}`,
    bytes: contents[name].length,
    sha256: createHash("sha256").update(contents[name]).digest("hex"),
  });
  const files: { readonly [domain: string]: SourceFile[] } = {
    first: [file("a.txt"), file("b.txt")],
    second: [file("placed.txt")],
  };
  return {
    ...moons,
    name: "tiny",
    folder: "tiny-texts",
    licence: "CC0",
    domains: Object.keys(files),
    files: (domain) => files[domain],
  };
}

/** The fixtures of a test. */
interface Desk {
  /** An empty folder. */
  readonly folder: string;
  /** Paths requested from the server. */
  readonly asked: string[];
  /** Paths that the server lacks. */
  readonly gone: Set<string>;
  /** Runs the program with GRAFT_DATA set to an empty folder. */
  run(args: string[], color?: boolean): Promise<{ code: number; out: string; err: string }>;
  /** Writes a file of the dataset into the folder; returns its path. */
  put(name: string, text?: string): Promise<string>;
}

function atDesk(name: string, test: (desk: Desk) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    const variable = await Deno.makeTempDir();
    const asked: string[] = [];
    const gone = new Set<string>();
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ url }) => {
      const path = new URL(url).pathname;
      asked.push(path);
      if (gone.has(path)) return new Response(null, { status: 404 });
      return new Response(contents[path.slice(1)]);
    });
    const tiny = datasetAt(`http://127.0.0.1:${server.addr.port}`);
    const run: Desk["run"] = async (args, color = false) => {
      let [out, err] = ["", ""];
      const code = await runData(args, {
        print: (line) => out += `${line}\n`,
        note: (line) => err += `${line}\n`,
        progress: { write: (text) => err += text },
        color,
        datasets: { tiny, moons },
        variable,
      });
      return { code, out, err };
    };
    const put: Desk["put"] = async (name, text = contents[name]) => {
      await Deno.mkdir(join(folder, "tiny-texts"), { recursive: true });
      const path = join(folder, "tiny-texts", name);
      await Deno.writeTextFile(path, text);
      return path;
    };
    try {
      await test({ folder, asked, gone, run, put });
    } finally {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
      await Deno.remove(variable);
    }
  });
}

atDesk("data list says what is found, what is missing, sizes and licences", async (desk) => {
  const path = await desk.put("a.txt");
  const { code, out, err } = await desk.run(["list", "--data", desk.folder]);
  assert.deepEqual({ code, err }, { code: 0, err: "" });
  const lines = out.split("\n").map((line) => line.split(/ {2,}/));
  assert.deepEqual(lines, [
    ["DATASET", "DOMAIN/FILE", "SIZE", "FOUND", "LICENCE"],
    ["tiny", "first/a.txt", "0.3 MB", path, "CC0"],
    ["tiny", "first/b.txt", "0.0 kB", "missing", "CC0"],
    ["tiny", "second/placed.txt", "0.0 kB", "missing", "CC0"],
    [""],
  ]);
});

atDesk("data list --json prints one document", async (desk) => {
  const path = await desk.put("b.txt");
  const { out } = await desk.run(["list", "tiny", "--json", "--data", desk.folder]);
  const { folders, files } = JSON.parse(out);
  assert.equal(folders[0], desk.folder);
  assert.equal(files.length, 3);
  assert.deepEqual(
    files.map(({ domain, path }: { domain: string; path: string | null }) => [domain, path]),
    [["first", null], ["first", path], ["second", null]],
  );
  assert.equal(files[2].url, null);
  assert.equal(files[1].bytes, 13);
});

atDesk("data list colours only where it may", async (desk) => {
  const plain = (await desk.run(["list"])).out;
  const coloured = (await desk.run(["list"], true)).out;
  assert.equal(plain, stripVTControlCharacters(plain));
  assert.notEqual(coloured, plain);
  assert.equal(stripVTControlCharacters(coloured), plain);
});

atDesk("data says that a generated dataset has no files", async ({ run }) => {
  assert.match((await run(["list", "moons"])).err, /^moons has no files: it is generated\n$/);
});

atDesk("data verify checks what it finds", async (desk) => {
  const a = await desk.put("a.txt");
  const placed = await desk.put("placed.txt");
  const { code, out, err } = await desk.run(["verify", "--data", desk.folder]);
  assert.equal(code, 0);
  assert.deepEqual(out.split("\n"), [
    `ok         tiny/a.txt  ${a}`,
    `ok         tiny/placed.txt  ${placed}`,
    "",
  ]);
  assert.equal(err, "2 verified, 0 corrupt, 1 missing (see `deno task data list`)\n");
});

atDesk("data verify fails on a corrupt file and goes on to the next", async (desk) => {
  const a = await desk.put("a.txt", contents["a.txt"].replace("content", "Content"));
  const b = await desk.put("b.txt");
  const { code, out } = await desk.run(["verify", "--data", desk.folder]);
  assert.equal(code, 1);
  const [first, second] = out.split("\n");
  assert(
    first.startsWith(`corrupt    tiny/a.txt  Cannot use ${a}: its content is not the published`),
  );
  assert(first.includes("`deno task data fetch tiny`"));
  assert.equal(second, `ok         tiny/b.txt  ${b}`);

  const { files } = JSON.parse((await desk.run(["verify", "--json", "--data", desk.folder])).out);
  assert.deepEqual(
    files.map(({ status }: { status: string }) => status),
    ["corrupt", "ok", "missing"],
  );
});

atDesk("data verify fails on a truncated gzip", async (desk) => {
  const path = join(desk.folder, "a.txt.gz");
  await Deno.writeFile(path, gzipSync(contents["a.txt"]).subarray(0, 100));
  const { code, out } = await desk.run(["verify", "--data", desk.folder]);
  assert.equal(code, 1);
  assert.match(out, /^corrupt +tiny\/a.txt {2}Cannot decompress .*: the gzip file is truncated/);
});

atDesk("data fetch downloads what is missing and names what users must place", async (desk) => {
  const target = join(desk.folder, "new");
  const b = join(target, "b.txt");
  await Deno.mkdir(target);
  await Deno.writeTextFile(b, contents["b.txt"]);
  const { code, out, err } = await desk.run(["fetch", "--data", target]);
  assert.equal(code, 0);
  const a = join(target, "tiny-texts", "a.txt");
  assert.deepEqual(out.split("\n"), [
    `fetched    tiny/a.txt  ${a}`,
    `present    tiny/b.txt  ${b}`,
    "",
  ]);
  assert.equal(await Deno.readTextFile(a), contents["a.txt"]);
  assert.deepEqual(desk.asked, ["/a.txt"]);
  assert.match(err, /^a.txt -+ 0% \| 0.0 kB of 0.3 MB\n/);
  assert.match(err, /\na.txt =+ 100% \| 0.3 MB of 0.3 MB/);
  const place = join(target, "tiny-texts", "placed.txt");
  assert(err.endsWith(
    `\nCannot download placed.txt: it has no public address, place it at ${place}\n`,
  ));
});

atDesk("data fetch goes on after a file that failed, and fails", async (desk) => {
  desk.gone.add("/a.txt");
  const { code, out, err } = await desk.run(["fetch", "tiny", "--json", "--data", desk.folder]);
  assert.equal(code, 1);
  assert.deepEqual(
    JSON.parse(out).files.map(({ status }: { status: string }) => status),
    ["failed", "fetched", "manual"],
  );
  assert.match(err, /^error: Cannot download http.*a.txt: the server answers 404 Not Found, .*\n/);
  assert.deepEqual(
    [...Deno.readDirSync(join(desk.folder, "tiny-texts"))].map(({ name }) => name),
    ["b.txt"],
  );
});

atDesk("data fetch leaves a corrupt file alone, and fails", async (desk) => {
  await desk.put("b.txt", "mine");
  const { code, err } = await desk.run(["fetch", "--data", desk.folder]);
  assert.equal(code, 1);
  assert.match(err, /\nerror: Cannot use .*b.txt: its content is not the published one/);
  assert.deepEqual(desk.asked, ["/a.txt"]);
});

atDesk("data --help describes the arguments and the datasets", async ({ run }) => {
  const { code, out } = await run(["--help"]);
  assert.equal(code, 0);
  assert.match(out, /^Usage: deno task data <list \| fetch \| verify>/);
  assert.match(out, /\nDatasets: tiny, moons\n$/);
});

atDesk("data rejects command lines that it cannot carry out", async ({ run, folder }) => {
  const missing = join(folder, "missing");
  const bad: [string[], RegExp][] = [
    [
      [],
      /^Cannot run: the first argument must be list, fetch, verify or check, current value is nothing/,
    ],
    [["toString"], /must be list, fetch, verify or check, current value is 'toString'/],
    [["list", "tinny"], /^Cannot find a dataset 'tinny': the datasets are tiny, moons$/],
    [["list", "--data", ""], /--data: it must name a folder, current value is ''/],
    [
      ["verify", "--data", missing],
      /--data must name existing folders, current value is '.*missing'/,
    ],
    [["fetch", "--data", `a${delimiter}b`], /fetch takes one folder, current value is 'a.b'/],
  ];
  for (const [args, message] of bad) {
    await assert.rejects(run(args), (error) => {
      assert(error instanceof UsageError);
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(run(["list", "--folder", "x"]), { code: "ERR_PARSE_ARGS_UNKNOWN_OPTION" });
});

Deno.test("data prints one line and exits with 2 on bad usage", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL("data.ts", import.meta.url).href, "list", "--nope"],
    env: { NO_COLOR: "1" },
  }).output();
  assert.equal(code, 2);
  assert.equal(stdout.length, 0);
  assert.match(new TextDecoder().decode(stderr), /^error: .*'--nope'.*\n$/);
});

atDesk("data: --use adds the datasets of a module", async ({ run }) => {
  const project = fileURLToPath(new URL("../tests/fixtures/own_project/", import.meta.url));
  const use = ["--use", `${project}few_labels.ts`, "--data", `${project}data`];
  const own = await run(["verify", "clinics", ...use]);
  assert.equal(own.code, 0, own.err);
  assert.match(own.out, /^ok +clinics\/south\.csv /m);
  await assert.rejects(run(["verify", "clinics"]), /the datasets are tiny, moons$/);
});
