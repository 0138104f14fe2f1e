import { yosinski2014 } from "../../descriptors/papers.ts";
import type { Tensors } from "../../engine/mod.ts";
import {
  type Classifier,
  classify,
  crossEntropy,
  initClassifier,
  type LabelledBatch,
} from "../_classification.ts";
import { cutAbove, transferred, transferredDepth } from "./_layers.ts";
import { trainerFromLoss } from "../_trainer.ts";
import { defineTransfer } from "./_method.ts";

/**
 * The source's first layers, frozen, as fixed features; the other layers and the head are initialised anew and
 * trained.
 *
 * L = crossEntropy(labelled), minimised over the layers above `depth` and the head; Yosinski et al. 2014 call
 * the network "AnB", and "BnB" if source and target are the same. With all layers copied it is a linear classifier
 * on the source's features.
 *
 * @see {@link https://arxiv.org/abs/1411.1792}
 */
export default defineTransfer({
  name: "feature_extraction",
  title: "Feature extraction (frozen layers)",
  paper: yosinski2014,
  setting: "inductive_transfer",
  pretrained: true,
  params: { depth: transferredDepth },
  create({ depth }, problem, encoder, optimizer, source) {
    const whole = ({ encoder, head, frozen }: Classifier & Frozen): Classifier => ({
      encoder: { ...frozen, ...encoder },
      head,
    });
    return trainerFromLoss<Classifier, { labelled: LabelledBatch }, Frozen>({
      init(random) {
        const drawn = initClassifier(random, encoder, problem.classes);
        return { encoder: cutAbove(drawn.encoder, depth).upper, head: drawn.head };
      },
      fixed: () => ({ frozen: transferred(source, depth) }),
      loss: (params, { labelled: { x, y } }) => ({
        loss: crossEntropy(classify(encoder, whole(params), x), y),
        parts: {},
      }),
      predict: (params, x, of) => classify(encoder, whole(params), x, of),
    }, optimizer);
  },
});

/** The layers that are not trained. */
type Frozen = { readonly frozen: Tensors };
