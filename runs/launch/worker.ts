/**
 * The program of a worker process: reads a `Start` and then one `Order` after another from standard
 * input, one line of JSON each, and writes `Answer`s on standard output.
 *
 * It writes no file; the parent process does, so killing a worker loses only its current run.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import type { DomainData, ReadFile, TaskData } from "../../datasets/dataset.ts";
import { datasets } from "../../datasets/mod.ts";
import { type CompiledGraph, type Executor, openDevice } from "../../engine/mod.ts";
import type { TasksSpec } from "../../records/record.ts";
import { type DomainsSpec, loadDomain, loadTasks, run } from "../run.ts";
import { isOfTasks } from "../../settings/multi_task/expand.ts";
import { type Answer, messageLine, type Order, type Start } from "./messages.ts";
import { plannedReader } from "../planned_files.ts";
import { oneLine } from "../../tasks/_program.ts";
import { withVectors } from "../word_vectors.ts";

/** Minimum time between two progress messages, in milliseconds. */
const PROGRESS_INTERVAL = 200;

/** Milliseconds between two signs of life, if steps leave time for them, and between two checks of the parent process. */
const ALIVE_INTERVAL = 1000;

/** Number of domains, or groups of tasks, that stay loaded; a run between domains needs two. */
const LOADED = 4;

function answer(message: Answer): Promise<void> {
  return new Promise((resolve) => process.stdout.write(messageLine(message), () => resolve()));
}

function sendGraph({ kind, content }: CompiledGraph): void {
  answer({ kind: "graph", of: kind, base64: content.toBase64() });
}

/** Loads data and caches the most recently used. */
class Loader {
  readonly #loaded = new Map<string, Promise<unknown>>();

  constructor(readonly start: Start) {}

  domain(spec: DomainsSpec, domain: string): Promise<DomainData> {
    const { dataset, protocol, seed } = spec;
    const family = datasets[dataset.name];
    const drawn = family.kind === "domains" && family.drawn ? seed : "";
    const key = JSON.stringify([dataset.name, domain, protocol.transform, drawn]);
    return this.#kept(key, () => loadDomain(spec, domain, this.#read(dataset.name)));
  }

  tasks(spec: TasksSpec): Promise<TaskData> {
    const { dataset, problem, protocol, seed } = spec;
    const key = JSON.stringify([dataset.name, problem.sources, seed, protocol.vectors]);
    return this.#kept(key, async () => {
      const data = await loadTasks(spec, this.#read(dataset.name));
      if (protocol.vectors === undefined) return data;
      return { ...data, input: await withVectors(this.start.vectors!, data.input) };
    });
  }

  #read(dataset: string): ReadFile {
    return plannedReader(this.start.files[dataset] ?? {});
  }

  #kept<T>(key: string, load: () => Promise<T>): Promise<T> {
    const data = this.#loaded.get(key) as Promise<T> | undefined ?? load();
    this.#loaded.delete(key);
    this.#loaded.set(key, data);
    if (this.#loaded.size > LOADED) this.#loaded.delete(this.#loaded.keys().next().value!);
    return data;
  }
}

async function serve(): Promise<void> {
  // Ctrl-C reaches the whole process group; the parent process decides when this one ends.
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGINT", () => {});
  // Without the parent process, nobody writes the result.
  process.stdin.on("end", () => Deno.exit(1));
  const parent = Deno.ppid;
  setInterval(() => {
    if (Deno.ppid !== parent) Deno.exit(1);
    answer({ kind: "alive" });
  }, ALIVE_INTERVAL);

  let loader: Loader | undefined;
  let executor: Executor;
  let start: Start;
  for await (const line of createInterface({ input: process.stdin })) {
    if (!loader) {
      start = JSON.parse(line);
      executor = await openDevice(start.device, {
        threads: start.threads,
        ...(start.graphs ? { onGraph: sendGraph } : {}),
      });
      loader = new Loader(start);
      await answer({ kind: "ready" });
      continue;
    }
    const { spec }: Order = JSON.parse(line);
    const { device } = executor!;
    const from = loader;
    let reported = performance.now();
    let peakBytes = Deno.memoryUsage().rss;
    const { record, predictions } = await run(spec, {
      executor: executor!,
      environment: {
        ...start!.host,
        versions: { ...start!.host.versions, ...device.versions },
        device: device.name,
        threads: device.threads,
        ...(device.adapter === undefined ? {} : { adapter: device.adapter }),
      },
      ...isOfTasks(spec)
        ? { loadTasks: () => from.tasks(spec) }
        : { load: (domain) => from.domain(spec, domain) },
      async onProgress(progress) {
        peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss);
        if (performance.now() - reported < PROGRESS_INTERVAL) return;
        reported = performance.now();
        await answer({ kind: "progress", progress });
        // Lets the event loop see that standard input has ended.
        await new Promise((resolve) => setTimeout(resolve));
      },
    });
    peakBytes = Math.max(peakBytes, Deno.memoryUsage().rss);
    const measured = { ...record, memory: { peakBytes } };
    await answer({ kind: "result", result: { record: measured, predictions } });
  }
}

try {
  await serve();
} catch (error) {
  await answer({ kind: "error", message: oneLine(error) });
  Deno.exit(1);
}
