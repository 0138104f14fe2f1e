import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";
import { randomStreams } from "../engine/random.ts";
import { cacheFolder, DataError, dataFolders, findFile, readContent } from "./_files.ts";
import type { Dataset, SourceFile } from "./dataset.ts";
import moons from "./moons.ts";

const content = new TextEncoder().encode("1 0:1\n".repeat(200));
const file: SourceFile = {
  name: "words.svmlight",
  url: "http://127.0.0.1/words.svmlight",
  bytes: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
};
const dataset: Dataset = {
  ...moons,
  name: "tiny_reviews",
  folder: "tiny-reviews",
  domains: ["words"],
  files: () => [file],
  sample: () => moons.sample(randomStreams(0)),
};

/** Runs a test in a new folder. */
function inFolder(name: string, test: (folder: string) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await test(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("cacheFolder names the folder data within a folder graft", () => {
  assert.match(cacheFolder(), /[\\/][Gg]raft.*[\\/]data$/);
});

inFolder(
  "dataFolders returns the option's folders, then those of GRAFT_DATA, then the cache",
  async (folder) => {
    const [a, b, c] = ["a", "b", "c"].map((name) => join(folder, name));
    for (const path of [a, b, c]) await Deno.mkdir(path);
    const both = `${a}${delimiter}${b}`;
    assert.deepEqual(dataFolders(both, `${c}${delimiter}`), [a, b, c, cacheFolder()]);
    assert.deepEqual(dataFolders(undefined, both), [a, b, cacheFolder()]);
    assert.deepEqual(dataFolders("", ""), [cacheFolder()]);
  },
);

inFolder(
  "dataFolders reports a folder that does not exist, and the option or variable that names it",
  async (folder) => {
    const message = (origin: string, value: string) => ({
      name: "RangeError",
      message:
        `Cannot look for data: ${origin} must name existing folders, current value is '${value}'`,
    });
    const missing = join(folder, "missing");
    assert.throws(() => dataFolders(missing, ""), message("--data", missing));
    assert.throws(() => dataFolders(folder, missing), message("GRAFT_DATA", missing));
    const path = join(folder, "file");
    await Deno.writeTextFile(path, "");
    assert.throws(() => dataFolders(`${folder}${delimiter}${path}`, ""), message("--data", path));
  },
);

inFolder(
  "findFile prefers earlier folders, the dataset's folder and plain files",
  async (folder) => {
    const [first, second] = [join(folder, "first"), join(folder, "second")];
    await Deno.mkdir(join(first, "tiny-reviews"), { recursive: true });
    await Deno.mkdir(second);
    // From the last place in the search order to the first.
    const places = [
      join(second, "words.svmlight"),
      join(first, "words.svmlight.gz"),
      join(first, "words.svmlight"),
      join(first, "tiny-reviews", "words.svmlight.gz"),
      join(first, "tiny-reviews", "words.svmlight"),
    ];
    assert.equal(await findFile(dataset, file, [first, second]), undefined);
    for (const place of places) {
      await Deno.writeTextFile(place, "");
      assert.equal(await findFile(dataset, file, [first, second]), place);
    }
  },
);

inFolder(
  "findFile skips folders with the file's name and folders that do not exist",
  async (folder) => {
    await Deno.mkdir(join(folder, "words.svmlight"));
    await Deno.writeTextFile(join(folder, "tiny-reviews"), "");
    assert.equal(await findFile(dataset, file, [join(folder, "missing"), folder]), undefined);
  },
);

inFolder("findFile searches only the file's own folder if it has one", async (folder) => {
  const own = { ...file, folder: "words" };
  for (const place of ["words", "tiny-reviews"]) await Deno.mkdir(join(folder, place));
  await Deno.writeTextFile(join(folder, "tiny-reviews", file.name), "");
  await Deno.writeTextFile(join(folder, file.name), "");
  assert.equal(await findFile(dataset, own, [folder]), undefined);
  const path = join(folder, "words", `${file.name}.gz`);
  await Deno.writeTextFile(path, "");
  assert.equal(await findFile(dataset, own, [folder]), path);
});

inFolder("readContent reads plain and gzipped files, whatever their names", async (folder) => {
  const half = content.length / 2;
  const members = [content.subarray(0, half), content.subarray(half)].map((part) => gzipSync(part));
  for (const name of ["words.svmlight", "words.svmlight.gz"]) {
    const path = join(folder, name);
    for (const bytes of [content, gzipSync(content), Buffer.concat(members)]) {
      await Deno.writeFile(path, bytes);
      assert.deepEqual(await readContent(path, file), {
        bytes: content,
        sha256: file.sha256,
        official: true,
      });
    }
  }
});

/** Returns a gzip file of `bytes` zeros, compressed in chunks to bound the memory. */
async function zeros(bytes: number): Promise<Uint8Array> {
  const chunk = new Uint8Array(1 << 20);
  const plain = ReadableStream.from(Array.from({ length: bytes / chunk.length }, () => chunk));
  return new Uint8Array(
    await new Response(plain.pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
  );
}

inFolder("readContent stops reading a gzip at the published size", async (folder) => {
  const path = join(folder, "words.svmlight.gz");
  await Deno.writeFile(path, await zeros(1 << 24));
  await assert.rejects(readContent(path, file, { dataset }), {
    name: "DataError",
    message: `Cannot use ${path}: its content is not the published one (size 1200 expected, ` +
      "more found), delete it and run `deno task data fetch tiny_reviews`, or pass " +
      "--accept-modified-data for data of your own",
  });
});

inFolder("readContent reports formats that it does not decompress", async (folder) => {
  const path = join(folder, "words.svmlight");
  await Deno.writeTextFile(path, "PK\x03\x04 and so on");
  await assert.rejects(readContent(path, file, { acceptModified: true }), {
    name: "DataError",
    message: `Cannot use ${path}: it is a zip archive, unpack it and name the file inside`,
  });
});

inFolder("readContent reports a truncated and a corrupt gzip", async (folder) => {
  const path = join(folder, "words.svmlight.gz");
  const gzip = gzipSync(content);
  const flipped = gzip.slice();
  flipped[gzip.length - 6] ^= 1;
  const trailed = Buffer.concat([gzip, content]);
  for (const bytes of [gzip.subarray(0, gzip.length - 4), gzip.subarray(0, 15), flipped, trailed]) {
    await Deno.writeFile(path, bytes);
    await assert.rejects(readContent(path, file, { acceptModified: true, dataset }), (error) => {
      assert(error instanceof DataError);
      assert(error.message.startsWith(
        `Cannot decompress ${path}: the gzip file is truncated or corrupt (`,
      ));
      assert(error.message.endsWith("), delete it and run `deno task data fetch tiny_reviews`"));
      return true;
    });
  }
});

inFolder("readContent rejects content of another size", async (folder) => {
  const path = join(folder, "words.svmlight");
  await Deno.writeFile(path, content.subarray(1));
  await assert.rejects(readContent(path, file, { dataset }), {
    name: "DataError",
    message: `Cannot use ${path}: its content is not the published one (size 1200 expected, ` +
      "1199 found), delete it and run `deno task data fetch tiny_reviews`, or pass " +
      "--accept-modified-data for data of your own",
  });
});

inFolder(
  "readContent rejects another checksum unless modified data is accepted",
  async (folder) => {
    const path = join(folder, "words.svmlight");
    const modified = content.slice();
    modified[2] = "1".charCodeAt(0);
    await Deno.writeFile(path, modified);
    const sha256 = createHash("sha256").update(modified).digest("hex");
    await assert.rejects(readContent(path, file), {
      name: "DataError",
      message: `Cannot use ${path}: its content is not the published one ` +
        `(sha256 ${file.sha256!.slice(0, 12)}… expected, ${sha256.slice(0, 12)}… found), ` +
        "delete it and run `deno task data fetch`, or pass --accept-modified-data for data of your own",
    });
    assert.deepEqual(await readContent(path, file, { acceptModified: true }), {
      bytes: modified,
      sha256,
      official: false,
    });
  },
);

inFolder("readContent checks a file without a known checksum by its size", async (folder) => {
  const path = join(folder, "words.svmlight");
  await Deno.writeFile(path, content);
  const unvouched = { ...file, sha256: undefined };
  assert.equal((await readContent(path, unvouched)).official, false);
  await assert.rejects(readContent(path, { ...unvouched, bytes: 1 }), DataError);
});

inFolder("readContent asks for the published file if it has no public address", async (folder) => {
  const path = join(folder, "words.svmlight");
  await Deno.writeTextFile(path, "");
  await assert.rejects(readContent(path, { ...file, url: undefined }), {
    message: /put the published file in its place, or pass/,
  });
});

inFolder("readContent reports a missing file", async (folder) => {
  const path = join(folder, "words.svmlight");
  await assert.rejects(readContent(path, file), {
    name: "DataError",
    message: `Cannot read ${path}: no such file, fetch it with \`deno task data fetch\``,
  });
});
