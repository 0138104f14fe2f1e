import { defineSelection } from "./selection.ts";

/**
 * The checkpoint with the best score on validation rows of the learned tasks: the mean over the tasks of a network; if
 * the metrics differ in direction or unit, RMSE and MAE are divided by their first checkpoint's values.
 */
export default defineSelection({
  name: "validation",
  title: "the checkpoint that is best on validation rows",
  reads: "validation",
  score: ({ validation }) => validation,
});
