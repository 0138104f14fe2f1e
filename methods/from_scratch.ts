import { yosinski2014 } from "../descriptors/papers.ts";
import { learnFrom } from "./_supervised.ts";
import { defineTransfer } from "./method.ts";

/**
 * No transfer: the target's labelled rows alone, the baseline that every gain is taken against.
 *
 * L = crossEntropy(labelled). The same labelled rows, steps and batches as the methods that transfer, and the
 * same initial weights as what these draw anew. What trains the source's network, too.
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
