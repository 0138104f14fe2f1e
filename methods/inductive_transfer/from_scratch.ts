import { yosinski2014 } from "../../descriptors/papers.ts";
import { learnFrom } from "../_supervised.ts";
import { defineTransfer } from "./_method.ts";

/**
 * No transfer: training on the target's labelled rows alone, the baseline of every gain.
 *
 * L = crossEntropy(labelled). It has the same labelled rows, steps and batches as the methods that transfer, and the
 * same initial weights in the layers that these initialise anew. It also trains the source's network.
 *
 * @see {@link https://arxiv.org/abs/1411.1792}
 */
export default defineTransfer({
  name: "from_scratch",
  title: "From scratch",
  paper: yosinski2014,
  setting: "inductive_transfer",
  pretrained: false,
  params: {},
  create: (_values, problem, encoder, optimizer) =>
    learnFrom("labelled", problem, encoder, optimizer),
});
