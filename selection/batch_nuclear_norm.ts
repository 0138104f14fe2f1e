import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { probabilitiesOf } from "./_probabilities.ts";
import { defineSelection } from "./selection.ts";

/**
 * The checkpoint with the greatest nuclear norm of the predictions on the target's unlabelled training rows (Cui et al.
 * 2020): the sum of the singular values of P `[rows, classes]`, whose rows are probabilities, here divided by its greatest
 * possible value √(rows · min(rows, classes)). It is 1 if every row is certain and the classes occur equally often.
 *
 * As a rule for checkpoints: Musgrave, Belongie & Lim 2022.
 *
 * @see {@link https://arxiv.org/abs/2003.12237}
 * @see {@link https://arxiv.org/abs/2208.07360}
 */
export default defineSelection({
  name: "batch_nuclear_norm",
  title:
    "the checkpoint with certain and varied predictions on unlabelled target rows, by nuclear norm",
  reads: "unlabelled",
  score({ unlabelled }) {
    const [rows, classes] = unlabelled.shape;
    const p = probabilitiesOf(unlabelled);
    // The singular values of P are the roots of the eigenvalues of PᵀP, which has classes² elements.
    const gram = Matrix.zeros(classes, classes);
    for (let start = 0; start < p.length; start += classes) {
      for (let a = 0; a < classes; a++) {
        for (let b = 0; b < classes; b++) {
          gram.set(a, b, gram.get(a, b) + p[start + a] * p[start + b]);
        }
      }
    }
    const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
    const norm = realEigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
    return norm / Math.sqrt(rows * Math.min(rows, classes));
  },
});
