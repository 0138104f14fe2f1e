import type { Random } from "../engine/mod.ts";
import { classificationTask } from "./_classification_task.ts";
import { eachDomain } from "./_each_domain.ts";
import { defineDataset, type DomainData, type Rows } from "./dataset.ts";

const TRAIN_ROWS = 1000;
const TEST_ROWS = 1000;
/** α: the probability that the first bit contradicts the label, in every domain. */
const INVARIANT = 0.25;
const INPUT = { kind: "numbers", shape: [2] } as const;
const DOMAINS = ["0.1", "0.2", "0.9"];

/**
 * Two bits that agree with a label more or less often (Kamath et al. 2021, §3): coloured MNIST without images. A domain is
 * β, the probability that the second bit contradicts the label.
 *
 * Y = ±1 with equal probability; X₁ = Y·Rad(α), X₂ = Y·Rad(β), with Rad(p) = −1 with probability p and 1 otherwise, and
 * α = 0.25 as in coloured MNIST. The first bit predicts Y with an accuracy of 75 % in every domain; the second bit with
 * 90 % where β = 0.1, and with 10 % where β = 0.9.
 *
 * Every seed draws its own rows: `x [rows, 2]`, `y [rows]`, 1 for Y = 1.
 *
 * @see {@link https://arxiv.org/abs/2101.01134}
 */
export default defineDataset({
  name: "two_bits",
  title: "Two bits, the second misleading",
  version: 1,
  paper: {
    title: "Does Invariant Risk Minimization Capture Invariance?",
    authors: ["Kamath", "Tangella", "Sutherland", "Srebro"],
    venue: "AISTATS",
    year: 2021,
    url: "https://arxiv.org/abs/2101.01134",
  },
  licence: "generated",
  inputKind: INPUT.kind,
  domains: DOMAINS,
  drawn: true,
  together: false,
  has(domain) {
    const probability = Number(domain);
    return String(probability) === domain && probability >= 0 && probability <= 1;
  },
  tasks: (domain) => [classificationTask(domain, ["negative", "positive"])],
  files: () => [],
  load: (domains, _read, random) =>
    eachDomain(domains, (domain) => ({
      input: INPUT,
      train: [draw(domain, TRAIN_ROWS, random(`two_bits/${domain}/train`))],
      test: [draw(domain, TEST_ROWS, random(`two_bits/${domain}/test`))],
    })),
  sample: (random) =>
    Object.fromEntries(
      DOMAINS.map((domain): [string, DomainData] => [domain, {
        input: INPUT,
        train: [draw(domain, 40, random(`two_bits/sample/${domain}/train`))],
        test: [draw(domain, 20, random(`two_bits/sample/${domain}/test`))],
      }]),
    ),
});

function draw(domain: string, rows: number, random: Random): Rows {
  const x = new Float32Array(2 * rows);
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    // Each row takes three numbers from the stream.
    y[row] = random.uniform() < 0.5 ? 0 : 1;
    const sign = 2 * y[row] - 1;
    for (const [bit, probability] of [INVARIANT, Number(domain)].entries()) {
      x[2 * row + bit] = random.uniform() < probability ? -sign : sign;
    }
  }
  return { x: { shape: [rows, 2], data: x }, y: { [domain]: { shape: [rows], data: y } } };
}
