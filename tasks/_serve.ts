import { systemReason } from "../runs/write_whole.ts";

/** Options of {@linkcode servePage}. */
export interface ServeOptions {
  /** The folder whose changes trigger a new rendering. */
  readonly watched: string;
  /** Renders the page; called on the first request after a change. */
  render(): Promise<string>;
  /** The port; 0 for any free one. */
  readonly port: number;
  /** Stops the server. */
  readonly signal: AbortSignal;
  /** Called once with the server's address. */
  onListen(url: string): void;
}

/** Changes within this time, in milliseconds, count as one. */
const SETTLED = 500;

/**
 * Serves a page on the loopback interface only, and notifies browsers that show it of changes.
 *
 * @param options The page, the watched folder and the port.
 * @throws {Error} If the folder cannot be watched or the port is taken.
 */
export async function servePage(
  { watched, render, port, signal, onListen }: ServeOptions,
): Promise<void> {
  let page: Promise<string> | undefined;
  const listeners = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const notify = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    for (const listener of listeners) listener.enqueue(bytes);
  };

  const events = (method: string) => {
    const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
    if (method === "HEAD") return new Response(null, { headers });
    let own: ReadableStreamDefaultController<Uint8Array>;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller;
        listeners.add(own);
        own.enqueue(new TextEncoder().encode("retry: 1000\n\n"));
      },
      cancel: () => void listeners.delete(own),
    });
    return new Response(stream, { headers });
  };

  const answer = async (request: Request): Promise<Response> => {
    const { pathname, hostname } = new URL(request.url);
    // A page of another site must not read this one through a host name of its own (DNS rebinding).
    if (!["127.0.0.1", "localhost"].includes(hostname)) return new Response(null, { status: 403 });
    if (!["GET", "HEAD"].includes(request.method)) {
      return new Response("method not allowed\n", { status: 405, headers: { allow: "GET, HEAD" } });
    }
    if (pathname === "/events") return events(request.method);
    if (pathname !== "/") return new Response("not found\n", { status: 404 });
    try {
      page ??= render();
      return new Response(await page, {
        headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
      });
    } catch (error) {
      page = undefined;
      return new Response(`${(error as Error).message}\n`, { status: 500 });
    }
  };

  const watcher = watch(watched);
  let server: Deno.HttpServer;
  try {
    server = Deno.serve({
      hostname: "127.0.0.1",
      port,
      onListen: ({ port }) => onListen(`http://127.0.0.1:${port}/`),
    }, answer);
  } catch (error) {
    watcher.close();
    throw new Error(
      `Cannot serve on port ${port}: ${systemReason(error)}; name another with --port`,
    );
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    watcher.close();
    for (const listener of listeners) listener.close();
    server.shutdown();
  });
  for await (const { kind, paths } of watcher) {
    if (kind === "access" || paths.every((path) => /\.(tmp|claim)$/.test(path))) continue;
    clearTimeout(timer);
    timer = setTimeout(() => {
      page = undefined;
      notify("data: changed\n\n");
    }, SETTLED);
  }
  await server.finished;
}

function watch(folder: string): Deno.FsWatcher {
  try {
    return Deno.watchFs(folder);
  } catch (error) {
    throw new Error(`Cannot watch '${folder}': ${systemReason(error)}`);
  }
}
