import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DataError } from "./_content.ts";
import { download } from "./_download.ts";
import { receive } from "./_receive.ts";
import type { Dataset, SourceFile } from "./dataset.ts";
import moons from "./moons.ts";

const content = new TextEncoder().encode(
  Array.from({ length: 40_000 }, (_, i) => `${i % 3 ? 1 : -1} ${i % 5000}:1\n`).join(""),
);
const half = content.length / 2 | 0;
const dataset: Dataset = { ...moons, name: "tiny_reviews", folder: "tiny-reviews" };

/** Fixture of a test: a data folder, and a server with the answers of the test. */
interface Site {
  readonly folder: string;
  readonly path: string;
  readonly file: SourceFile;
  /** The `range` header of every request so far. */
  readonly ranges: (string | null)[];
  /** Downloads the file. */
  get(): Promise<"fetched" | "present">;
  /** Writes the start of an interrupted download. */
  interrupt(bytes: Uint8Array): Promise<void>;
  /** The names in the dataset's folder. */
  names(): string[];
}

type Answer = (request: Request, count: number) => Response | Promise<Response>;

function onSite(name: string, answer: Answer, test: (site: Site) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    const ranges: (string | null)[] = [];
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      ranges.push(request.headers.get("range"));
      return answer(request, ranges.length);
    });
    const file = published(`http://127.0.0.1:${server.addr.port}/words.svmlight`);
    const place = join(folder, "tiny-reviews");
    const path = join(place, file.name);
    try {
      await test({
        folder,
        path,
        file,
        ranges,
        get: () => download(dataset, file, folder),
        async interrupt(bytes) {
          await Deno.mkdir(place);
          await Deno.writeFile(`${path}.part`, bytes);
        },
        names: () => [...Deno.readDirSync(place)].map(({ name }) => name).sort(),
      });
    } finally {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    }
  });
}

function published(url: string): SourceFile {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { name: "words.svmlight", url, bytes: content.length, sha256 };
}

/** Sends the whole content, or the requested range. */
const serve: Answer = ({ headers }) => {
  assert.equal(headers.get("accept-encoding"), "identity");
  const offset = Number(headers.get("range")?.match(/^bytes=(\d+)-$/)?.[1] ?? 0);
  if (offset === 0) return new Response(content);
  return new Response(content.subarray(offset), {
    status: 206,
    headers: { "content-range": `bytes ${offset}-${content.length - 1}/${content.length}` },
  });
};

/** Sends the first half of the content and closes the connection. */
const breakOff: Answer = () =>
  new Response(new Blob([content.slice(0, half)]).stream(), {
    headers: { "content-length": String(content.length) },
  });

async function assertFetched({ path, names }: Site): Promise<void> {
  assert.deepEqual(await Deno.readFile(path), content);
  assert.deepEqual(names(), ["words.svmlight"]);
}

/** Asserts a {@linkcode DataError} of one line that matches. */
async function assertFails(attempt: Promise<unknown>, pattern: RegExp): Promise<void> {
  await assert.rejects(attempt, (error) => {
    assert(error instanceof DataError);
    assert.match(error.message, pattern);
    assert(!error.message.includes("\n"));
    return true;
  });
}

onSite("download writes a file to its path and reports progress", serve, async (site) => {
  const progress: number[] = [];
  const onProgress = (received: number, total: number) => {
    assert.equal(total, content.length);
    progress.push(received);
  };
  assert.equal(await download(dataset, site.file, site.folder, { onProgress }), "fetched");
  await assertFetched(site);
  assert.equal(progress[0], 0);
  assert.equal(progress.at(-1), content.length);
  assert.equal(await site.get(), "present");
  assert.deepEqual(site.ranges, [null]);
});

onSite(
  "download keeps what arrived before an interruption and resumes it",
  (request, count) => count === 1 ? breakOff(request, count) : serve(request, count),
  async (site) => {
    await assertFails(
      site.get(),
      new RegExp(
        `^Cannot download http.*: cut off after ${half} of ${content.length} bytes ` +
          "\\(.+\\), run the same command again to resume$",
      ),
    );
    assert.deepEqual(site.names(), ["words.svmlight.part"]);
    assert.equal(await site.get(), "fetched");
    assert.deepEqual(site.ranges, [null, `bytes=${half}-`]);
    await assertFetched(site);
  },
);

onSite(
  "download reports a body that ends too early as cut off",
  () => new Response(new Blob([content.slice(0, half)]).stream()),
  async (site) => {
    await assertFails(site.get(), /cut off after .* \(the connection was closed\), run the same/);
    assert.equal((await Deno.stat(`${site.path}.part`)).size, half);
  },
);

