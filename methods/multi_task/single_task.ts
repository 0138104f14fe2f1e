import { caruana1997 } from "../../descriptors/papers.ts";
import { columns } from "./_columns.ts";
import { defineSharing } from "./_sharing.ts";

/**
 * Each task by itself: an encoder and a head of its own, trained on its own rows.
 *
 * The baseline of all sharing (Caruana 1997). The encoder has the initial weights of `hard_sharing`'s, so that the
 * two differ in training alone.
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
