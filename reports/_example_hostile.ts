/** Studies, gates and papers for the tests of all renderers, with a hostile text in every place that data fills. */
import { metricKinds } from "../descriptors/metrics.ts";
import type { PlannedRun } from "../records/record.ts";
import type { PublishedTable } from "../suites/published/paper.ts";
import { withDistances } from "./_example_distances.ts";
import { experiment, experimentRuns, paper } from "./_example_reproductions.ts";
import { plan, planTasks, published } from "./_example_runs.ts";
import { studyOf } from "./_example_study.ts";
import { planTransfer } from "./_example_transfer_runs.ts";
import { baselineOf } from "./gate/baseline.ts";
import { runsOf } from "./gate/_example_gate.ts";
import { type Gate, gate } from "./gate/gate.ts";
import type { PeerResult } from "./peer_comparison.ts";
import { reproduce, type ReproducedPaper } from "./reproduction.ts";
import type { Study } from "./study.ts";

/** By which a test sees that a text has come through. */
export const MARK = "HOSTILE";

/** Each begins with what means something where a field or a line begins. */
export const payloads: readonly string[] = [
  "\u001b[31m\u001b]0;title\u0007\u009b2J\u0000\u007f\b\n::error file=x::pwned\r\n##[warning]pwned\u2028" +
  "::notice::\u0085##vso[x]",
  "::warning:: ::error:::::stop:: 100 %0A: a, b=c",
  "\u2028\u202e\u2066\u200b\ufeff\ufffe\uffff\u{e0041}\u{1ffff}",
  '=HYPERLINK("http://x.org","x");+1 -1 @SUM(1)',
  "[1]*{\\input{/etc/passwd}\\end{table}}\\write18{x}%$^^41#_&~",
  "<img src=x onerror=pwned()><script>pwned()</script></title></style><!-- &lt;b&#106; ]]> <![CDATA[ <?x ?> " +
  "\"'><svg onload='x'>",
  "[x](javascript:pwned()) ![x](data:x) [x]: y [^1] <javascript:x> [x][y] `x` ``y ```\n```\n    code",
  "# head\n- item\n1. item\n> quote\n---\n| a | b |\n|---|---| **b** __b__ ~~s~~ $x^2$ \\| | ../../../../x",
];

/** Words of Graft's own, which data cannot change. */
const own: ReadonlySet<string> = new Set([
  ...Object.keys(metricKinds),
  ...["test", "all", "mixed"],
  ...["ok", "failed", "diverged", "not_run", "primary", "secondary", "unverified"],
  ...["source_only", "single_task", "hard_sharing", "from_scratch", "equal", "sum", "parameters"],
  ...["reproduced", "within_tolerance", "outside", "holds", "contradicted", "undecided"],
  ...["too_few_seeds", "partial", "greater", "less", "fraction"],
  ...["method", "weighting", "gradient_rule", "encoder", "number"],
  ...["depth", "%", "2026-01-01T00:00:00.000Z"],
]);

/** Objects whose keys are data, some levels down. */
const keyed: { readonly [key: string]: number } = {
  ...{ values: 1, training: 1, versions: 1, metrics: 2, selected: 2, tasks: 1, affinity: 2 },
  ...{ selections: 1, params: 1 },
  ...{ rows: 2, columns: 1, methods: 1, arms: 1, others: 1, testSets: 1 },
};

/** A copy in which every text, and every key that is data, has the payload before it. */
export function hostileCopy<T>(value: T, payload: string): T {
  const evil = (text: string): string => own.has(text) ? text : `${payload}${MARK}${text}`;
  const copy = (value: unknown, levels: number): unknown => {
    if (typeof value === "string") return evil(value);
    if (Array.isArray(value)) return value.map((item) => copy(item, 0));
    if (value instanceof Map) {
      return new Map([...value].map(([key, item]) => [evil(key), copy(item, 0)]));
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        levels > 0 ? evil(key) : key,
        copy(item, levels > 0 ? levels - 1 : keyed[key] ?? 0),
      ]),
    );
  };
  return copy(value, 0) as T;
}

const pairs = ["a-b", "b-a", "c-a"];
const like = (of: (i: number) => (number | "failed" | "diverged" | "not_run")[]) =>
  Object.fromEntries(pairs.map((pair, i) => [pair, of(i)]));
const adaptation = withDistances(
  [
    ...plan("source_only", like((i) => [0.7 + i / 50, 0.72])),
    ...plan("dann", like((i) => [0.9, 0.93 - i / 20])),
    ...plan({ name: "mmd", values: { kernel: "rbf" } }, like(() => [0.5, "failed"])),
    ...plan({ name: "mmd", values: { kernel: "linear" } }, like(() => ["diverged", 0.5])),
    ...plan("target_only", like(() => [1, "not_run"])),
  ],
  (pair, seed) => ({ before: 1.5, after: 1 + pairs.indexOf(pair) / 9 + seed / 50 }),
).map(withCurve);

