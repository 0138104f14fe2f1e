import { liu2017 } from "../../descriptors/papers.ts";
import { sharedPrivate } from "./_shared_private.ts";
import { defineSharing } from "./_sharing.ts";

/**
 * The shared-private scheme: an encoder that all tasks share, and one for each task alone.
 *
 * outputsₖ = headₖ([hₖ, s]), with s = E(x) and hₖ = Eₖ(x) (Liu et al. 2017, §3, SP-MTL). The
 * paper's fully shared scheme, FS-MTL, is `hard_sharing`.
 *
 * All encoders have the protocol's width, so a task's head reads twice as many features as
 * with `hard_sharing`, and there is one more encoder for each task.
 */
export default defineSharing({
  name: "shared_private",
  title: "Shared and private encoders",
  paper: liu2017,
  setting: "multi_task",
  params: {},
  networks: "all",
  sharesParameters: true,
  readsUnlabelled: false,
  create(_values, problem, { encoder }) {
    const { init, encode, encodePrivately, outputs } = sharedPrivate(problem, encoder);
    return {
      init,
      encode,
      decode: ({ own }, representation, rows, context) => ({
        outputs: outputs(own, representation, rows, encodePrivately(own, rows, context)),
        penalties: {},
      }),
    };
  },
});
