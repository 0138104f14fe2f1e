import { meanEntropy, probabilitiesOf } from "./_probabilities.ts";
import { defineSelection } from "./selection.ts";

/**
 * The checkpoint with the lowest mean entropy of the predictions on the target's unlabelled training rows, by which Morerio
 * et al. 2018, §4, choose a parameter. A network that puts all rows into one class is the best there can be by this rule.
 *
 * @see {@link https://arxiv.org/abs/1711.10288}
 */
export default defineSelection({
  name: "entropy",
  title: "the checkpoint with the most certain predictions on unlabelled target rows, by entropy",
  reads: "unlabelled",
  score: ({ unlabelled }) => -meanEntropy(probabilitiesOf(unlabelled), unlabelled.shape[1]),
});