onSite(
  "download restarts if the server sends everything instead of the range",
  () => new Response(content),
  async (site) => {
    await site.interrupt(content.subarray(0, half));
    assert.equal(await site.get(), "fetched");
    assert.deepEqual(site.ranges, [`bytes=${half}-`]);
    await assertFetched(site);
  },
);

onSite(
  "download restarts if the server does not have the range",
  ({ headers }) =>
    headers.has("range") ? new Response("no", { status: 416 }) : new Response(content),
  async (site) => {
    await site.interrupt(content.subarray(0, half));
    assert.equal(await site.get(), "fetched");
    assert.deepEqual(site.ranges, [`bytes=${half}-`, null]);
    await assertFetched(site);
  },
);

onSite(
  "download restarts if the server offers another range",
  ({ headers }) =>
    headers.has("range")
      ? new Response(content.subarray(5), {
        status: 206,
        headers: { "content-range": `bytes 5-${content.length - 1}/${content.length}` },
      })
      : new Response(content),
  async (site) => {
    await site.interrupt(content.subarray(0, half));
    assert.equal(await site.get(), "fetched");
    await assertFetched(site);
  },
);

onSite("download restarts if the resumed content is wrong", serve, async (site) => {
  await site.interrupt(new Uint8Array(half));
  assert.equal(await site.get(), "fetched");
  assert.deepEqual(site.ranges, [`bytes=${half}-`, null]);
  await assertFetched(site);
});

onSite("download restarts if the part is too long", serve, async (site) => {
  await site.interrupt(new Uint8Array(content.length + 1));
  assert.equal(await site.get(), "fetched");
  assert.deepEqual(site.ranges, [null]);
  await assertFetched(site);
});

onSite("download writes a file to its own folder", serve, async (site) => {
  await download(dataset, { ...site.file, folder: "words" }, site.folder);
  assert.deepEqual(await Deno.readFile(join(site.folder, "words", site.file.name)), content);
});

const zip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));
const gzip = zip(content);

/** Downloads from the same server with an address that ends in `.gz`. */
const getGzip = ({ file, folder }: Site) =>
  download(dataset, { ...file, url: `${file.url}.gz` }, folder);

onSite(
  "download decompresses content from an address that ends in .gz",
  () => new Response(gzip),
  async (site) => {
    assert.equal(await getGzip(site), "fetched");
    await assertFetched(site);
    assert.equal(await getGzip(site), "present");
  },
);

onSite(
  "download restarts after a truncated gzip file",
  (_, count) => new Response(count === 1 ? gzip.subarray(0, gzip.length / 2) : gzip),
  async (site) => {
    await assertFails(getGzip(site), /^Cannot download http.*: cut off after \d+ of \d+ bytes/);
    assert.equal(await getGzip(site), "fetched");
    assert.deepEqual(site.ranges, [null, null]);
    await assertFetched(site);
  },
);

onSite(
  "download reports the status of an error at an address that ends in .gz",
  () => new Response("gone", { status: 404 }),
  async (site) => {
    await assertFails(
      getGzip(site),
      /^Cannot download http.*\.gz: the server answers 404 Not Found/,
    );
    assert.deepEqual(site.names(), []);
  },
);

