import { defineSelection } from "./selection.ts";

/** The network after the last step. */
export default defineSelection({
  name: "last",
  title: "the model after the last step",
  score: ({ step }) => step,
});
