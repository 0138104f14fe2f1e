import { definePaper, type PublishedTable } from "./paper.ts";
import table from "./medmnist_scidata2023_table3.json" with { type: "json" };

/** MedMNIST: its chest radiographs. */
export default definePaper({
  name: "yang2023",
  paper: table.paper,
  tables: [{
    table: table as PublishedTable,
    lacks: "a suite of transfer to radiographs",
    data: "PneumoniaMNIST",
  }],
  claims: [],
  constants: [],
});
