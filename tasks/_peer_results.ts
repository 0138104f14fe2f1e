import { type Metric, metricKinds } from "../descriptors/metrics.ts";
import { textLines } from "../datasets/_text.ts";
import type { PeerResult } from "../reports/tables/peer_comparison.ts";

const SELECTIONS: readonly string[] = ["last", "validation", "source_validation", "oracle"];

/**
 * Parses the results of another program: JSON lines. Blank lines, and lines without a method, a problem (or
 * pair) or a metric, are skipped.
 *
 * @param bytes The file's content.
 * @param path The file, for errors.
 * @throws {SyntaxError} With the line's number, if the content is not text, a line is not JSON, a result's
 * seed, metric or selection rule is invalid, or a result occurs twice.
 */
export function parsePeerResults(bytes: Uint8Array, path: string): PeerResult[] {
  const lines = new Map<string, number>();
  return textLines(bytes, path).flatMap((text, i) => {
    if (text.trim() === "") return [];
    const fail = (what: string) => new SyntaxError(`Cannot read '${path}', line ${i + 1}: ${what}`);
    const result = resultIn(text, fail);
    if (result === undefined) return [];
    const { value: _, ...what } = result;
    const key = JSON.stringify(what);
    const earlier = lines.get(key);
    if (earlier !== undefined) {
      const { method, problem, seed } = result;
      throw fail(
        `the result of ${method} on ${problem}, seed ${seed}, is in line ${earlier} too`,
      );
    }
    lines.set(key, i + 1);
    return [result];
  });
}

function resultIn(text: string, fail: (what: string) => SyntaxError): PeerResult | undefined {
  const parsed = parsedJson(text, fail);
  if (typeof parsed !== "object" || parsed === null) return;
  const { method, pair, problem = pair, seed, selection = "last", ...values } = parsed as {
    readonly [key: string]: unknown;
  };
  const metrics = (Object.keys(metricKinds) as Metric[]).filter((name) =>
    Object.hasOwn(values, name)
  );
  if (!method || !problem || metrics.length === 0) return;
  const rule = (holds: boolean, what: string, value: unknown) => {
    if (!holds) throw fail(`${what}, current value is ${shown(value)}`);
  };
  rule(typeof method === "string", "method must be text", method);
  rule(typeof problem === "string", "problem must be text", problem);
  rule(Number.isSafeInteger(seed), "seed must be an integer", seed);
  rule(
    (SELECTIONS as readonly unknown[]).includes(selection),
    `selection must be one of ${SELECTIONS.join(", ")}`,
    selection,
  );
  for (const metric of metrics) {
    const value = values[metric] as number;
    const [least, greatest] = metricKinds[metric].range;
    rule(typeof value === "number" && !Number.isNaN(value), `${metric} must be a number`, value);
    rule(
      Number.isFinite(value) && value >= least && value <= greatest,
      `${metric} must be from ${least} to ${greatest}`,
      value,
    );
  }
  const [metric] = metrics;
  return { method, problem, seed, selection, metric, value: values[metric] } as PeerResult;
}

/** Marks the numbers in a JSON text that Python writes but JSON does not allow. */
const MARK = "\u0000";

/** Parses JSON that may contain the NaN, Infinity and -Infinity of Python's `json.dumps`. */
function parsedJson(text: string, fail: (what: string) => SyntaxError): unknown {
  const marked = text.replace(
    /"(?:[^"\\]|\\.)*"|\bNaN\b|-?\bInfinity\b/g,
    (token) => token.startsWith('"') ? token : JSON.stringify(MARK + token),
  );
  try {
    return JSON.parse(
      marked,
      (_, value) =>
        typeof value === "string" && value.startsWith(MARK) ? Number(value.slice(1)) : value,
    );
  } catch {
    throw fail("it is not JSON");
  }
}

/** Formats a value as JSON or Python writes it. */
function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value) ?? "missing";
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
