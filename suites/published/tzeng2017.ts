import type { PublishedPaper, PublishedTable } from "../record.ts";
import table from "./adda_cvpr2017_table2.json" with { type: "json" };

/** Adversarial discriminative domain adaptation. */
const tzeng2017: PublishedPaper = {
  id: "tzeng2017",
  paper: table.paper,
  tables: [{
    table: table as PublishedTable,
    lacks: "a suite of adaptation between digits",
    data: "MNIST, USPS, SVHN",
  }],
  claims: [],
  constants: [],
};

export default tzeng2017;
