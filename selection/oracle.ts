import { defineSelection } from "./selection.ts";

/** The checkpoint with the best score on the target's test rows: a bound, never a result. */
export default defineSelection({
  name: "oracle",
  title: "chosen on the target's test labels: a bound, not a result",
  reads: "test",
  score: ({ test }) => test,
});
