import assert from "node:assert/strict";
import { bind } from "../../../descriptors/parameters.ts";
import {
  type Arrays,
  leaves,
  mapTree,
  type NdArray,
  openDevice,
  type Program,
  randomStreams,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../../engine/mod.ts";
import { assertClose } from "../../../tests/golden/close.ts";
import golden from "../../../tests/golden/weightings.json" with { type: "json" };
import dwa from "./dwa.ts";
import equal from "./equal.ts";
import famo from "./famo.ts";
import fixed from "./fixed.ts";
import gradnorm from "./gradnorm.ts";
import random from "./random.ts";
import scale_invariant from "./scale_invariant.ts";
import uncertainty from "./uncertainty.ts";
import type { BoundWeighting, LossKind, Seen, Weighting } from "./weighting.ts";

// Expected values: PyTorch 1.13 in double precision, by tests/golden/weightings.py.

const weightings: { readonly [name: string]: Weighting } = {
  dwa,
  equal,
  famo,
  fixed,
  gradnorm,
  random,
  scale_invariant,
  uncertainty,
};

/** The inputs of one weighting, step by step. */
interface Sequence {
  readonly weighting: string;
  readonly values: { readonly [name: string]: number | string };
  readonly kinds: readonly string[];
  readonly tasks: readonly number[];
  readonly losses: readonly (readonly number[])[];
  readonly epochEnds?: readonly (readonly number[])[];
  /** Norms of the gradients; without them, asking for norms is an error. */
  readonly norms?: readonly (readonly number[])[];
  readonly after?: readonly (readonly number[])[];
  readonly uniform?: readonly (readonly number[])[];
  /** 1 for the tasks that a step has labels of, 0 for the others; without it, no task can be absent. */
  readonly present?: readonly (readonly number[])[];
}

/** The results of a weighting for one step. */
interface Outcome {
  readonly terms: readonly number[];
  /** The gradients of the sum of the terms. */
  readonly inLosses: readonly number[];
  readonly inParams: { readonly [name: string]: readonly number[] | undefined };
}

const cases = golden as unknown as readonly (Sequence & { readonly steps: readonly Outcome[] })[];

function create({ weighting, values, kinds }: Sequence): BoundWeighting {
  const described = weightings[weighting];
  return described.create(bind(described, values), kinds as LossKind[]);
}

/**
 * A program with the steps of one weighting; its learned parameters follow their gradient at rate 0.1.
 *
 * @returns A program whose state has the results of the last step.
 */
function stepping(weighting: BoundWeighting, { losses, tasks }: Sequence): Program {
  const count = losses[0].length;
  return {
    init: () => ({
      params: weighting.params(),
      memory: weighting.init(),
      terms: tf.zeros([count]),
      inLosses: tf.zeros([count]),
      inParams: mapTree((p: tf.Tensor) => tf.zerosLike(p), weighting.params()),
    }),
    step({ params, memory }, { given }, scalars) {
      const of = (name: string, shape: readonly number[]) => {
        if (!(name in given)) {
          throw new RangeError(`Cannot give ${name}: it should not be asked for`);
        }
        return tf.reshape((given as { [name: string]: tf.Tensor })[name], [...shape]);
      };
      const losses = of("losses", [count]) as tf.Tensor1D;
      const present = "present" in given ? of("present", [count]) as tf.Tensor1D : undefined;
      const state = memory as Tensors;
      const terms = ({ losses, params }: Tensors) =>
        weighting.terms(losses as tf.Tensor1D, {
          params: params as Tensors,
          state,
          noise: { uniform: (shape) => of("uniform", shape) },
          tasks,
          present,
        });
      const { gradients, losses: { loss } } = valueAndGradients(
        (at) => ({ loss: tf.sum(terms(at)), parts: {} }),
        { losses, params: params as Tensors },
      );
      const seen: Seen = {
        losses,
        present,
        scalars,
        gradientNorms: () => of("norms", [count]) as tf.Tensor1D,
        lossesAfter: () => of("after", [count]) as tf.Tensor1D,
      };
      const inParams = (gradients.params ?? {}) as Tensors;
      const next = {
        params: mapTree((p, g) => tf.sub(p, tf.mul(g, 0.1)), params as Tensors, inParams),
        memory: weighting.next(state, seen),
        terms: terms({ losses, params }),
        inLosses: gradients.losses,
        inParams,
      };
      return [next, { loss }];
    },
    predict: (_, x) => x,
  };
}

/** Takes all steps of a sequence on a device, and checks that nothing in its state is NaN or infinite. */
async function outcomes(device: string, sequence: Sequence): Promise<Outcome[]> {
  const executor = await openDevice(device);
  const { losses, norms, after, uniform, present } = sequence;
  const given: Arrays = Object.fromEntries(
    Object.entries({ losses, norms, after, uniform, present }).flatMap(([name, rows]) => {
      const array = rows && {
        shape: [rows.length, rows[0].length],
        data: Float32Array.from(rows.flat()),
      };
      return array ? [[name, array]] : [];
    }),
  );
  const execution = await executor.start(
    stepping(create(sequence), sequence),
    randomStreams(1),
    { given },
  );
  const found: Outcome[] = [];
  for (let step = 0; step < losses.length; step++) {
    const epoch_ends = sequence.epochEnds?.[step][0] ?? 0;
    await execution.train([{ rows: { given: Int32Array.of(step) }, scalars: { epoch_ends } }]);
    const state = await execution.state();
    for (const [path, { data }] of leaves(state)) {
      assert.ok([...data].every(Number.isFinite), `${path} is ${data}`);
    }
    const { terms, inLosses, inParams } = state as {
      terms: NdArray;
      inLosses: NdArray;
      inParams: { [name: string]: NdArray };
    };
    found.push({
      terms: [...terms.data],
      inLosses: [...inLosses.data],
      inParams: Object.fromEntries(
        Object.entries(inParams).map(([name, { data }]) => [name, [...data]]),
      ),
    });
  }
  execution.dispose();
  return found;
}

function assertOutcomes(
  actual: readonly Outcome[],
  expected: readonly Outcome[],
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length);
  expected.forEach(({ terms, inLosses, inParams }, step) => {
    assertClose(actual[step].terms, terms, tolerance, 0.1);
    assertClose(actual[step].inLosses, inLosses, tolerance, 0.1);
    assert.deepEqual(Object.keys(actual[step].inParams), Object.keys(inParams));
    for (const [name, gradient] of Object.entries(inParams)) {
      assertClose(actual[step].inParams[name]!, gradient!, tolerance, 0.1);
    }
  });
}

