import { meanEntropy, probabilitiesOf } from "./_probabilities.ts";
import { defineSelection } from "./selection.ts";

/** τ of eq. 2, the temperature of similarities. */
const TEMPERATURE = 0.05;

/** The most rows that are compared with one another, evenly spaced among all: time grows with their square. */
const MOST_ROWS = 1000;

/**
 * The checkpoint at which the target's unlabelled training rows have the densest neighbourhoods (Saito et al. 2021): the
 * mean over rows i of the entropy of softmax over j ≠ i of ⟨fᵢ, fⱼ⟩/τ, with τ = 0.05 and f the row's probabilities, divided
 * by their Euclidean norm. Rows whose neighbours all are equally near have the greatest.
 *
 * Departure: of more than 1000 rows, 1000 evenly spaced ones are compared.
 *
 * @see {@link https://arxiv.org/abs/2108.10860}
 */
export default defineSelection({
  name: "soft_neighbourhood_density",
  title: "the checkpoint with the densest neighbourhoods of unlabelled target rows",
  reads: "unlabelled",
  score({ unlabelled }) {
    const [all, classes] = unlabelled.shape;
    const p = probabilitiesOf(unlabelled);
    const rows = Math.min(all, MOST_ROWS);
    if (rows < 3) return 0;
    const features = Array.from({ length: rows }, (_, i) => {
      const start = classes * Math.floor(i * all / rows);
      const row = p.subarray(start, start + classes);
      const norm = Math.sqrt(row.reduce((sum, value) => sum + value ** 2, 0));
      return row.map((value) => value / norm);
    });
    let sum = 0;
    const similarities = new Float64Array(rows - 1);
    for (let i = 0; i < rows; i++) {
      for (let j = 0, at = 0; j < rows; j++) {
        if (j === i) continue;
        let inner = 0;
        for (let c = 0; c < classes; c++) inner += features[i][c] * features[j][c];
        similarities[at++] = inner / TEMPERATURE;
      }
      const among = probabilitiesOf({ shape: [1, rows - 1], data: similarities });
      sum += meanEntropy(among, rows - 1);
    }
    return sum / rows;
  },
});
