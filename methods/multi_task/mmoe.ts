import { ma2018 } from "../../descriptors/papers.ts";
import type { Dense, Tensors, tf } from "../../engine/mod.ts";
import {
  applyExperts,
  applyTower,
  expertEncoder,
  expertScale,
  initExperts,
  initGate,
  initTower,
  mixed,
  sideBySide,
  towerWidth,
} from "./_experts.ts";
import { throughTogether } from "./_tables.ts";
import { defineSharing } from "./_sharing.ts";

/**
 * Multi-gate mixture of experts: all tasks share several encoders, and each task mixes them by a gate of its own.
 *
 * fₖ = Σᵢ gₖ(x)ᵢ Eᵢ(x) with gₖ a softmax; outputsₖ = headₖ(towerₖ(fₖ)) (Ma et al. 2018, eqs. 6 to
 * 8).
 *
 * Departures: a gate is linear in the experts' concatenated features, with a bias (the paper: in
 * the input, without), since words and pixels are no input for a linear layer; no tower by default (the paper's
 * synthetic tasks: 8 units), so that the heads are those of the other methods; all experts together are as wide as
 * the protocol's encoder (the paper: 8 experts of a size of their own).
 */
export default defineSharing({
  name: "mmoe",
  title: "Multi-gate mixture of experts",
  paper: ma2018,
  setting: "multi_task",
  params: {
    experts: {
      kind: "number",
      default: 8,
      range: [1, 64],
      integer: true,
      grid: [4, 8],
      describe: "number of experts",
    },
    expert_scale: expertScale,
    tower: towerWidth,
  },
  networks: "all",
  sharesParameters: true,
  readsUnlabelled: false,
  create({ experts: count, expert_scale, tower }, { tasks }, encoders) {
    const encoder = expertEncoder(encoders, expert_scale, count);
    return {
      init: (random) => ({
        shared: { experts: initExperts(random, "experts", count, encoder.init) },
        own: Object.fromEntries(tasks.map((task) => [task.name, {
          gate: initGate(random, `tasks/${task.name}`, count * encoder.width, count),
          ...initTower(random, task, encoder.width, tower),
        }])),
      }),
      encode: (shared, rows, { noise }) =>
        throughTogether(rows, (x) => ({
          experts: applyExperts(
            shared.experts as Tensors,
            (expert) => encoder.apply(expert, x, noise),
          ),
        }), 0),
      decode: ({ own }, representation, rows) => ({
        outputs: Object.fromEntries(rows.flatMap(({ table, tasks }) => {
          const experts = representation[table].experts as tf.Tensor;
          return tasks.map((task) => {
            const mixture = mixed(own[task].gate as Dense, sideBySide(experts), experts);
            return [task, applyTower(own[task], mixture)];
          });
        })),
        penalties: {},
      }),
    };
  },
});
