/** The worker of {@linkcode runCases}: a worker can be ended if a case hangs. */
import { randomStreams } from "../../engine/mod.ts";
import { targets } from "./targets.ts";
import type { CaseResult } from "./case_result.ts";

/** Maximum growth of the process in one case, in bytes. */
const MOST = 512 * 2 ** 20;

const scope = self as unknown as {
  onmessage: (event: MessageEvent<{ seed: number; index: number; folder: string }>) => void;
  postMessage(result: CaseResult): void;
};

scope.onmessage = async ({ data: { seed, index, folder } }) => {
  const before = Deno.memoryUsage().rss;
  const target = targets[index % targets.length];
  const result = await target.run(randomStreams(seed)(`case/${index}`), folder);
  const grown = Deno.memoryUsage().rss - before;
  scope.postMessage(
    grown > MOST ? { outcome: "wrong", why: `took ${Math.round(grown / 2 ** 20)} MB` } : result,
  );
};
