import assert from "node:assert/strict";
import { openDevice, randomStreams, tf } from "../../engine/mod.ts";
import { assertClose } from "../../tests/golden/close.ts";
import {
  differentiate,
  type GoldenArray,
  inner,
  type Loss,
  randomDirection,
  slopeAlong,
  toTensor,
  unit,
} from "../../tests/golden/differentiate.ts";
import golden from "../../tests/golden/losses.json" with { type: "json" };
import { mmd, type MmdOptions } from "./_mmd.ts";

// Expected values: PyTorch 1.13 in double precision, pair by pair, by tests/golden/losses.py.

const [near, odd] = golden.mmd.samples;

for (const device of ["wasm", "reference"]) {
  Deno.test(`mmd and its gradients agree with PyTorch for every bandwidth, estimator and set of kernels, on ${device}`, async () => {
    await openDevice(device);
    assert.equal(golden.mmd.cases.length, 24);
    for (const { samples, options, loss, gradients } of golden.mmd.cases) {
      const given = options as MmdOptions;
      const actual = differentiate((s, t) => mmd(s, t, given), golden.mmd.samples[samples]);
      assertClose([actual.loss], [loss], 2e-5, 0.1);
      gradients.forEach(({ data }, i) => assertClose(actual.gradients[i], data, 2e-5, 0.05));
    }
  });

  Deno.test(`mmd's gradients agree with central differences that keep the mean distance, on ${device}`, async () => {
    await openDevice(device);
    // Σ of all pairs' squared distances is proportional to Σ ‖xᵢ − x̄‖²: orthogonally to x − x̄ the
    // bandwidth, through which no gradient flows, is constant to first order.
    const outward = centred(near);
    for (const estimator of ["biased", "unbiased"] as const) {
      assertSlopes((s, t) => mmd(s, t, { estimator }), near, (direction) => {
        const along = inner(direction, outward);
        return direction.map((xs, i) => xs.map((x, j) => x - along * outward[i][j]));
      });
    }
  });

  Deno.test(`mmd's gradients agree with central differences that keep the median distance, on ${device}`, async () => {
    await openDevice(device);
    // 21 distances: the median is that of one pair of points, which are kept fixed.
    const rows = odd.flatMap(({ shape, data }, sample) =>
      Array.from({ length: shape[0] }, (_, row) => ({
        sample,
        row,
        at: data.slice(row * shape[1], (row + 1) * shape[1]),
      }))
    );
    const pairs = rows.flatMap((a, i) => rows.slice(i + 1).map((b) => ({ a, b })));
    const distance = ({ a, b }: typeof pairs[number]) =>
      a.at.reduce((sum, x, j) => sum + (x - b.at[j]) ** 2, 0);
    pairs.sort((p, q) => distance(p) - distance(q));
    const { a, b } = pairs[10];
    assertSlopes((s, t) => mmd(s, t, { bandwidth: "median" }), odd, (direction) => {
      const held = direction.map((xs) => [...xs]);
      for (const { sample, row, at } of [a, b]) {
        held[sample].fill(0, row * at.length, (row + 1) * at.length);
      }
      return held;
    });
  });

  Deno.test(`mmd of equal features has a finite value and finite gradients, on ${device}`, async () => {
    await openDevice(device);
    for (const value of [0, 0.3, -17]) {
      const alike = [4, 3].map((rows) => constant(rows, 6, value));
      for (const bandwidth of ["mean", "median"] as const) {
        for (const estimator of ["biased", "unbiased"] as const) {
          const found = differentiate((s, t) => mmd(s, t, { bandwidth, estimator }), alike);
          assert.ok(Number.isFinite(found.loss), `loss ${found.loss}`);
          assert.ok(found.gradients.flat().every(Number.isFinite), `${found.gradients}`);
        }
      }
    }
  });

  Deno.test(`mmd of zero features is zero, as are its gradients, on ${device}`, async () => {
    await openDevice(device);
    for (const bandwidth of ["mean", "median"] as const) {
      const { loss, gradients } = differentiate(
        (s, t) => mmd(s, t, { bandwidth }),
        [constant(4, 3, 0), constant(5, 3, 0)],
      );
      assertClose([loss], [0], 1e-6, 1);
      assertClose(gradients.flat(), new Array(27).fill(0), 0);
    }
  });
}

