import { meanEntropy, meanOf, probabilitiesOf } from "./_probabilities.ts";
import { defineSelection } from "./selection.ts";

/**
 * The checkpoint with the greatest mutual information of inputs and predictions on the target's unlabelled training rows:
 * H(mean of p) − mean of H(p). Each row is to be certain, and the classes are to occur equally often.
 *
 * As a rule for checkpoints: Musgrave, Belongie & Lim 2022; the quantity: Krause, Perona & Gomes 2010, eq. 2.
 *
 * @see {@link https://arxiv.org/abs/2208.07360}
 */
export default defineSelection({
  name: "information_maximisation",
  title:
    "the checkpoint with certain predictions of all classes on unlabelled target rows, by mutual information",
  reads: "unlabelled",
  score({ unlabelled }) {
    const [, classes] = unlabelled.shape;
    const p = probabilitiesOf(unlabelled);
    return meanEntropy(meanOf(p, classes), classes) - meanEntropy(p, classes);
  },
});
