import assert from "node:assert/strict";
import { openDevice } from "./devices.ts";
import { drawUniform, type Noise, replayable } from "./noise.ts";
import { type Random, randomStreams } from "./random.ts";
import * as tf from "./tf.ts";

/** Returns noise that records the requested shapes. */
function counted(): Noise & { readonly shapes: (readonly number[])[] } {
  const shapes: (readonly number[])[] = [];
  return {
    shapes,
    uniform(shape) {
      shapes.push(shape);
      return tf.fill([...shape], shapes.length);
    },
  };
}

const onReference = (name: string, test: () => void) =>
  Deno.test(name, async () => {
    await openDevice("reference");
    tf.tidy(test);
  });

onReference("replayable returns the same tensors to every reader, from the first one", () => {
  const noise = counted();
  const read = replayable(noise);
  const [one, two] = [read(), read()];
  const first = [one.uniform([2, 3]), one.uniform([])];
  assert.deepEqual([two.uniform([2, 3]), two.uniform([])].map((t, i) => t === first[i]), [
    true,
    true,
  ]);
  // Alternating readers are independent.
  const [three, four] = [read(), read()];
  for (const tensor of first) {
    assert.equal(three.uniform(tensor.shape), tensor);
    assert.equal(four.uniform(tensor.shape), tensor);
  }
  assert.deepEqual(noise.shapes, [[2, 3], []]);
});

onReference(
  "replayable draws further numbers if a reader requests more than the previous ones",
  () => {
    const noise = counted();
    const read = replayable(noise);
    const first = read().uniform([4]);
    const reader = read();
    assert.equal(reader.uniform([4]), first);
    const further = reader.uniform([1, 2]);
    assert.deepEqual(further.arraySync(), [[2, 2]]);
    const last = read();
    assert.deepEqual([last.uniform([4]), last.uniform([1, 2])], [first, further]);
    assert.deepEqual(noise.shapes, [[4], [1, 2]]);
  },
);

onReference("replayable draws nothing before a request", () => {
  const noise = counted();
  replayable(noise)();
  assert.deepEqual(noise.shapes, []);
});

onReference("replayable rejects another shape than the previous one", () => {
  const read = replayable(counted());
  read().uniform([2, 3]);
  for (const shape of [[3, 2], [6], [2, 3, 1], []]) {
    assert.throws(() => read().uniform(shape), {
      name: "RangeError",
      message: `Cannot replay noise: it was drawn of shape [2,3], current value is [${shape}]`,
    });
  }
});

Deno.test("drawUniform returns multiples of 2⁻²⁴ in [0, 1), one for each draw of the stream", () => {
  const drawn = drawUniform(randomStreams(1)("noise"), 10_000);
  assert.ok(drawn instanceof Float32Array && drawn.length === 10_000);
  assert.ok(drawn.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 24)));
  const random = randomStreams(1)("noise");
  for (const u of drawn) assert.equal(u, Math.floor(random.uniform() * 2 ** 24) / 2 ** 24);
  // Uniform: a mean of 1/2 and a variance of 1/12, within four standard errors.
  const mean = drawn.reduce((sum, u) => sum + u) / drawn.length;
  const variance = drawn.reduce((sum, u) => sum + (u - mean) ** 2, 0) / drawn.length;
  assert.ok(Math.abs(mean - 1 / 2) < 4 * Math.sqrt(1 / 12 / drawn.length), `${mean}`);
  assert.ok(Math.abs(variance - 1 / 12) < 4 * Math.sqrt(1 / 180 / drawn.length), `${variance}`);
});

Deno.test("drawUniform rounds nothing up to 1", () => {
  const ends = [1 - 2 ** -53, 0, 2 ** -25, 1 - 2 ** -24].values();
  const random: Random = {
    uniform: () => ends.next().value!,
    normal: () => assert.fail("a normal draw"),
    permutation: () => assert.fail("a permutation"),
  };
  assert.deepEqual([...drawUniform(random, 4)], [1 - 2 ** -24, 0, 0, 1 - 2 ** -24]);
});

Deno.test("drawUniform of no numbers draws nothing", () => {
  const random = randomStreams(1)("noise");
  assert.equal(drawUniform(random, 0).length, 0);
  assert.equal(random.uniform(), randomStreams(1)("noise").uniform());
});