for (const sequence of cases) {
  const { weighting, values, kinds, tasks, steps } = sequence;
  const what = `${weighting} ${JSON.stringify(values)} of tasks ${tasks} of ${kinds.length}`;

  for (const device of ["reference", "cpu"]) {
    Deno.test(`${what} gives PyTorch's terms and gradients at every step, on ${device}`, async () => {
      assertOutcomes(await outcomes(device, sequence), steps, 2e-5);
    });
  }
}

/** The same tasks in the reverse order. */
function reversed(sequence: Sequence): Sequence {
  const { values, kinds, tasks, losses, norms, after, uniform } = sequence;
  const last = kinds.length - 1;
  const turned = (rows?: readonly (readonly number[])[]) => rows?.map((row) => [...row].reverse());
  // Both rows of uniform numbers, each reversed.
  const turnedPairs = uniform?.map((row) => {
    const half = row.length / 2;
    return [...row.slice(0, half)].reverse().concat([...row.slice(half)].reverse());
  });
  return {
    ...sequence,
    values: "weights" in values
      ? { weights: String(values.weights).split(":").reverse().join(":") }
      : values,
    kinds: [...kinds].reverse(),
    tasks: [...tasks].reverse().map((task) => last - task),
    losses: turned(losses)!,
    norms: turned(norms),
    after: turned(after),
    uniform: turnedPairs,
  };
}

