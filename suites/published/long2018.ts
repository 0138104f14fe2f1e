import type { PublishedPaper, PublishedTable } from "../record.ts";
import table from "./cdan_neurips2018_digits.json" with { type: "json" };

/** Conditional adversarial domain adaptation. */
const long2018: PublishedPaper = {
  id: "long2018",
  paper: table.paper,
  tables: [{
    table: table as PublishedTable,
    lacks: "a suite of adaptation between digits",
    data: "MNIST, USPS, SVHN",
  }],
  claims: [],
  constants: [],
};

export default long2018;
