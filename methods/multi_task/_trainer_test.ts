import assert from "node:assert/strict";
import { bind, type Overrides } from "../../descriptors/parameters.ts";
import { dropout } from "../../encoders/_dropout.ts";
import {
  createOptimizer,
  leaves,
  mapTree,
  openDevice,
  type OptimizerSpec,
  type Random,
  randomStreams,
  type ScalarTensors,
  type StepNoise,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import { gradientRules } from "./gradient_rules/mod.ts";
import sum from "./gradient_rules/sum.ts";
import {
  batchOf,
  perceptrons,
  problemOf,
  separate,
  task,
  together,
} from "../../tests/conformance/sharing.ts";
import { assertClose } from "../../tests/golden/close.ts";
import equal from "./weightings/equal.ts";
import fixed from "./weightings/fixed.ts";
import { weightings } from "./weightings/mod.ts";
import type { BoundWeighting } from "./weightings/weighting.ts";
import hardSharing from "./hard_sharing.ts";
import type { Trainer } from "../method.ts";
import type { Encoders, Network, TasksProblem } from "./_sharing.ts";
import { lossKind, type MultiTaskParts, multiTaskTrainer, type RuleUse } from "./_trainer.ts";

/** At a learning rate of 1, a step subtracts the gradient itself. */
const DESCENT: OptimizerSpec = { name: "sgd", learningRate: 1 };
const ADAM: OptimizerSpec = { name: "adam", learningRate: 0.1 };

const weigh = (weights: string, { tasks }: TasksProblem) =>
  fixed.create({ weights }, tasks.map(() => "cross_entropy"));

/** A trainer, by default of hard sharing. */
function trainerOf(
  problem: TasksProblem,
  parts: Partial<MultiTaskParts> = {},
  encoders: Encoders = perceptrons(),
): Trainer {
  return multiTaskTrainer({
    problem,
    network: hardSharing.create({}, problem, encoders),
    weighting: weigh("1", problem),
    inTurn: false,
    optimizer: createOptimizer(DESCENT, true),
    ...parts,
  });
}

const scalars = (): ScalarTensors => ({
  learning_rate: tf.scalar(1),
  epoch_ends: tf.scalar(0),
});

/**
 * Noise that draws new numbers at every call.
 *
 * @param seed The seed of the streams.
 * @param seen Receives the drawn numbers.
 */
function noiseOf(
  seed = 0,
  seen: (purpose: string, drawn: tf.Tensor) => void = () => {},
): StepNoise {
  const streams: { [purpose: string]: Random } = {};
  return (purpose) => ({
    uniform(shape) {
      const random = streams[purpose] ??= randomStreams(seed)(purpose);
      const size = shape.reduce((product, length) => product * length, 1);
      // The drawn numbers must outlive the scopes of differentiation.
      const drawn = tf.keep(
        tf.tensor(Array.from({ length: size }, () => random.uniform()), [...shape]),
      );
      seen(purpose, drawn);
      return drawn;
    },
  });
}

/** All rows of a problem. */
const rows = (problem: TasksProblem) => batchOf(problem, hardSharing);

/** The decrease of each parameter of the network in one step, by path. */
function taken(trainer: Trainer, batch: Tensors, noise = noiseOf()): Map<string, number[]> {
  const state = trainer.init(randomStreams(1));
  const [next] = trainer.step(state, batch, scalars(), noise);
  return differences((state.params as Tensors).network, (next.params as Tensors).network);
}

function differences(before: Tensors | tf.Tensor, after: Tensors | tf.Tensor) {
  const taken = mapTree((p, q) => tf.sub(p, q), before as Tensors, after as Tensors);
  return new Map(leaves(taken).map(([path, leaf]) => [path, [...leaf.dataSync()]]));
}

/** Σ factor · taken, for the leaves under a branch. */
function combined(branch: string, ...terms: [number, Map<string, number[]>][]): number[] {
  const [[, first]] = terms;
  return [...first.keys()].filter((path) => path.startsWith(branch)).flatMap((path) =>
    first.get(path)!.map((_, i) =>
      terms.reduce((total, [factor, found]) => total + factor * found.get(path)![i], 0)
    )
  );
}

const onReference = (name: string, test: () => void) =>
  Deno.test(name, async () => {
    await openDevice("reference");
    tf.tidy(test);
  });

onReference("a step in turn is a step of each table, one after the other", () => {
  for (const spec of [DESCENT, ADAM]) {
    const optimizer = createOptimizer(spec, true);
    const whole = trainerOf(separate, { optimizer, inTurn: true });
    const single = trainerOf(separate, { optimizer });
    const batch = rows(separate);
    const start = whole.init(randomStreams(1));
    const [expected, report] = whole.step(start, batch, scalars(), noiseOf());
    let state = start;
    const losses: [string, number][] = [];
    for (const [table, columns] of Object.entries(batch)) {
      const [next, { loss: _, ...parts }] = single.step(
        state,
        { [table]: columns },
        scalars(),
        noiseOf(),
      );
      state = next;
      losses.push(
        ...Object.entries(parts).map(([name, loss]) =>
          [name, loss.dataSync()[0]] as [string, number]
        ),
      );
    }
    assert.deepEqual(
      leaves(state).map(([path, leaf]) => [path, leaf.arraySync()]),
      leaves(expected).map(([path, leaf]) => [path, leaf.arraySync()]),
    );
    const reported = Object.fromEntries(
      Object.entries(report).map(([name, value]) => [name, value.dataSync()[0]]),
    );
    const mean = losses.reduce((total, [, loss]) => total + loss, 0) / losses.length;
    assertClose([reported.loss], [mean], 1e-6);
    for (const [name, loss] of losses) assert.equal(reported[name], loss);
  }
});

onReference("a weighting's factors scale each task's gradients", () => {
  const gradients = (weights: string) =>
    taken(trainerOf(together, { weighting: weigh(weights, together) }), rows(together));
  const [first, second, both] = ["1:0", "0:1", "2:0.5"].map(gradients);
  assertClose(
    combined("", [1, both]),
    combined("", [2, first], [0.5, second]),
    1e-5,
    0.1,
  );
  assertClose(combined("own/size", [1, first]), combined("own/size", [0, first]), 0);
});

for (const over of ["parameters", "representation"] as const) {
  onReference(
    `a rule over the ${over} changes the shared parameters, and not the tasks' own`,
    () => {
      const rule: RuleUse = {
        over,
        bound: {
          init: () => ({ steps: tf.scalar(0) }),
          combine: ([first], { state, losses }) => {
            assert.deepEqual(losses.shape, [2]);
            return { gradient: first, state: { steps: tf.add(state.steps as tf.Tensor, 1) } };
          },
        },
      };
      const trainer = trainerOf(together, { rule });
      const [found, all] = [trainer, trainerOf(together)].map((trainer) =>
        taken(trainer, rows(together))
      );
      const alone = taken(
        trainerOf(together, { weighting: weigh("1:0", together) }),
        rows(together),
      );
      assertClose(combined("shared", [1, found]), combined("shared", [1, alone]), 1e-5, 0.1);
      assertClose(combined("own", [1, found]), combined("own", [1, all]), 1e-5, 0.1);
      const [next] = trainer.step(
        trainer.init(randomStreams(1)),
        rows(together),
        scalars(),
        noiseOf(),
      );
      assert.deepEqual(leaves(next.rule as Tensors).map(([, leaf]) => leaf.arraySync()), [1]);
    },
  );

  onReference(
    `a rule over the ${over} receives weighted gradients and ignores penalties`,
    () => {
      const weighting = weigh("3:0.25", together);
      // Penalties on shared and own parameters, inside and outside the computation of the outputs.
      const network: Network = {
        ...hardSharing.create({}, together, perceptrons()),
        decode(params, representation, rows, context) {
          const { decode } = hardSharing.create({}, together, perceptrons());
          const squares = [...leaves(params), ...leaves(representation)].map(([, leaf]) =>
            tf.sum(tf.square(leaf)) as tf.Scalar
          );
          const { outputs } = decode(params, representation, rows, context);
          return { outputs, penalties: { size: tf.addN(squares) } };
        },
      };
      const rule: RuleUse = { over, bound: sum.create({}, 2) };
      const [found, expected] = [{ network, weighting, rule }, { network, weighting }].map((
        parts,
      ) => taken(trainerOf(together, parts), rows(together)));
      assertClose(combined("", [1, found]), combined("", [1, expected]), 1e-5, 1);
    },
  );
}

/** An encoder that drops half of its features. */
function dropping(): Encoders {
  const { encoder, widened } = perceptrons();
  const apply: typeof encoder.apply = (params, x, noise) =>
    dropout(encoder.apply(params, x), 0.5, noise);
  return { encoder: { ...encoder, apply }, widened };
}

onReference("every pass of a step has the same masks, and the next step has others", () => {
  const encoders = dropping();
  const bound = sum.create({}, 2);
  const rules = [undefined, { over: "parameters", bound }, {
    over: "representation",
    bound,
  }] as const;
  const [whole, ...others] = rules.map((rule) => {
    const drawn: [string, number[]][] = [];
    const noise = noiseOf(0, (purpose, { shape }) => drawn.push([purpose, shape]));
    const found = taken(trainerOf(together, { rule }, encoders), rows(together), noise);
    assert.deepEqual(drawn, [["dropout", [40, 6]]]);
    return found;
  });
  for (const found of others) {
    assertClose(combined("", [1, found]), combined("", [1, whole]), 1e-5, 0.1);
  }
  const later = taken(trainerOf(together, {}, encoders), rows(together), noiseOf(1));
  assert.notDeepEqual(combined("", [1, later]), combined("", [1, whole]));
});

onReference(
  "the masks of every step do not depend on the weighting and the gradient rule",
  () => {
    const encoders = dropping();
    const masks = (parts: { readonly weighting?: BoundWeighting; readonly rule?: RuleUse }) => {
      const drawn: number[][] = [];
      const noise = noiseOf(0, (purpose, numbers) => {
        if (purpose === "dropout") drawn.push([...numbers.dataSync()]);
      });
      const trainer = trainerOf(together, parts, encoders);
      let state = trainer.init(randomStreams(1));
      for (let step = 0; step < 3; step++) {
        [state] = trainer.step(state, rows(together), scalars(), noise);
      }
      return drawn;
    };
    const expected = masks({});
    assert.equal(new Set(expected.map(String)).size, 3);
    const kinds = together.tasks.map(lossKind);
    for (const weighting of Object.values(weightings)) {
      const values: Overrides = weighting.name === "fixed" ? { weights: "1:2" } : {};
      const bound = weighting.create(bind(weighting, values), kinds);
      assert.deepEqual(masks({ weighting: bound }), expected, weighting.name);
    }
    for (const rule of Object.values(gradientRules)) {
      for (const over of ["parameters", "representation"] as const) {
        const bound = rule.create(bind(rule), kinds.length);
        assert.deepEqual(masks({ rule: { over, bound } }), expected, `${rule.name} ${over}`);
      }
    }
  },
);

onReference("parameters that a batch does not reach keep their values and optimizer states", () => {
  const trainer = trainerOf(separate, { optimizer: createOptimizer(ADAM, true) });
  const { apples, ...others } = rows(separate);
  const [state] = trainer.step(trainer.init(randomStreams(1)), others, scalars(), noiseOf());
  const [next] = trainer.step(state, { apples }, scalars(), noiseOf());
  const before = new Map(leaves(state).map(([path, leaf]) => [path, leaf.arraySync()]));
  const rest = leaves(next).filter(([path, leaf]) =>
    JSON.stringify(before.get(path)) === JSON.stringify(leaf.arraySync())
  ).map(([path]) => path);
  const untouched = [...before.keys()].filter((path) => /own[./](colour|kind)[./]/.test(path));
  assert.ok(untouched.length >= 8);
  assert.deepEqual(rest, untouched);
});

onReference("a weighting receives the gradients' norms and the losses after the step", () => {
  const weighting: BoundWeighting = {
    ...equal.create({}, []),
    init: () => ({ losses: tf.zeros([2]), norms: tf.zeros([2]), after: tf.zeros([2]) }),
    next: (_state, seen) => ({
      losses: seen.losses,
      norms: seen.gradientNorms(),
      after: seen.lossesAfter(),
    }),
  };
  const trainer = trainerOf(together, {
    weighting,
    optimizer: createOptimizer({ name: "sgd", learningRate: 0.1 }, true),
  });
  const start = trainer.init(randomStreams(1));
  const [next, report] = trainer.step(start, rows(together), scalars(), noiseOf());
  const [, later] = trainer.step(next, rows(together), scalars(), noiseOf());
  const { losses, norms, after } = next.weighting as { [name: string]: tf.Tensor };
  const of = (report: ScalarTensors) =>
    together.tasks.map(({ name }) => report[`loss.${name}`].dataSync()[0]);
  assertClose(losses.dataSync(), of(report), 1e-6);
  assertClose(after.dataSync(), of(later), 1e-5);
  const expected = ["1:0", "0:1"].map((weights) => {
    const gradient = taken(
      trainerOf(together, { weighting: weigh(weights, together) }),
      rows(together),
    );
    return Math.hypot(...combined("shared", [1, gradient]));
  });
  assertClose(norms.dataSync(), expected, 1e-5);
});

/** ŷ = x·w + k for task k, with w shared by all tasks. */
function line(problem: TasksProblem): Network {
  return {
    init: () => ({ shared: { weights: tf.zeros([2, 1]) }, own: {} }),
    encode: (shared, rows) =>
      Object.fromEntries(
        rows.map(({ table, x }) => [table, {
          sums: tf.matMul(x as tf.Tensor2D, shared.weights as tf.Tensor2D),
        }]),
      ),
    decode: (_params, representation, rows) => ({
      outputs: Object.fromEntries(
        rows.flatMap(({ table, tasks }) =>
          tasks.map((name) => {
            const at = problem.tasks.findIndex((task) => task.name === name);
            return [name, tf.add(representation[table].sums as tf.Tensor, at)];
          })
        ),
      ),
      penalties: {},
    }),
  };
}

onReference("measure returns the cosines of the tasks' gradients", () => {
  const problem = problemOf(
    ["a", "b", "c", "d", "e"].map((name) => task(name, "points", "regression")),
  );
  const trainer = trainerOf(problem, { network: line(problem) });
  const state = trainer.init(randomStreams(0));
  // The labels of task k are y + k, so its gradient at w = 0 is proportional to −y.
  const y = { a: [1, 2], b: [1, 2], c: [-1, -2], d: [-2, 1], e: [0, 0] };
  const labels = Object.fromEntries(
    Object.entries(y).map(([name, values], at) => [name, tf.tensor1d(values.map((v) => v + at))]),
  );
  const batch = { points: { x: tf.eye(2), y: labels } };
  const found = Object.entries(trainer.measure!(state, batch, scalars()))
    .map(([pair, cosine]) => [pair, cosine.dataSync()[0]] as const);
  assert.deepEqual(found.map(([pair]) => pair), [
    ...["a~b", "a~c", "b~c", "a~d", "b~d", "c~d"],
    ...["a~e", "b~e", "c~e", "d~e"],
  ]);
  assertClose(found.map(([, cosine]) => cosine), [1, -1, -1, 0, 0, 0, 0, 0, 0, 0], 1e-6, 1);
});

onReference(
  "a weighting that takes the logarithm of a loss is finite in a step without the task's labels",
  () => {
    const partial = { ...task("b", "points", "regression"), partial: true } as const;
    const problem = problemOf([task("a", "points", "regression"), partial]);
    const weighting = { ...equal.create({}, []), terms: (losses: tf.Tensor1D) => tf.log(losses) };
    const trainer = trainerOf(problem, {
      network: line(problem),
      weighting: weighting as BoundWeighting,
    });
    const y = { a: tf.tensor1d([1, 1]), b: tf.tensor1d([NaN, NaN]) };
    // L = log((w₁ − 1)²/2 + (w₂ − 1)²/2), whose gradient at w = 0 is (−1, −1).
    const found = taken(trainer, { points: { x: tf.eye(2), y } }).get("shared/weights")!;
    assertClose(found, [-1, -1], 1e-6);
  },
);

onReference(
  "a batch without a label of a task has no cosine with it, and no loss of it to report",
  () => {
    const partial = { ...task("b", "points", "regression"), partial: true } as const;
    const problem = problemOf([task("a", "points", "regression"), partial]);
    const trainer = trainerOf(problem, { network: line(problem) });
    const state = trainer.init(randomStreams(0));
    const found = [[NaN, NaN], [3, NaN]].map((labels) => {
      const y = { a: tf.tensor1d([1, 1]), b: tf.tensor1d(labels) };
      const batch = { points: { x: tf.eye(2), y } };
      const { "a~b": cosine } = trainer.measure!(state, batch, scalars());
      const [, report] = trainer.step(state, batch, scalars(), noiseOf());
      return [cosine, report["loss.b"], report.loss].map((value) => value.dataSync()[0]);
    });
    assert.deepEqual(found[0], [NaN, NaN, 1]);
    // The gradients at w = 0 are proportional to (1, 1) and (1, 0); the losses are 1 and (3 − 1)².
    assertClose(found[1], [Math.SQRT1_2, 4, 5], 1e-6);
  },
);

onReference("predict returns the outputs of all tasks of a source side by side", () => {
  const problem = problemOf([
    task("a", "points", "regression"),
    task("b", "others", "regression"),
    task("c", "points", "regression"),
  ]);
  const trainer = trainerOf(problem, { network: line(problem) });
  const state = trainer.init(randomStreams(0));
  assert.deepEqual(trainer.predict(state, tf.eye(2), "points").arraySync(), [[0, 2], [0, 2]]);
  assert.deepEqual(trainer.predict(state, tf.eye(2), "others").arraySync(), [[1], [1]]);
});

Deno.test("a trainer's schedule is its network's, or none", () => {
  const network = line(together);
  assert.deepEqual(trainerOf(together, { network }).schedule(0.5), {});
  const scheduled = { ...network, schedule: (progress: number) => ({ pull: 2 * progress }) };
  assert.deepEqual(trainerOf(together, { network: scheduled }).schedule(0.25), { pull: 0.5 });
});
