import { ganin2016 } from "../descriptors/papers.ts";
import type { Random } from "../engine/mod.ts";
import { classificationTask } from "./_classification_task.ts";
import { eachDomain } from "./_each_domain.ts";
import { defineDataset, type DomainData, type Rows } from "./dataset.ts";

/** Training rows of a domain: 150 of each moon. */
const TRAIN_ROWS = 300;
const TEST_ROWS = 1000;
/** Standard deviation of the noise, before the moons are doubled in size. */
const NOISE = 0.05;
const INPUT = { kind: "points", shape: [2] } as const;
const DOMAINS = ["0", "35"];

/**
 * The inter-twinning moons of Ganin et al. 2016, §5.1.1: a domain is an angle in degrees by which
 * the two moons are rotated about their centre, counter-clockwise.
 *
 * Every seed draws its own points: `x [rows, 2]`, `y [rows]`, 0 for the upper moon, 1 for the lower. A
 * domain has one task, of its own name.
 *
 * Departures from the authors' code, in details that the paper states otherwise or leaves open: 150 points of each moon, as the
 * text says (the code: 75); centred on the moons' true centre (the code: on the source sample's
 * mean); 1000 separate test points (the paper shows the training points).
 */
export default defineDataset({
  name: "moons",
  title: "Inter-twinning moons",
  version: 1,
  paper: ganin2016,
  licence: "generated",
  inputKind: INPUT.kind,
  domains: DOMAINS,
  drawn: true,
  together: false,
  has(domain) {
    const degrees = Number(domain);
    return String(degrees) === domain && degrees >= 0 && degrees < 360;
  },
  tasks: (domain) => [classificationTask(domain, ["upper", "lower"])],
  files: () => [],
  load: (domains, _read, random) =>
    eachDomain(domains, (domain) => ({
      input: INPUT,
      train: [draw(domain, TRAIN_ROWS, random(`moons/${domain}/train`))],
      test: [draw(domain, TEST_ROWS, random(`moons/${domain}/test`))],
    })),
  sample: (random) =>
    Object.fromEntries(
      DOMAINS.map((domain): [string, DomainData] => [domain, {
        input: INPUT,
        train: [draw(domain, 40, random(`moons/sample/${domain}/train`))],
        test: [draw(domain, 20, random(`moons/sample/${domain}/test`))],
      }]),
    ),
});

function draw(domain: string, rows: number, random: Random): Rows {
  const angle = Number(domain) * Math.PI / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const x = new Float32Array(rows * 2);
  const y = new Int32Array(rows);
  const half = rows / 2;
  for (let row = 0; row < rows; row++) {
    const lower = row >= half;
    const turn = Math.PI * (row % half) / (half - 1);
    const [right, up] = lower
      ? [1 - Math.cos(turn), 0.5 - Math.sin(turn)]
      : [Math.cos(turn), Math.sin(turn)];
    // The moons' centre is (1/2, 1/4).
    const px = 2 * (right + NOISE * random.normal() - 0.5);
    const py = 2 * (up + NOISE * random.normal() - 0.25);
    x.set([cos * px - sin * py, sin * px + cos * py], row * 2);
    y[row] = lower ? 1 : 0;
  }
  return { x: { shape: [rows, 2], data: x }, y: { [domain]: { shape: [rows], data: y } } };
}