const tasks = ["first", "second", "third"].flatMap((name, i) => {
  const group = { name, tasks: { [`${name}x`]: "rmse", [`${name}y`]: "rmse" } } as const;
  const affinity = { [`${name}x`]: { [`${name}y`]: i / 5 } };
  return [
    ...planTasks("single_task", group, [[2, 3], [2.1, 3.1]]),
    ...planTasks(
      { name: "hard_sharing", values: { heads: "narrow" } },
      group,
      [[1, 2], [1.5, 2 + i]],
      Array(2).fill([affinity]),
    ),
    ...planTasks({ name: "hard_sharing", values: { heads: "wide" } }, group, [[1, 2], [1, 3]]),
    ...planTasks("mmoe", group, ["failed", "diverged"]),
  ];
});

const transfer = [
  ...planTransfer("from_scratch", { "A-B 10": [0.5, 0.6], "A-B all": [0.7, 0.8] }),
  ...[1, 2].flatMap((depth) =>
    planTransfer({ name: "fine_tuning", values: { depth } }, {
      "A-B 10": [0.6, 0.7],
      "A-B all": [0.8, 0.9],
      "B-B all": [0.9, 0.9],
    })
  ),
];

function withCurve(run: PlannedRun): PlannedRun {
  if (run.record?.status !== "ok") return run;
  const { problem: { name }, seed } = run.spec;
  const curve = [1, 2].map((step) => ({
    step,
    training: { loss: 1 / step },
    tasks: { [name]: { validation: 0.5, test: 0.5 } },
  }));
  const seconds = { data: 1, compile: 1, train: 1 + seed, evaluate: 1 };
  const selected = { last: { [name]: 2 }, oracle: { [name]: 1 } };
  return { ...run, record: { ...run.record, curve, seconds, selected } };
}

/** A table over the pairs that adaptation is on. */
const table: PublishedTable = { ...published, methods: { nn: "source_only", dann: "dann" } };

const points = [[0, 0, 0], [1, 1, 1]] as const;
const plane = {
  ...{ xs: [0, 1], ys: [0, 1], probability: [0.2, 0.4, 0.6, 0.8] },
  ...{ source: points, target: points },
};
const seen = { source: points, target: points, explained: [0.5, 0.25] } as const;
const features = { before: seen, after: seen };

/** Studies of all settings. */
export function hostileStudies(payload: string): Study[] {
  return [adaptation, tasks, transfer].map((plain) => {
    const runs = hostileCopy(plain, payload);
    return studyOf(runs, {
      title: `${payload}${MARK}`,
      published: hostileCopy(
        [table, { ...table, paper: { ...table.paper, url: "javascript:x" } }],
        payload,
      ),
      departures: [`${payload}${MARK}`],
      changes: [`${payload}${MARK}`],
      commands: new Map(runs.map(({ id }) => [id, `${payload}${MARK}`])),
      views: new Map(runs.map(({ id }) => [id, { plane, features }])),
    });
  });
}

/** The runs behind the studies. */
export function hostileRuns(payload: string): PlannedRun[] {
  return hostileCopy([...adaptation, ...tasks], payload);
}

/** A paper with tables, claims and constants, beside runs. */
export function hostilePaper(payload: string): ReproducedPaper {
  return hostileCopy(reproduce(paper, new Map([[experiment, experimentRuns]])), payload);
}

/** A gate whose cells have every outcome, and its baseline's runs. */
export function hostileGate(payload: string): Gate {
  const runs = hostileCopy(runsOf(), payload);
  const said = gate(baselineOf(runs, { grids: ["example"], level: 0.05 }), runs);
  const { cells: [cell, ...more], ...rest } = said;
  const { now: _, finding: __, ...unscored } = cell;
  const text = `${payload}${MARK}`;
  return {
    ...rest,
    commits: [text],
    cells: [
      cell,
      { ...cell, outcome: "regressed" },
      { ...cell, outcome: "improved" },
      { ...cell, outcome: "inconclusive" },
      { ...unscored, outcome: "failed", reason: text },
      { ...unscored, outcome: "not_measured", reason: text },
      ...more,
    ],
    notes: [text],
  };
}

/** Results of another program. */
export function hostilePeers(payload: string): PeerResult[] {
  return hostileCopy(
    ["dann", "coral"].map((method): PeerResult => ({
      ...{ method, problem: "a-b", seed: 0, selection: "last", metric: "accuracy", value: 0.5 },
    })),
    payload,
  );
}
