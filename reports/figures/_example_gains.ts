/** Studies whose gains are known, for the tests of the figures: made up, not trained. */
import { type Fate, plan, planTasks } from "../_example_runs.ts";
import { studyOf } from "../_example_study.ts";
import type { Study } from "../study.ts";

/** Errors of three tasks. */
const group = { name: "all", tasks: { books: "error", dvd: "error", music: "error" } } as const;

/** What the tasks' gradients were like: each cosine is the same at all checkpoints. */
const cosines = [{ books: { dvd: 0.4, music: 0.2 }, dvd: { music: -0.2 } }];

/**
 * A study of three tasks and three seeds. Hard sharing gains 6 ± 2.48 points on books, −2 ± 2.48 on dvd and
 * −2.1 ± 0.25 on music, on average 0.63 ± 0.08: half intervals are 4.302653 standard errors. MMoE lacks a seed
 * and PLE has diverged. The mean cosines with the other tasks are 0.3, 0.1 and 0.
 */
export function tasksStudy(): Study {
  return studyOf([
    ...planTasks("single_task", group, Array(3).fill([0.3, 0.3, 0.3])),
    ...planTasks(
      "hard_sharing",
      group,
      [[0.25, 0.31, 0.32], [0.24, 0.32, 0.321], [0.23, 0.33, 0.322]],
      [cosines, cosines, cosines],
    ),
    ...planTasks("mmoe", group, [[0.3, 0.3, 0.28], [0.3, 0.3, 0.26], "not_run"]),
    ...planTasks("ple", group, [[0.3, 0.3, 0.3], "diverged", [0.3, 0.3, 0.3]]),
  ]);
}

const pairs = ["a-b", "a-c", "b-a", "b-c", "c-a", "c-b"];

/**
 * A study of six pairs of domains and two seeds. On pair i the method `up` gains i + 1 points, `down` loses as
 * many and `bound`, an upper bound, gains twenty; `broken` failed on the first pair and is like the baseline
 * on the others.
 */
export function pairsStudy(): Study {
  const fates = (of: (i: number) => Fate) =>
    Object.fromEntries(pairs.map((pair, i) => [pair, [of(i), of(i)]]));
  return studyOf([
    ...plan("source_only", fates(() => 0.5)),
    ...plan("up", fates((i) => 0.51 + i / 100)),
    ...plan("down", fates((i) => 0.49 - i / 100)),
    ...plan("broken", fates((i) => i === 0 ? "failed" : 0.5)),
    ...plan("bound", fates(() => 0.7)),
  ]);
}

/** A study of nothing but the baseline. */
export function baselineStudy(): Study {
  return studyOf(plan("source_only", { "a-b": [0.5], "b-a": [0.5] }));
}

/** A study with one seed. */
export function oneSeedStudy(): Study {
  return studyOf([
    ...plan("source_only", { "a-b": [0.5], "b-a": [0.5], "c-a": [0.5] }),
    ...plan("up", { "a-b": [0.52], "b-a": [0.53], "c-a": [0.54] }),
  ]);
}

/** All rows of data in a figure that have a field, with numbers to nine decimals. */
export function rowsWith(spec: unknown, field: string): { [field: string]: unknown }[] {
  if (Array.isArray(spec)) return spec.flatMap((part) => rowsWith(part, field));
  if (typeof spec !== "object" || spec === null) return [];
  const rows = (spec as { data?: { values?: object[] } }).data?.values ?? [];
  const own = rows.filter((row) => field in row).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        typeof value === "number" ? Number(value.toFixed(9)) : value,
      ]),
    )
  );
  return [
    ...own,
    ...Object.entries(spec).flatMap(([key, part]) => key === "data" ? [] : rowsWith(part, field)),
  ];
}

/** All texts of a drawing. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text]) =>
    text.replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&")
  );
}
