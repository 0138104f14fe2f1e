import { ganin2016 } from "../descriptors/papers.ts";
import type { Random } from "../engine/mod.ts";
import type { DomainFamily, Labelled } from "./dataset.ts";

/** Training rows of a domain: 150 of each moon. */
const TRAIN_ROWS = 300;
const TEST_ROWS = 1000;
/** Standard deviation of the noise, before the moons are doubled in size. */
const NOISE = 0.05;

/**
 * The inter-twinning moons of Ganin et al. 2016, §5.1.1: a domain is an angle in degrees by which
 * the two moons are rotated about their centre, counter-clockwise.
 *
 * Every seed draws its own points: `x [rows, 2]`, `y [rows]`, 0 for the upper moon, 1 for the lower.
 *
 * Departures from the authors' code, in details that the paper states otherwise or leaves open: 150 points of each moon, as the
 * text says (the code: 75); centred on the moons' true centre (the code: on the source sample's
 * mean); 1000 separate test points (the paper shows the training points).
 */
const moons: DomainFamily = {
  kind: "domains",
  name: "moons",
  title: "Inter-twinning moons",
  version: 1,
  paper: ganin2016,
  licence: "generated",
  input: { kind: "points", shape: [2] },
  classes: ["upper", "lower"],
  domains: ["0", "35"],
  drawn: true,
  has(domain) {
    const degrees = Number(domain);
    return String(degrees) === domain && degrees >= 0 && degrees < 360;
  },
  files: () => [],
  load: (domain, _read, random) =>
    Promise.resolve({
      train: draw(Number(domain), TRAIN_ROWS, random(`moons/${domain}/train`)),
      test: draw(Number(domain), TEST_ROWS, random(`moons/${domain}/test`)),
    }),
  sample: (random) => ({
    train: draw(0, 40, random("moons/sample/train")),
    test: draw(0, 20, random("moons/sample/test")),
  }),
};

function draw(degrees: number, rows: number, random: Random): Labelled {
  const angle = degrees * Math.PI / 180;
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
  return { x: { shape: [rows, 2], data: x }, y: { shape: [rows], data: y } };
}

export default moons;
