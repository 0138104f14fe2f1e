/** Papers for the tests of the page: made up, and hostile wherever a text can be. */
import type { ComparedTable, PublishedPaper } from "../../../suites/published/paper.ts";
import {
  claim,
  compared,
  experiment,
  experimentRuns,
  paper,
} from "../../_example_reproductions.ts";
import { plan } from "../../_example_runs.ts";
import { reproduce, type ReproducedPaper } from "../../reproduction.ts";
import { hostile } from "../_example_page.ts";

/** The example paper beside its runs. */
export function exampleReproduction(): ReproducedPaper {
  return reproduce(paper, new Map([[experiment, experimentRuns]]));
}

/** A paper of which one number is reproduced, one is outside and one failed, with a hostile text in each place. */
export function hostileReproduction(): ReproducedPaper {
  const evil = (text: string) => `${text} ${hostile}`;
  const [row, column] = [evil("x-y"), evil("nn")];
  const read = { status: "unverified", source: evil("a note") } as const;
  const own = {
    ...experiment,
    differences: [{ what: evil("Steps"), paper: evil("9"), ours: "3" }],
  };
  const source = {
    ...paper.paper,
    ...{ title: evil("Title"), authors: [evil("Author")], venue: evil("V"), url: "javascript:x" },
  };
  const table = {
    ...compared.table,
    paper: source,
    ...{ table: evil("Table"), metric: evil("accuracy"), protocol: evil("a"), notes: evil("b") },
    columns: { [column]: read, plain: { ...read, status: "secondary" as const }, other: read },
    rows: { [row]: { [column]: 79, plain: 65, other: 50 }, "y-x": { [column]: 70 } },
  };
  const part: ComparedTable = {
    ...compared,
    table,
    experiment: own,
    arms: { [column]: { method: "source_only" }, plain: { method: "dann" } },
    others: { other: evil("lacks it") },
    testSets: { [row]: { name: "y", size: 4000 }, "y-x": { name: "x", size: 4000 } },
  };
  const whole: PublishedPaper = {
    ...paper,
    id: "hostile",
    paper: source,
    tables: [part, { table: { ...table, table: evil("T") }, lacks: evil("a"), data: evil("d") }],
    claims: [
      { ...claim, where: evil("Section"), text: evil("It"), source: evil("s"), experiment: own },
    ],
    constants: [{ ...paper.constants[0], notes: evil("n"), protocol: evil("p") }],
  };
  const runs = [
    ...plan("source_only", { [row]: [0.785, 0.79, 0.8], "y-x": [0.7, "failed", 0.7] }),
    ...plan("dann", { [row]: [0.6, 0.601, 0.602] }),
  ];
  const of = {
    ...experimentRuns,
    runs,
    notes: [evil("note")],
    commands: [evil("deno task bench")],
    commandOf: new Map(runs.map(({ id }) => [id, evil("deno task bench --id")])),
    testSizes: new Map(),
  };
  return reproduce(whole, new Map([[own, of]]));
}
