import { caruana1997 } from "../../descriptors/papers.ts";
import type { Dense, Tensors, tf } from "../../engine/mod.ts";
import { initEncoder } from "./_columns.ts";
import { applyHead, initHead } from "./_heads.ts";
import { throughTogether } from "./_tables.ts";
import { defineSharing } from "./_sharing.ts";

/**
 * One encoder for all tasks, and a linear head for each.
 *
 * ŷₖ = headₖ(E(x)): the hidden layer that Caruana 1997 trains on all tasks at once.
 *
 * Departure: the heads are single linear layers on the output of the encoder's last layer, as in most later work.
 *
 * @see {@link https://doi.org/10.1023/A:1007379606734}
 */
export default defineSharing({
  name: "hard_sharing",
  title: "Hard sharing",
  paper: caruana1997,
  setting: "multi_task",
  networks: "all",
  sharesParameters: true,
  readsUnlabelled: false,
  params: {},
  create: (_values, { tasks }, { encoder }) => ({
    init: (random) => ({
      shared: { encoder: initEncoder(random, encoder) },
      own: Object.fromEntries(
        tasks.map((task) => [task.name, { head: initHead(random, task, encoder.width) }]),
      ),
    }),
    encode: (shared, rows, { noise }) =>
      throughTogether(
        rows,
        (x) => ({ features: encoder.apply(shared.encoder as Tensors, x, noise) }),
        0,
      ),
    decode: ({ own }, representation, rows) => ({
      outputs: Object.fromEntries(
        rows.flatMap(({ table, tasks }) =>
          tasks.map((task) => {
            const features = representation[table].features as tf.Tensor;
            return [task, applyHead(own[task].head as Dense, features)];
          })
        ),
      ),
      penalties: {},
    }),
  }),
});
