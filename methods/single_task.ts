import { caruana1997 } from "../descriptors/papers.ts";
import { columns } from "./_columns.ts";
import { defineSharing } from "./multi_task.ts";

/**
 * Each task by itself: an encoder and a head of its own, on its own rows, with nothing of the others.
 *
 * What all sharing is compared with (Caruana 1997). The encoder starts as that of `hard_sharing` does, so that
 * the two differ in what they learn alone.
 *
 * @see {@link https://doi.org/10.1023/A:1007379606734}
 */
export default defineSharing({
  name: "single_task",
  title: "Single task",
  paper: caruana1997,
  setting: "multi_task",
  networks: "each",
  sharesParameters: false,
  readsUnlabelled: false,
  params: {},
  create: (_values, problem, { encoder }) => columns(problem, encoder),
});
