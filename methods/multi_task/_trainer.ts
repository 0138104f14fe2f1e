import {
  type Optimizer,
  replayable,
  type ScalarTensors,
  type StepNoise,
  type Tensors,
  tf,
} from "../../engine/mod.ts";
import type { BoundRule } from "./gradient_rules/gradient_rule.ts";
import type { BoundWeighting } from "./weightings/weighting.ts";
import { BatchPass, type UnlabelledTables } from "./_batch_pass.ts";
import { wherePresent } from "./_task_losses.ts";
import {
  type Combine,
  element,
  type Followed,
  followInParameters,
  followInRepresentation,
  followSum,
  innerProduct,
  type Learned,
  sharedGradients,
} from "./_task_gradients.ts";
import type { Trainer } from "../method.ts";
import type { Network, TasksProblem } from "./_sharing.ts";

export type { UnlabelledTables } from "./_batch_pass.ts";
export { lossKind, outputsOf } from "./_task_losses.ts";

/** The use of a gradient rule in training. */
export interface RuleUse {
  readonly bound: BoundRule;
  /** The variables of the gradients: the shared parameters, or the representation computed with them. */
  readonly over: "parameters" | "representation";
}

/** The parts of a {@linkcode multiTaskTrainer}. */
export interface MultiTaskParts {
  readonly problem: TasksProblem;
  readonly network: Network;
  readonly weighting: BoundWeighting;
  /** By default the gradients are added. */
  readonly rule?: RuleUse;
  /** True if a step makes an update for each table in turn; false if one update covers all tables. */
  readonly inTurn: boolean;
  /** The tables of unlabelled rows; by default there are none. */
  readonly unlabelled?: UnlabelledTables;
  /** It must update every parameter independently, since a step may reach some of them alone. */
  readonly optimizer: Optimizer;
}

/**
 * Makes the trainer of several tasks: it computes losses from a network's outputs, weighs them, and follows the
 * gradient of their sum, or the combination of the tasks' gradients by a gradient rule.
 *
 * L = Σₖ termₖ(Lₖ) + penalties. With a rule over the parameters θ that the tasks share, θ follows
 * rule(∂term₁/∂θ, …) + ∂penalties/∂θ. With a rule over the representation z, the rule combines ∂termₖ/∂z, and θ
 * follows the combined gradient propagated back through z. All other parameters follow the gradient of L.
 *
 * A task without a label in a batch is absent from its step: its loss, its term and their gradients are zero,
 * whatever the weighting. The weighting computes its term from a loss of 1, where logarithms and quotients are finite,
 * and the term is then left out. The optimizer updates the task's own parameters with the gradient zero.
 *
 * Each table of a batch has `x` and, by task, `y`; tables of unlabelled rows have `x` alone. Besides the network's
 * scalars a step reads `learning_rate` and `epoch_ends`, and it draws noise for `dropout`, for the `weighting`
 * and for the `rule`. It reports each task's loss, NaN for an absent task.
 *
 * `predict` returns the outputs of all tasks of one source side by side, along the last axis.
 */