Deno.test("mmd of two points with one kernel is 2 − 2/e: their distance is the bandwidth", async () => {
  await openDevice("reference");
  for (const bandwidth of ["mean", "median"] as const) {
    const value = valueOf([[1, 2]], [[4, -2]], { kernels: 1, bandwidth });
    assertClose([value], [2 - 2 * Math.exp(-1)], 1e-6);
  }
});

Deno.test("mmd's defaults are five kernels with ratio 2, the mean distance, the biased estimate", async () => {
  await openDevice("reference");
  const expected = golden.mmd.cases[0];
  assert.deepEqual(expected.options, {
    kernels: 5,
    ratio: 2,
    bandwidth: "mean",
    estimator: "biased",
  });
  const { loss } = differentiate((s, t) => mmd(s, t), near);
  assertClose([loss], [expected.loss], 1e-5);
});

Deno.test("mmd of a sample with itself is zero if biased, and below zero if unbiased", async () => {
  await openDevice("reference");
  for (const bandwidth of ["mean", "median"] as const) {
    const [sample] = near;
    const biased = differentiate((s, t) => mmd(s, t, { bandwidth }), [sample, sample]);
    assertClose([biased.loss], [0], 2e-6, 1);
    const unbiased = differentiate(
      (s, t) => mmd(s, t, { bandwidth, estimator: "unbiased" }),
      [sample, sample],
    );
    assert.ok(unbiased.loss < -0.01, `${unbiased.loss}`);
  }
});

Deno.test("mmd is symmetric and independent of the order of rows", async () => {
  await openDevice("reference");
  const [s, t] = near;
  for (const bandwidth of ["mean", "median"] as const) {
    for (const estimator of ["biased", "unbiased"] as const) {
      const loss: Loss = (a, b) => mmd(a, b, { bandwidth, estimator });
      const { loss: value } = differentiate(loss, [s, t]);
      assertClose([differentiate(loss, [t, s]).loss], [value], 2e-6, 1);
      const permuted = [permute(s, 1), permute(t, 2)];
      assertClose([differentiate(loss, permuted).loss], [value], 2e-6, 1);
    }
  }
});

Deno.test("mmd is independent of a shift or a scale common to both samples", async () => {
  await openDevice("reference");
  for (const bandwidth of ["mean", "median"] as const) {
    const loss: Loss = (s, t) => mmd(s, t, { bandwidth });
    const { loss: value } = differentiate(loss, near);
    const moved = near.map(({ shape, data }) => ({ shape, data: data.map((x) => 3 * x - 1) }));
    assertClose([differentiate(loss, moved).loss], [value], 1e-5, 1);
  }
});

Deno.test("mmd increases with the distance of the means", async () => {
  await openDevice("reference");
  const [s] = near;
  const values = [0, 0.5, 1, 2, 4].map((shift) =>
    differentiate((a, b) => mmd(a, b), [s, { ...s, data: s.data.map((x) => x + shift) }]).loss
  );
  values.slice(1).forEach((value, i) => assert.ok(value > values[i], `${values}`));
});

Deno.test("unbiased mmd of samples of one distribution is zero on average, biased is not", async () => {
  await openDevice("reference");
  const random = randomStreams(5)("samples");
  const drawn = () => ({
    shape: [8, 2],
    data: Array.from({ length: 16 }, () => random.normal()),
  });
  const pairs = Array.from({ length: 300 }, () => [drawn(), drawn()]);
  const values = (estimator: "biased" | "unbiased") =>
    pairs.map((pair) =>
      tf.tidy(() => {
        const [s, t] = pair.map(toTensor);
        return mmd(s, t, { estimator }).dataSync()[0];
      })
    );
  const unbiased = values("unbiased");
  const mean = average(unbiased);
  const error = Math.sqrt(average(unbiased.map((v) => (v - mean) ** 2)) / unbiased.length);
  assert.ok(Math.abs(mean) < 3 * error, `${mean} ± ${error}`);
  assert.ok(unbiased.some((value) => value < 0));
  assert.ok(average(values("biased")) > 10 * error);
});

