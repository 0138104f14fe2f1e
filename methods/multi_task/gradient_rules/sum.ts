import { caruana1997 } from "../../../descriptors/papers.ts";
import { mapTree, type Tensors, tf } from "../../../engine/mod.ts";
import { defineRule } from "./gradient_rule.ts";

/**
 * The gradient of the sum of the losses: d = Σₖ gₖ.
 *
 * @see {@link https://doi.org/10.1023/A:1007379606734}
 */
export default defineRule({
  name: "sum",
  title: "Sum of the gradients",
  paper: caruana1997,
  params: {},
  create: () => ({
    init: () => ({}),
    combine([first, ...others], { state }) {
      const add = (...same: tf.Tensor[]): tf.Tensor => tf.addN(same);
      const gradient: Tensors = mapTree(add, first, ...others);
      return { gradient, state };
    },
  }),
});
