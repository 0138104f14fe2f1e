import type { Streams, Tensors, tf } from "../../engine/mod.ts";
import {
  applyTower,
  expertEncoder,
  expertScale,
  initTower,
  joined,
  towerWidth,
} from "./_experts.ts";
import { denseLevel, encoderLevel, type Extraction } from "./_extraction.ts";
import { throughTogether } from "./_tables.ts";
import { defineSharing, type NetworkContext } from "./_sharing.ts";

/** The shared parameters of one level: those of no task, and by task those that reach other tasks too. */
type SharedLevel = Extraction & { readonly tasks: { readonly [task: string]: Extraction } };

/** Tensors by task. */
type OfTasks = { readonly [task: string]: tf.Tensor };

/** The shared representation of one table's rows. */
type Extracted = Tensors & {
  /** The last level's shared experts, `[…, experts, width]`. */
  readonly shared: tf.Tensor;
  /** By task, its own and the shared experts of the level below; empty if there is one level. */
  readonly experts: OfTasks;
  /** By task, the input of its gate over those experts; empty below three levels. */
  readonly mixtures: OfTasks;
};

/**
 * Progressive layered extraction: shared experts and experts for each task, mixed by gates at every
 * level.
 *
 * gₖʲ = softmax(Wₖʲ gₖʲ⁻¹) · [Eₖʲ(gₖʲ⁻¹), E_sʲ(g_sʲ⁻¹)] for task k, with its experts Eₖʲ and the
 * shared E_sʲ of level j; g_sʲ mixes the experts of all tasks and the shared ones in the same way,
 * and is not needed at the last level; outputsₖ = headₖ(towerₖ(gₖ)) of the last (Tang et al. 2020,
 * §4.2). One level is customized gate control, CGC (§4.1). Experts of level 1 are encoders, experts of higher
 * levels are dense ReLU layers of the same width.
 *
 * With several levels, a task's lower experts reach all tasks through g_s and are shared parameters;
 * its experts of the last level and its last two gates are its own. All rows then pass the lower
 * experts of every task, as in the paper.
 *
 * Departures: at level 1 a gate is linear in the experts' concatenated features (the paper: in the
 * input), since words and pixels are no input for a linear layer; gates have biases (the paper:
 * none); no tower by default (the paper: towers), so that the heads are those of the other methods.
 */