Deno.test("mmd rejects samples of different width", async () => {
  await openDevice("reference");
  assert.throws(() => valueOf([[1, 2]], [[1, 2, 3]]), {
    name: "RangeError",
    message: "Cannot compare samples of different width, current widths are 2 and 3",
  });
});

Deno.test("mmd rejects samples without rows, and of one row where unbiased", async () => {
  await openDevice("reference");
  tf.tidy(() => {
    assert.throws(() => mmd(tf.zeros([0, 2]), tf.zeros([3, 2])), {
      name: "RangeError",
      message: "Cannot compare samples: each needs 1 rows, current sizes are 0 and 3",
    });
    for (const [m, n] of [[1, 2], [2, 1]]) {
      assert.throws(() => mmd(tf.zeros([m, 2]), tf.zeros([n, 2]), { estimator: "unbiased" }), {
        name: "RangeError",
        message: `Cannot compare samples: each needs 2 rows, current sizes are ${m} and ${n}`,
      });
    }
  });
});

/** Compares the gradients with central differences along six directions that `admit` lets pass. */
function assertSlopes(
  loss: Loss,
  samples: readonly GoldenArray[],
  admit: (direction: number[][]) => number[][],
): void {
  const { gradients } = differentiate(loss, samples);
  const random = randomStreams(3)("directions");
  for (let i = 0; i < 6; i++) {
    const direction = unit(admit(randomDirection(random, samples)));
    const slope = slopeAlong(loss, samples, direction);
    assertClose([inner(gradients, direction)], [slope], 2e-3, 0.1);
  }
}

/** The rows of all samples minus their common mean, as a direction of length 1. */
function centred(samples: readonly GoldenArray[]): number[][] {
  const width = samples[0].shape[1];
  const rows = samples.reduce((sum, { shape }) => sum + shape[0], 0);
  const means = Array.from(
    { length: width },
    (_, column) =>
      samples.flatMap(({ data }) => data.filter((_, j) => j % width === column))
        .reduce((sum, x) => sum + x, 0) / rows,
  );
  return unit(samples.map(({ data }) => data.map((x, j) => x - means[j % width])));
}

function permute({ shape, data }: GoldenArray, seed: number): GoldenArray {
  const [rows, width] = shape;
  const order = [...randomStreams(seed)("rows").permutation(rows)];
  return { shape, data: order.flatMap((row) => data.slice(row * width, (row + 1) * width)) };
}

function constant(rows: number, width: number, value: number): GoldenArray {
  return { shape: [rows, width], data: new Array(rows * width).fill(value) };
}

function valueOf(source: number[][], target: number[][], options?: MmdOptions): number {
  return tf.tidy(() => mmd(tf.tensor2d(source), tf.tensor2d(target), options).dataSync()[0]);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

for (const device of ["wasm", "reference"]) {
  Deno.test(`mmd is precise for features far from zero, on ${device}`, async () => {
    await openDevice(device);
    tf.tidy(() => {
      const source = tf.tensor2d([[0, 0], [1, 0.5], [0.25, 1]]);
      const target = tf.tensor2d([[1, 1], [2, 1.5], [0.75, 2], [1.5, 0.25]]);
      const [near] = mmd(source, target).dataSync();
      for (const offset of [1000, 10_000]) {
        const [far] = mmd(tf.add(source, offset), tf.add(target, offset)).dataSync();
        // Rounding the inputs themselves at 10 000 costs about 5e-4.
        assert.ok(Math.abs(far - near) < 2e-3, `${far} at ${offset}, ${near} at 0`);
      }
      const constant = tf.fill([4, 100], 0.1);
      assert.ok(Math.abs(mmd(constant, constant).dataSync()[0]) < 1e-6);
    });
  });
}
