/**
 * The program of a worker process: reads a `Start` and then one `Order` after another from standard
 * input, a line of JSON each, and answers on standard output.
 *
 * It writes no file: the process that started it does, so that killing a worker loses the run in
 * hand and nothing else.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { DataError, readContent } from "../datasets/_files.ts";
import type { DomainData, SourceFile } from "../datasets/dataset.ts";
import { type CompiledGraph, type Executor, openDevice } from "../engine/mod.ts";
import type { RunSpec } from "../suites/record.ts";
import { loadDomain, run } from "../suites/run.ts";
import type { Answer, Order, Start } from "./_messages.ts";
import { oneLine } from "./_program.ts";

/** Least time between two messages of progress, in milliseconds. */
const PROGRESS_INTERVAL = 200;

/** Domains that stay loaded; a run needs two. */
const LOADED_DOMAINS = 4;

function answer(message: Answer): Promise<void> {
  return new Promise((resolve) =>
    process.stdout.write(`${JSON.stringify(message)}\n`, () => resolve())
  );
}

function sendGraph({ kind, content }: CompiledGraph): void {
  answer({ kind: "graph", of: kind, base64: content.toBase64() });
}

/** Loads domains, and keeps those that were used last. */
function domainLoader(start: Start): (spec: RunSpec, domain: string) => Promise<DomainData> {
  const loaded = new Map<string, Promise<DomainData>>();
  return (spec, domain) => {
    const { dataset, protocol, seed } = spec;
    const files = start.files[dataset.name] ?? {};
    // A generated domain depends on the seed, one on disk does not.
    const key = JSON.stringify([
      dataset.name,
      domain,
      protocol.transform,
      Object.keys(files).length ? "" : seed,
    ]);
    const read = async (file: SourceFile): Promise<Uint8Array> => {
      const { path, sha256 } = files[file.name];
      const content = await readContent(path, file, { acceptModified: true });
      if (content.sha256 !== sha256) {
        throw new DataError(`Cannot read '${path}': it has changed since the runs were planned`);
      }
      return content.bytes;
    };
    const data = loaded.get(key) ?? loadDomain(spec, domain, read);
    loaded.delete(key);
    loaded.set(key, data);
    if (loaded.size > LOADED_DOMAINS) loaded.delete(loaded.keys().next().value!);
    return data;
  };
}

async function serve(): Promise<void> {
  // Ctrl-C reaches the whole process group; the starting process decides what becomes of this one.
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGINT", () => {});
  // The starting process has gone: nobody is left to write the result.
  process.stdin.on("end", () => Deno.exit(1));

  let load: ReturnType<typeof domainLoader> | undefined;
  let executor: Executor;
  let start: Start;
  for await (const line of createInterface({ input: process.stdin })) {
    if (!load) {
      start = JSON.parse(line);
      executor = await openDevice(start.device, {
        threads: start.threads,
        ...(start.graphs ? { onGraph: sendGraph } : {}),
      });
      load = domainLoader(start);
      await answer({ kind: "ready" });
      continue;
    }
    const { spec }: Order = JSON.parse(line);
    const { device } = executor!;
    const loadFor = load;
    let told = performance.now();
    const result = await run(spec, {
      executor: executor!,
      environment: {
        ...start!.host,
        versions: { ...start!.host.versions, ...device.versions },
        device: device.name,
        threads: device.threads,
        ...(device.adapter === undefined ? {} : { adapter: device.adapter }),
      },
      load: (domain) => loadFor(spec, domain),
      async onProgress(progress) {
        if (performance.now() - told < PROGRESS_INTERVAL) return;
        told = performance.now();
        await answer({ kind: "progress", progress });
        // Lets the event loop see that standard input has ended.
        await new Promise((resolve) => setTimeout(resolve));
      },
    });
    await answer({ kind: "result", result });
  }
}

try {
  await serve();
} catch (error) {
  await answer({ kind: "error", message: oneLine(error) });
  Deno.exit(1);
}