onSite(
  "download keeps nothing of a gzip file with wrong content",
  () => new Response(zip(content.slice().reverse())),
  async (site) => {
    await assertFails(getGzip(site), /its content is not the published one \(sha256/);
    assert.deepEqual(site.names(), []);
  },
);

onSite("download accepts a complete part without a request", serve, async (site) => {
  await site.interrupt(content);
  assert.equal(await site.get(), "fetched");
  assert.deepEqual(site.ranges, []);
  await assertFetched(site);
});

const wrong: [string, Answer, RegExp][] = [
  [
    "checksum",
    () => new Response(content.slice().reverse()),
    /\(sha256 \w{12}… expected, \w{12}… found\)/,
  ],
  ["size", () => new Response("<html>"), /\(size \d+ expected, 6 found\)/],
  [
    "size without an announced length",
    () => new Response(new Blob([content, "x"]).stream()),
    /\(size \d+ expected, more found\)/,
  ],
];
for (const [what, answer, pattern] of wrong) {
  onSite(`download keeps nothing of content with a wrong ${what}`, answer, async (site) => {
    await assertFails(site.get(), pattern);
    assert.deepEqual(site.names(), []);
  });
}

onSite(
  "download reports the status of an error and keeps the part",
  () => new Response("gone", { status: 404 }),
  async (site) => {
    const message =
      /^Cannot download http.*: the server answers 404 Not Found, try again later, or/;
    await assertFails(site.get(), message);
    assert.deepEqual(site.names(), []);
    await Deno.writeFile(`${site.path}.part`, content.subarray(0, half));
    await assertFails(site.get(), message);
    assert.equal((await Deno.stat(`${site.path}.part`)).size, half);
  },
);

onSite("download does not overwrite a file with other content", serve, async (site) => {
  await Deno.mkdir(join(site.folder, "tiny-reviews"));
  await Deno.writeTextFile(site.path, "mine");
  await assertFails(site.get(), /a file with other content is in its place .*, delete it and run/);
  assert.equal(await Deno.readTextFile(site.path), "mine");
  assert.deepEqual(site.names(), ["words.svmlight"]);
});

onSite(
  "download waits for another download of the same file",
  async (request, count) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return serve(request, count);
  },
  async (site) => {
    let waits = 0;
    const attempts = Array.from(
      { length: 4 },
      () => download(dataset, site.file, site.folder, { onWait: () => waits++ }),
    );
    const results = await Promise.all(attempts);
    assert.deepEqual(results.sort(), ["fetched", "present", "present", "present"]);
    assert.equal(waits, 3);
    assert.equal(site.ranges.length, 1);
    await assertFetched(site);
  },
);

onSite(
  "download fails if the server stops sending",
  () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(content.slice(0, half)),
      }),
    ),
  async (site) => {
    await assertFails(
      download(dataset, site.file, site.folder, { patience: 200 }),
      /cut off after \d+ of \d+ bytes \(no answer for 0.2 s\)/,
    );
    assert.deepEqual(site.names(), ["words.svmlight.part"]);
  },
);

onSite(
  "download fails if the server sends less than 1 KiB/s",
  () => {
    let timer: ReturnType<typeof setInterval>;
    return new Response(
      new ReadableStream({
        start(controller) {
          timer = setInterval(() => controller.enqueue(content.slice(0, 1)), 50);
        },
        cancel: () => clearInterval(timer),
      }),
    );
  },
  async (site) => {
    await assertFails(
      download(dataset, site.file, site.folder, { patience: 100 }),
      /cut off after \d+ of \d+ bytes \(slower than 1 KiB\/s for 0.1 s\)/,
    );
    assert.deepEqual(site.names(), ["words.svmlight.part"]);
  },
);

onSite(
  "download does not write through a symbolic link at the path of its part",
  serve,
  async (site) => {
    const elsewhere = join(site.folder, "elsewhere");
    await site.interrupt(new Uint8Array(0));
    await Deno.remove(`${site.path}.part`);
    await Deno.symlink(elsewhere, `${site.path}.part`);
    await assertFails(site.get(), /words\.svmlight\.part is a symbolic link, delete it/);
    await assert.rejects(Deno.lstat(elsewhere), Deno.errors.NotFound);
    await Deno.writeTextFile(elsewhere, "kept");
    await assertFails(site.get(), /is a symbolic link, delete it/);
    assert.equal(await Deno.readTextFile(elsewhere), "kept");
  },
);

Deno.test("download reports an unreachable address", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const folder = await Deno.makeTempDir();
  try {
    await assertFails(
      download(dataset, published(`http://127.0.0.1:${port}/words.svmlight`), folder),
      /^Cannot download http.*svmlight: unreachable \(.*refused.*\), check the network and run/,
    );
    assert.deepEqual([...Deno.readDirSync(join(folder, "tiny-reviews"))], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("download names the path for a file without a public address", async () => {
  await assertFails(
    download(dataset, { ...published(""), url: undefined }, "data"),
    /^Cannot download words.svmlight: it has no public address, place it at data.tiny-reviews.words/,
  );
});

onSite("download reports a folder that cannot be created", serve, async (site) => {
  await Deno.writeTextFile(join(site.folder, "tiny-reviews"), "");
  await assertFails(site.get(), /^Cannot (read|write) .*--data DIR$/);
});

// Only Linux has a device that is always full.
if (Deno.build.os === "linux") {
  onSite("receive reports a full disk", serve, async ({ file, path }) => {
    using part = await Deno.open("/dev/full", { read: true, write: true });
    await assertFails(
      receive(part, { ...file, url: file.url! }, 0, path, {}),
      /^Cannot write .*: the disk is full, free some space and run/,
    );
  });
}
