import { yosinski2014 } from "../../descriptors/papers.ts";
import { type Classifier, classify, crossEntropy, type LabelledBatch } from "../_classification.ts";
import { initTransferred, transferredDepth } from "./_layers.ts";
import { trainerFromLoss } from "../_trainer.ts";
import { defineTransfer } from "./_method.ts";

/**
 * The source's first layers as initial weights; the other layers and the head are initialised anew, and all layers
 * are trained.
 *
 * L = crossEntropy(labelled), minimised over all layers and the head; Yosinski et al. 2014 call the network
 * "AnB+", and "BnB+" if source and target are the same.
 *
 * @see {@link https://arxiv.org/abs/1411.1792}
 */
export default defineTransfer({
  name: "fine_tuning",
  title: "Fine-tuning",
  paper: yosinski2014,
  setting: "inductive_transfer",
  pretrained: true,
  params: { depth: transferredDepth },
  create: ({ depth }, problem, encoder, optimizer, source) =>
    trainerFromLoss<Classifier, { labelled: LabelledBatch }>({
      init: (random) => initTransferred(random, encoder, problem.classes, { source, depth }),
      loss: (params, { labelled: { x, y } }) => ({
        loss: crossEntropy(classify(encoder, params, x), y),
        parts: {},
      }),
      predict: (params, x, of) => classify(encoder, params, x, of),
    }, optimizer),
});