export function multiTaskTrainer(parts: MultiTaskParts): Trainer {
  const { problem, network, weighting, rule, inTurn, unlabelled = {}, optimizer } = parts;

  function update(
    state: Tensors,
    batch: Tensors,
    scalars: ScalarTensors,
    noise: StepNoise,
  ): [Tensors, ScalarTensors] {
    const learned = state.params as Learned;
    const pass = new BatchPass(problem, network, batch, unlabelled, scalars, noise("dropout"));
    const weights = replayable(noise("weighting"));
    const { present } = pass;
    const terms = (losses: tf.Tensor1D, params: Tensors) => {
      const made = weighting.terms(wherePresent(present, losses, 1), {
        params,
        state: state.weighting as Tensors,
        noise: weights(),
        tasks: pass.places,
        present,
      });
      return wherePresent(present, made, 0);
    };
    let ruleState = state.rule as Tensors;
    const combine: Combine = (gradients) => {
      const { losses } = pass.through(learned.network);
      const combined = rule!.bound.combine(gradients, {
        state: ruleState,
        noise: noise("rule"),
        losses,
        present,
      });
      ruleState = combined.state;
      return combined.gradient;
    };
    const followed = !rule
      ? followSum(pass, learned, terms)
      : rule.over === "parameters"
      ? followInParameters(pass, learned, terms, combine)
      : followInRepresentation(pass, learned, terms, combine);
    const next = optimizer.update(
      followed.gradients,
      state.optimizer as Tensors,
      learned,
      scalars.learning_rate,
    );
    const weightingState = weighting.next(state.weighting as Tensors, {
      losses: followed.losses,
      present,
      scalars,
      gradientNorms: () =>
        tf.stack(
          sharedGradients(pass, learned.network, ({ losses }) => losses)
            .map((gradient) => tf.sqrt(innerProduct(gradient, gradient))),
        ) as tf.Tensor1D,
      lossesAfter: () => pass.through((next.params as Learned).network).losses,
    });
    return [
      {
        params: next.params,
        optimizer: next.state,
        weighting: weightingState,
        rule: ruleState,
      },
      reportOf(pass, followed),
    ];
  }

  function renewed(state: Tensors, scalars: ScalarTensors): Tensors {
    if (!network.after) return state;
    const params = state.params as Learned;
    return { ...state, params: { ...params, network: network.after(params.network, scalars) } };
  }

  return {
    init(random) {
      const params = { network: network.init(random), weighting: weighting.params() };
      return {
        params,
        optimizer: optimizer.init(params),
        weighting: weighting.init(),
        rule: rule?.bound.init() ?? {},
      };
    },
    step(state, batch, scalars, noise) {
      const reports: ScalarTensors[] = [];
      for (const turn of inTurn ? turnsOf(batch) : [batch]) {
        const [next, report] = update(state, turn, scalars, noise);
        state = next;
        reports.push(report);
      }
      return [renewed(state, scalars), means(reports)];
    },
    predict(state, x, source) {
      const { params } = state as { params: Learned };
      const tasks = problem.tasks.filter((task) => task.source === source).map(({ name }) => name);
      const rows = [{ table: source!, tasks, x }];
      const context = { scalars: {} };
      const z = network.encode(params.network.shared, rows, context);
      const { outputs } = network.decode(params.network, z, rows, context);
      return tf.concat(tasks.map((task) => outputs[task]), -1);
    },
    measure(state, batch, scalars) {
      const { network: params } = state.params as Learned;
      // A loss does not depend on the rows of other tables: each table passes through the network by itself.
      const found = new Map(
        Object.entries(batch).filter(([, columns]) => "y" in columns).flatMap(
          ([table, columns]) => {
            const pass = new BatchPass(problem, network, { [table]: columns }, {}, scalars);
            const gradients = sharedGradients(pass, params, ({ losses }) => losses);
            return pass.tasks.map((task, i) => [task, gradients[i]] as const);
          },
        ),
      );
      const tasks = problem.tasks.filter((task) => found.has(task));
      const gradients = tasks.map((task) => found.get(task)!);
      const norms = gradients.map((gradient) => tf.sqrt(innerProduct(gradient, gradient)));
      return Object.fromEntries(
        tasks.flatMap((task, i) =>
          tasks.slice(0, i).map((other, j) => {
            // An absent task has no gradient, so its cosines are 0 / 0 = NaN.
            const quotient = task.partial || other.partial ? tf.div : tf.divNoNan;
            return [
              affinityOf(other.name, task.name),
              quotient(innerProduct(gradients[i], gradients[j]), tf.mul(norms[i], norms[j])),
            ];
          })
        ),
      );
    },
    schedule: (progress) => network.schedule?.(progress) ?? {},
  };
}

/** Returns the name of the measured cosine of two tasks' gradients, the earlier task of the problem first. */
export function affinityOf(task: string, other: string): string {
  return `${task}~${other}`;
}

/** Returns the batches of a step's turns: one labelled table each, with its source's unlabelled rows. */
function turnsOf(batch: Tensors): Tensors[] {
  const [labelled, unlabelled] = [true, false].map((has) =>
    Object.entries(batch).filter(([, columns]) => "y" in columns === has)
  );
  return labelled.map(([table, columns]) => ({
    [table]: columns,
    ...Object.fromEntries(unlabelled),
  }));
}

function reportOf(pass: BatchPass, { loss, losses, penalties }: Followed): ScalarTensors {
  const seen = wherePresent(pass.present, losses, NaN);
  return {
    loss,
    ...Object.fromEntries(pass.tasks.map(({ name }, i) => [`loss.${name}`, element(seen, i)])),
    ...penalties,
  };
}

/** Returns for each name the mean over the reports that have it. */
function means(reports: readonly ScalarTensors[]): ScalarTensors {
  const names = new Set(reports.flatMap((report) => Object.keys(report)));
  return Object.fromEntries([...names].map((name) => {
    const values = reports.flatMap((report) => report[name] ?? []);
    return [name, tf.div(tf.addN(values), values.length) as tf.Scalar];
  }));
}
