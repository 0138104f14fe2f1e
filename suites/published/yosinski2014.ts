import type { PublishedPaper, PublishedTable } from "../record.ts";
import halves from "./yosinski_nips2014_base_halves.json" with { type: "json" };
import curves from "./yosinski_nips2014_figure2.json" with { type: "json" };
import runs from "./yosinski_nips2014_fine_tuned_runs.json" with { type: "json" };

const without = {
  lacks: "a suite that copies, freezes and fine-tunes the first n layers",
  data: "ImageNet",
} as const;

/** How transferable features are, layer by layer. */
const yosinski2014: PublishedPaper = {
  id: "yosinski2014",
  paper: curves.paper,
  tables: [curves, halves, runs].map((table) => ({ table: table as PublishedTable, ...without })),
  claims: [
    {
      where: "Figure 2",
      text: "The more layers are copied from another task and frozen, the lower is the accuracy",
      status: "secondary",
      source: "column anb of the curves, derived from the authors' logs",
      ...without,
    },
    {
      where: "Abstract",
      text: "Starting from transferred features of almost any number of layers improves " +
        "generalization, even after fine-tuning",
      status: "primary",
      source: "paper's abstract",
      ...without,
    },
  ],
  constants: [],
};

export default yosinski2014;
