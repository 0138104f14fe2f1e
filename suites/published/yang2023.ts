import type { PublishedPaper, PublishedTable } from "./paper.ts";
import table from "./medmnist_scidata2023_table3.json" with { type: "json" };

/** MedMNIST: its chest radiographs. */
const yang2023: PublishedPaper = {
  id: "yang2023",
  paper: table.paper,
  tables: [{
    table: table as PublishedTable,
    lacks: "a suite of transfer to radiographs",
    data: "PneumoniaMNIST",
  }],
  claims: [],
  constants: [],
};

export default yang2023;