export default defineSharing({
  name: "ple",
  title: "Progressive layered extraction",
  paper: {
    title:
      "Progressive Layered Extraction (PLE): A Novel Multi-Task Learning (MTL) Model for Personalized Recommendations",
    authors: ["Tang", "Liu", "Zhao", "Gong"],
    venue: "RecSys, 269-278",
    year: 2020,
    url: "https://doi.org/10.1145/3383313.3412236",
  },
  setting: "multi_task",
  params: {
    levels: {
      kind: "number",
      default: 2,
      range: [1, 3],
      integer: true,
      grid: [1, 2],
      describe: "number of levels of experts; 1: customized gate control (CGC)",
    },
    shared_experts: {
      kind: "number",
      default: 1,
      range: [1, 64],
      integer: true,
      grid: [1, 2, 4],
      describe: "number of experts shared by all tasks, at each level",
    },
    task_experts: {
      kind: "number",
      default: 1,
      range: [1, 64],
      integer: true,
      grid: [1, 2, 4],
      describe: "number of experts of each task, at each level",
    },
    expert_scale: expertScale,
    tower: towerWidth,
  },
  networks: "all",
  sharesParameters: true,
  readsUnlabelled: false,
  create(values, problem, encoders) {
    const { levels: count, shared_experts, task_experts, expert_scale, tower } = values;
    const names = problem.tasks.map(({ name }) => name);
    const all = shared_experts + names.length * task_experts;
    const encoder = expertEncoder(encoders, expert_scale, all);
    const levels = Array.from(
      { length: count },
      (_, i) => i === 0 ? encoderLevel(encoder) : denseLevel(i + 1, encoder.width),
    );
    const last = count - 1;
    const nameOf = (level: number) => `level${level + 1}`;
    const ofTasks = <T>(make: (task: string) => T) =>
      Object.fromEntries(names.map((task) => [task, make(task)]));

    /** Draws a task's parameters at one level: those that reach other tasks, or those that do not. */
    function initTask(random: Streams, task: string, level: number, reaching: boolean): Tensors {
      const { initExperts, initGate } = levels[level];
      const place = `tasks/${task}`;
      return {
        ...(reaching === (level < last)
          ? { experts: initExperts(random, place, task_experts) }
          : {}),
        ...(reaching === (level < last - 1)
          ? { gate: initGate(random, place, task_experts + shared_experts) }
          : {}),
      };
    }

    function initShared(random: Streams, level: number): Tensors {
      const { initExperts, initGate } = levels[level];
      const experts = initExperts(random, "experts", shared_experts);
      if (level === last) return { experts };
      return {
        experts,
        gate: initGate(random, "experts", all),
        tasks: ofTasks((task) => initTask(random, task, level, true)),
      };
    }

    function extract(params: Tensors, x: tf.Tensor, { noise }: NetworkContext): Extracted {
      let common: tf.Tensor | undefined;
      let mixtures: OfTasks = {};
      let experts: OfTasks = {};
      levels.slice(0, last).forEach(({ apply, mix }, level) => {
        const at = params[nameOf(level)] as SharedLevel;
        const alone = ofTasks((task) => apply(at.tasks[task], mixtures[task] ?? x, noise));
        const shared = apply(at, common ?? x, noise);
        experts = ofTasks((task) => joined([alone[task], shared]));
        common = mix(at, common, joined([...Object.values(alone), shared]));
        if (level === last - 1) return;
        mixtures = ofTasks((task) => mix(at.tasks[task], mixtures[task], experts[task]));
      });
      const shared = levels[last].apply(params[nameOf(last)] as SharedLevel, common ?? x, noise);
      return { shared, experts, mixtures };
    }

    /** Selects the parts of the tasks that a table's rows are labelled for. */
    function needed({ shared, experts, mixtures }: Extracted, tasks: readonly string[]): Extracted {
      const some = (of: OfTasks) =>
        Object.fromEntries(Object.entries(of).filter(([task]) => tasks.includes(task)));
      return { shared, experts: some(experts), mixtures: some(mixtures) };
    }

    /** Computes a task's last mixture. */
    function mixtureOf(
      own: Tensors,
      task: string,
      { shared, experts, mixtures }: Extracted,
      x: tf.Tensor,
      { noise }: NetworkContext,
    ): tf.Tensor {
      const at = (level: number) => own[nameOf(level)] as Extraction;
      const below = last === 0
        ? undefined
        : levels[last - 1].mix(at(last - 1), mixtures[task], experts[task]);
      const { apply, mix } = levels[last];
      return mix(at(last), below, joined([apply(at(last), below ?? x, noise), shared]));
    }

    return {
      init: (random) => ({
        shared: Object.fromEntries(
          levels.map((_, level) => [nameOf(level), initShared(random, level)]),
        ),
        own: Object.fromEntries(problem.tasks.map((task) => [task.name, {
          ...Object.fromEntries(
            levels.map((_, level) =>
              [nameOf(level), initTask(random, task.name, level, false)] as const
            ).slice(-2),
          ),
          ...initTower(random, task, encoder.width, tower),
        }])),
      }),
      encode(shared, rows, context) {
        const extracted = throughTogether(rows, (x) => extract(shared, x, context), 0);
        return Object.fromEntries(
          rows.map(({ table, tasks }) => [table, needed(extracted[table] as Extracted, tasks)]),
        );
      },
      decode: ({ own }, representation, rows, context) => ({
        outputs: Object.fromEntries(rows.flatMap(({ table, x, tasks }) => {
          const extracted = representation[table] as Extracted;
          return tasks.map((task) => {
            const mixture = mixtureOf(own[task], task, extracted, x, context);
            return [task, applyTower(own[task], mixture)];
          });
        })),
        penalties: {},
      }),
    };
  },
});
