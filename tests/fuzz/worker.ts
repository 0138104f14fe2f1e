/** Runs cases for {@linkcode runCases}: a worker can be ended where a case does not. */
import { randomStreams } from "../../engine/mod.ts";
import { targets } from "./targets.ts";
import type { Verdict } from "./verdict.ts";

/** Bytes that the process may grow by in one case. */
const MOST = 512 * 2 ** 20;

const scope = self as unknown as {
  onmessage: (event: MessageEvent<{ seed: number; index: number; folder: string }>) => void;
  postMessage(verdict: Verdict): void;
};

scope.onmessage = async ({ data: { seed, index, folder } }) => {
  const before = Deno.memoryUsage().rss;
  const target = targets[index % targets.length];
  const verdict = await target.run(randomStreams(seed)(`case/${index}`), folder);
  const grown = Deno.memoryUsage().rss - before;
  scope.postMessage(
    grown > MOST ? { outcome: "wrong", why: `took ${Math.round(grown / 2 ** 20)} MB` } : verdict,
  );
};
