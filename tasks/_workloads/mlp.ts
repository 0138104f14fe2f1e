import { type Dense, dense, initDense, randomStreams, tf } from "../../engine/mod.ts";
import { classifier, integers, normals, productFlops, type Workload } from "./workload.ts";

const REFERENCE = { batch: 64, inputs: 5000, hidden: 100, classes: 2 };

/**
 * A network of one hidden layer on wide inputs such as bags of words.
 *
 * Products: x · hidden forward, its gradient in the weights, and for the output layer the gradient in
 * its input too: 2 · BIH + 3 · BHC multiply-adds for batch B, inputs I, hidden H and classes C.
 *
 * @param sizes Default: those of the reference workload.
 */
export function mlp(sizes = REFERENCE): Workload {
  const { batch, inputs, hidden, classes } = sizes;
  const random = randomStreams(0);
  return {
    program: classifier(
      (random) => ({
        hidden: initDense(random, "hidden", inputs, hidden),
        output: initDense(random, "output", hidden, classes),
      }),
      (params, x) => dense(params.output as Dense, tf.relu(dense(params.hidden as Dense, x))),
    ),
    batch: {
      x: normals(random("x"), [batch, inputs]),
      y: integers(random("y"), [batch], classes),
    },
    flops: 2 * productFlops(batch, inputs, hidden) + 3 * productFlops(batch, hidden, classes),
  };
}
