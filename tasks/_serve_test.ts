import assert from "node:assert/strict";
import { join } from "node:path";
import { servePage } from "./_serve.ts";

/** Serves a page that shows the number of its renderings, for an empty folder. */
async function serving(
  use: (url: string, folder: string) => Promise<void>,
  render?: () => Promise<string>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const stop = new AbortController();
  const { promise: address, resolve } = Promise.withResolvers<string>();
  let rendered = 0;
  const served = servePage({
    watched: folder,
    render: render ?? (() => Promise.resolve(`page ${++rendered}`)),
    port: 0,
    signal: stop.signal,
    onListen: resolve,
  });
  try {
    await use(await address, folder);
  } finally {
    stop.abort();
    await served;
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("servePage notifies of a change, and renders again only then", () =>
  serving(async (url, folder) => {
    const text = async () => await (await fetch(url)).text();
    assert.equal(await text(), "page 1");
    assert.equal(await text(), "page 1");
    const response = await fetch(`${url}events`);
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    const events = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    assert.match((await events.read()).value!, /^retry/);
    await Deno.writeTextFile(join(folder, "a.json"), "{}");
    assert.equal((await events.read()).value, "data: changed\n\n");
    assert.equal(await text(), "page 2");
    await events.cancel();
  }));

Deno.test("servePage listens on the loopback interface and answers only to its own names", () =>
  serving(async (url) => {
    const { hostname, port } = new URL(url);
    assert.equal(hostname, "127.0.0.1");
    const connection = await Deno.connect({ hostname, port: Number(port) });
    await connection.write(
      new TextEncoder().encode("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
    );
    const bytes = new Uint8Array(64);
    await connection.read(bytes);
    connection.close();
    assert.match(new TextDecoder().decode(bytes), /^HTTP\/1\.1 403 /);
    const missing = await fetch(`${url}runs/a.json`);
    assert.equal(missing.status, 404);
    await missing.body?.cancel();
  }));

Deno.test("servePage reports why a page cannot be rendered, and tries again", async () => {
  let tries = 0;
  await serving(
    async (url) => {
      const first = await fetch(url);
      assert.equal(first.status, 500);
      assert.equal(await first.text(), "no records yet\n");
      assert.equal(await (await fetch(url)).text(), "now there are");
    },
    () => tries++ ? Promise.resolve("now there are") : Promise.reject(new Error("no records yet")),
  );
});

Deno.test("servePage names a folder that it cannot watch, and a port in use", async () => {
  const options = {
    render: () => Promise.resolve(""),
    signal: new AbortController().signal,
    onListen() {},
  };
  await assert.rejects(
    servePage({ ...options, watched: "/no/such/folder", port: 0 }),
    /^Error: Cannot watch '\/no\/such\/folder': /,
  );
  await serving(async (url, folder) => {
    const port = Number(new URL(url).port);
    await assert.rejects(
      servePage({ ...options, watched: folder, port }),
      /^Error: Cannot serve on port \d+: .*; name another with --port$/,
    );
  });
});

Deno.test("servePage answers only GET and HEAD", () =>
  serving(async (url) => {
    for (const path of ["", "events", "elsewhere"]) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"]) {
        const response = await fetch(`${url}${path}`, { method });
        assert.equal(response.status, 405, `${method} /${path}`);
        assert.equal(response.headers.get("allow"), "GET, HEAD");
        await response.body?.cancel();
      }
    }
    for (const path of ["", "events"]) {
      const head = await fetch(`${url}${path}`, { method: "HEAD" });
      assert.equal(head.status, 200);
      assert.equal(await head.text(), "");
    }
  }));