for (const name of Object.keys(weightings)) {
  Deno.test(`${name} does not depend on the order of the tasks`, async () => {
    const sequences = cases.filter(({ weighting }) => weighting === name);
    assert.ok(sequences.length > 0);
    for (const sequence of sequences) {
      const expected = sequence.steps.map(({ terms, inLosses, inParams }) => ({
        terms: [...terms].reverse(),
        inLosses: [...inLosses].reverse(),
        inParams: Object.fromEntries(
          Object.entries(inParams).map(([name, gradient]) => [name, [...gradient!].reverse()]),
        ),
      }));
      assertOutcomes(await outcomes("reference", reversed(sequence)), expected, 2e-5);
    }
  });
}

/** Losses that fall and rise over 8 steps, of 4 tasks. */
function wandering(name: string, values: Sequence["values"] = {}): Sequence {
  const stream = randomStreams(5)(name);
  const positive = () =>
    Array.from({ length: 8 }, () => Array.from({ length: 4 }, () => Math.exp(stream.normal())));
  return {
    weighting: name,
    values,
    kinds: new Array(4).fill("cross_entropy"),
    tasks: [0, 1, 2, 3],
    losses: positive(),
    norms: positive(),
    after: positive(),
    uniform: Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => stream.uniform())),
    epochEnds: Array.from({ length: 8 }, (_, step) => [Number(step % 2 === 0)]),
  };
}

for (const [name, sum] of Object.entries({ equal: 4, dwa: 4, gradnorm: 4, random: 4, famo: 1 })) {
  Deno.test(`${name}'s weights are positive and sum to ${sum === 1 ? 1 : "the number of tasks"}`, async () => {
    for (const { inLosses } of await outcomes("reference", wandering(name))) {
      assert.ok(inLosses.every((weight) => weight > 0), `${inLosses}`);
      assertClose([inLosses.reduce((total, weight) => total + weight)], [sum], 1e-5);
    }
  });

  Deno.test(`${name} stays finite if losses and gradients are zero`, async () => {
    const sequence = wandering(name);
    const zeros = sequence.losses.map((row) => row.map((x, task) => task === 1 ? 0 : x));
    const none = sequence.losses.map((row) => row.map(() => 0));
    for (const losses of [zeros, none]) {
      for (const device of ["reference", "cpu"]) {
        await outcomes(device, { ...sequence, losses, norms: losses, after: losses });
      }
    }
  });
}

Deno.test("scale_invariant has the same gradient for losses in any unit, and a finite gradient at zero", async () => {
  const sequence = wandering("scale_invariant");
  const scaled = { ...sequence, losses: sequence.losses.map((row) => row.map((x) => 100 * x)) };
  const first = await outcomes("reference", sequence);
  const second = await outcomes("reference", scaled);
  first.forEach(({ inLosses }, step) => {
    assertClose(second[step].inLosses.map((gradient) => 100 * gradient), inLosses, 1e-5);
  });
  const zero = { ...sequence, losses: [[0, 1, 1, 1]] };
  const [{ terms, inLosses }] = await outcomes("reference", zero);
  assertClose([terms[0], inLosses[0]], [Math.log(1e-8), 1e8], 1e-5);
});

