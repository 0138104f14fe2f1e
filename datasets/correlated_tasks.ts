import { ma2018 } from "../descriptors/papers.ts";
import type { Random } from "../engine/mod.ts";
import { eachDomain } from "./_each_domain.ts";
import { defineDataset, type DomainData, type Rows, type Task } from "./dataset.ts";

/** Dimension of the inputs, d. */
const WIDTH = 20;
const INPUT = { kind: "numbers", shape: [WIDTH] } as const;
/** Length of the tasks' weight vectors, c. */
const SCALE = 1;
/** α and β of the m sines. */
const FREQUENCIES = [1, 2];
const PHASES = [0, 1];
/** Standard deviation of the noise on a label. */
const NOISE = 0.5;
const VALIDATION_ROWS = 500;
const TEST_ROWS = 2000;
const DOMAINS = [200, 1000].flatMap((n) => [0, 0.5, 1].map((p) => `p=${p}:n=${n}`));

/** Relatedness of two tasks and their number of training rows. */
interface Setting {
  /** The cosine between the tasks' weights. */
  readonly p: number;
  readonly n: number;
}

/**
 * Two regression tasks with adjustable relatedness, Ma et al. 2018, §3.2.
 *
 * u₁ and u₂ are orthonormal; w₁ = c·u₁, w₂ = c·(p·u₁ + √(1 − p²)·u₂); x ~ N(0, I) in d dimensions;
 * y_k = w_k·x + Σᵢ sin(αᵢ·(w_k·x) + βᵢ) + ε with independent noise ε for each label. A domain
 * `p=0.5:n=200` has n training rows and two tasks on the same rows, `p=0.5:n=200:a` and
 * `p=0.5:n=200:b`; with p = 1 their labels differ only in the noise. `x [n, d]`, `y [n]`, without
 * unit; neither is standardised, and the standard deviation of y is about 2.
 *
 * The seed draws u₁, u₂, the rows and the noise: all settings share them within a seed, and a setting
 * with smaller n has the first n rows. 500 validation and 2000 test rows are drawn besides.
 *
 * Details that the paper leaves open follow Google Research's generator, αᵢ = i, βᵢ = (i − 1)², c = 1,
 * but with m = 2 sines (theirs: 10). Departures from the paper, without which a small network cannot
 * learn from a few hundred rows or one task has nothing to learn from the other's labels: d = 20
 * (the paper: 100); noise of standard deviation 0.5 (the paper: N(0, 0.01), which may be the
 * variance or the deviation).
 *
 * @see https://doi.org/10.1145/3219819.3220007
 */
export default defineDataset({
  name: "correlated_tasks",
  title: "Correlated regression tasks",
  version: 1,
  paper: ma2018,
  licence: "generated",
  inputKind: INPUT.kind,
  domains: DOMAINS,
  drawn: true,
  together: false,
  has: (domain) => settingOf(domain) !== undefined,
  tasks: (domain) => ["a", "b"].map((task) => regression(`${domain}:${task}`)),
  quantities(domain) {
    const { p, n } = settingOf(domain)!;
    return { correlation: p, rows: n };
  },
  files: () => [],
  load: (domains, _read, random) =>
    eachDomain(
      domains,
      (domain) =>
        draw(domain, settingOf(domain)!, (purpose) => random(`correlated_tasks/${purpose}`)),
    ),
  sample: (random) =>
    Object.fromEntries(
      DOMAINS.slice(0, 2).map((domain) => [
        domain,
        draw(
          domain,
          { ...settingOf(domain)!, n: 40 },
          (purpose) => random(`correlated_tasks/sample/${purpose}`),
          { validation: 20, test: 20 },
        ),
      ]),
    ),
});

/** Parses a domain's name; returns `undefined` if it is not a name in canonical form. */
function settingOf(domain: string): Setting | undefined {
  const [, p, n] = domain.match(/^p=([^:]+):n=(\d+)$/) ?? [];
  const setting = { p: Number(p), n: Number(n) };
  const { p: cosine, n: rows } = setting;
  return domain === `p=${cosine}:n=${rows}` && Math.abs(cosine) <= 1 && rows >= 20 &&
      rows <= 100_000
    ? setting
    : undefined;
}

function regression(name: string): Task {
  return {
    name,
    kind: "regression",
    classes: [],
    metric: "rmse",
    furtherMetrics: ["r2", "mae"],
    level: 1,
  };
}

function draw(
  domain: string,
  { p, n }: Setting,
  random: (purpose: string) => Random,
  rows = { validation: VALIDATION_ROWS, test: TEST_ROWS },
): DomainData {
  const [u1, u2] = orthonormal(random("weights"));
  const w1 = u1.map((u) => SCALE * u);
  const w2 = u1.map((u, i) => SCALE * (p * u + Math.sqrt(1 - p * p) * u2[i]));
  const split = (name: string, rows: number): Rows[] => {
    const { x, labels: [a, b] } = label([w1, w2], rows, random(name));
    return [{
      x: { shape: [rows, WIDTH], data: x },
      y: {
        [`${domain}:a`]: { shape: [rows], data: a },
        [`${domain}:b`]: { shape: [rows], data: b },
      },
    }];
  };
  return {
    input: INPUT,
    train: split("train", n),
    validation: split("validation", rows.validation),
    test: split("test", rows.test),
  };
}

/** Draws two orthonormal vectors, all directions equally likely, by Gram–Schmidt. */
function orthonormal(random: Random): [number[], number[]] {
  const u1 = unit(Array.from({ length: WIDTH }, () => random.normal()));
  const free = Array.from({ length: WIDTH }, () => random.normal());
  const along = dot(u1, free);
  return [u1, unit(free.map((v, i) => v - along * u1[i]))];
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, v, i) => sum + v * b[i], 0);

function unit(vector: number[]): number[] {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((v) => v / length);
}

/** Draws rows one by one, each input before its labels' noise, so that fewer rows are a prefix of more rows. */
function label(weights: readonly (readonly number[])[], rows: number, random: Random) {
  const x = new Float32Array(rows * WIDTH);
  const labels = weights.map(() => new Float32Array(rows));
  for (let row = 0; row < rows; row++) {
    const input = x.subarray(row * WIDTH, (row + 1) * WIDTH);
    for (let i = 0; i < WIDTH; i++) input[i] = random.normal();
    weights.forEach((w, task) => {
      const z = dot(w, input);
      const waves = FREQUENCIES.reduce((sum, alpha, i) => sum + Math.sin(alpha * z + PHASES[i]), 0);
      labels[task][row] = z + waves + NOISE * random.normal();
    });
  }
  return { x, labels };
}
