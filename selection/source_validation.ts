import { defineSelection } from "./selection.ts";

/** The checkpoint with the best score on labelled training rows that are held out: the source's, for most methods. */
export default defineSelection({
  name: "source_validation",
  title: "the checkpoint that is best on held-out source rows",
  reads: "validation",
  score: ({ validation }) => validation,
});