Deno.test("dwa weighs by the two preceding epochs, from the first step of an epoch", async () => {
  // Mean losses: epoch 0: 3, 4; epoch 1: 1.5, 4; so the ratios in epoch 2 are 1/2 and 1.
  const losses = [[2, 4], [4, 4], [1, 6], [2, 2], [9, 9], [9, 9]];
  const epochEnds = [[0], [1], [0], [1], [0], [1]];
  const sequence = { ...wandering("dwa"), kinds: ["squared_error", "squared_error"], losses };
  const found = await outcomes("reference", { ...sequence, tasks: [0, 1], epochEnds });
  const [low, high] = [Math.exp(0.5 / 2), Math.exp(1 / 2)];
  const uneven = [low, high].map((power) => 2 * power / (low + high));
  found.forEach(({ inLosses }, step) => {
    assertClose(inLosses, step >= 4 ? uneven : [1, 1], 1e-6);
  });
});

Deno.test("gradnorm increases the weight of the task with the smaller gradient, in the first step by its learning rate", async () => {
  // Adam's first step has the size of the learning rate: 1 ∓ 0.1, whose sum is 2 already.
  const found = await outcomes("reference", {
    ...wandering("gradnorm", { learning_rate: 0.1 }),
    kinds: ["cross_entropy", "cross_entropy"],
    tasks: [0, 1],
    losses: [[1, 1], [1, 1]],
    norms: [[4, 2], [4, 2]],
  });
  assertClose(found[0].inLosses, [1, 1], 0);
  assertClose(found[1].inLosses, [0.9, 1.1], 1e-6);
});

Deno.test("gradnorm still balances if an initial loss is zero", async () => {
  const found = await outcomes("reference", {
    ...wandering("gradnorm", { learning_rate: 0.1 }),
    kinds: ["cross_entropy", "cross_entropy"],
    tasks: [0, 1],
    losses: [[0, 1], [1, 1]],
    norms: [[4, 2], [4, 2]],
  });
  // Rates 0 and 2: the first task is above its target 0, the second below 3·2^1.5.
  assertClose(found[1].inLosses, [0.9, 1.1], 1e-6);
});

Deno.test("famo reduces the weight of the task whose loss falls faster", async () => {
  // δ = z₁z₂·(fall₁ − fall₂)·(1, −1): Adam's first step is ∓0.1, and z = softmax(−0.1, 0.1).
  const found = await outcomes("reference", {
    ...wandering("famo", { learning_rate: 0.1, gamma: 0 }),
    kinds: ["cross_entropy", "cross_entropy"],
    tasks: [0, 1],
    losses: [[1, 1], [1, 1]],
    after: [[0.5, 0.9], [1, 1]],
  });
  const z = 1 / (1 + Math.exp(-0.2));
  assertClose(found[0].inLosses, [0.5, 0.5], 1e-6);
  assertClose(found[1].inLosses, [1 - z, z], 1e-6);
});

// Tasks that are absent from some steps: their losses, norms and losses after the step are 0.

Deno.test("dwa averages a task's losses over the steps that have it, and keeps its ratio in an epoch without it", async () => {
  // Mean losses: epoch 0: 3, 4; epoch 1: 1.5, 4; epoch 2: 3, none; epoch 3: 3, 2.
  const losses = [[2, 4], [4, 0], [1, 0], [2, 4], [3, 0], [3, 0], [3, 2], [3, 0], [9, 9]];
  const present = losses.map((row) => row.map((loss) => loss > 0 ? 1 : 0));
  const sequence: Sequence = {
    weighting: "dwa",
    values: {},
    kinds: ["squared_error", "squared_error"],
    tasks: [0, 1],
    losses,
    present,
    epochEnds: losses.map((_, step) => [step % 2]),
  };
  const weights = (...ratios: number[]) => {
    const powers = ratios.map((ratio) => Math.exp(ratio / 2));
    return powers.map((power) => 2 * power / powers.reduce((a, b) => a + b));
  };
  const expected = [
    weights(1, 1),
    weights(1, 1),
    weights(1.5 / 3, 4 / 4),
    weights(3 / 1.5, 1),
    weights(3 / 3, 2 / 4),
  ];
  for (const device of ["reference", "cpu"]) {
    const found = await outcomes(device, sequence);
    found.forEach(({ inLosses }, step) => {
      assertClose(inLosses, expected[Math.floor(step / 2)], 1e-6);
    });
  }
});

Deno.test("gradnorm's means are over the tasks that a step has", async () => {
  const after = async (alpha: number, norms: readonly number[]) => {
    const found = await outcomes("cpu", {
      ...wandering("gradnorm", { learning_rate: 0.1, alpha }),
      kinds: ["cross_entropy", "cross_entropy", "cross_entropy"],
      tasks: [0, 1, 2],
      losses: [[1, 1, 0], [1, 1, 1]],
      norms: [norms, norms],
      present: [[1, 1, 0], [1, 1, 1]],
    });
    return found[1].inLosses;
  };
  // Ḡ = 3.25, above the second gradient alone; over three tasks it would be below both.
  assertClose(await after(0, [4, 2.5, 0]), [0.9, 1.1, 1], 1e-6);
  // Both rates are 1, so that both gradients are on their targets; over three tasks the rates would be 1.5.
  assertClose(await after(1, [3, 3, 0]), [1, 1, 1], 1e-6);
});

Deno.test("gradnorm's initial loss is that of the first step that has the task", async () => {
  const found = await outcomes("cpu", {
    ...wandering("gradnorm", { learning_rate: 0.1, alpha: 1 }),
    kinds: ["cross_entropy", "cross_entropy"],
    tasks: [0, 1],
    losses: [[2, 0], [2, 5], [2, 5]],
    norms: [[3, 0], [3, 3], [3, 3]],
    present: [[1, 0], [1, 1], [1, 1]],
  });
  // All rates are 1 and all gradients of one size.
  assertClose(found[2].inLosses, [1, 1], 1e-6);
});

Deno.test("famo shares the weights among the tasks that a step has, and keeps the logits of the others", async () => {
  const found = await outcomes("cpu", {
    ...wandering("famo", { learning_rate: 0.1, gamma: 0 }),
    kinds: ["cross_entropy", "cross_entropy", "cross_entropy"],
    tasks: [0, 1, 2],
    losses: [[1, 1, 0], [1, 1, 1]],
    after: [[0.5, 0.9, 0], [1, 1, 1]],
    present: [[1, 1, 0], [1, 1, 1]],
  });
  assertClose(found[0].inLosses, [0.5, 0.5, 0], 1e-6);
  // Adam's first step moves the logits of the two by ∓0.1.
  const powers = [-0.1, 0.1, 0].map(Math.exp);
  const sum = powers.reduce((a, b) => a + b);
  assertClose(found[1].inLosses, powers.map((power) => power / sum), 1e-6);
});

Deno.test("uncertainty starts all tasks at `initial`, the logarithm of the variance", async () => {
  await openDevice("reference");
  const { logVariances } = create({ ...wandering("uncertainty", { initial: -1.5 }) }).params();
  assert.deepEqual((logVariances as tf.Tensor1D).arraySync(), [-1.5, -1.5, -1.5, -1.5]);
});

Deno.test("fixed rejects a number of weights that differs from that of the tasks", () => {
  for (const weights of ["1:2", "1:2:3:4:5"]) {
    assert.throws(() => create(wandering("fixed", { weights })), {
      name: "RangeError",
      message:
        `Cannot weigh 4 tasks: fixed.weights must be one number or 4, current value is '${weights}'`,
    });
  }
});

Deno.test("a weighting is named after its file, and declares joint and excludesRules", () => {
  for (const [name, weighting] of Object.entries(weightings)) assert.equal(weighting.name, name);
  const of = (holds: (weighting: Weighting) => boolean) =>
    Object.values(weightings).filter(holds).map(({ name }) => name);
  assert.deepEqual(of(({ joint }) => joint), ["dwa", "famo", "gradnorm", "random"]);
  assert.deepEqual(of(({ excludesRules }) => excludesRules !== undefined), ["famo", "gradnorm"]);
});
