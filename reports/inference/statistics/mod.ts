// Written by `deno task gen`: edit the entries, not this file.
import benjaminiHochberg from "./benjamini_hochberg.ts";
import bootstrap from "./bootstrap.ts";
import cohensD from "./cohens_d.ts";
import detectableDifference from "./detectable_difference.ts";
import holm from "./holm.ts";
import pairedT from "./paired_t.ts";
import probabilityOfImprovement from "./probability_of_improvement.ts";
import signFlip from "./sign_flip.ts";
import signedRank from "./signed_rank.ts";
import type { Statistic } from "./statistic.ts";

/** All statistics, by name. */
export const statistics: { readonly [name: string]: Statistic } = {
  benjamini_hochberg: benjaminiHochberg,
  bootstrap,
  cohens_d: cohensD,
  detectable_difference: detectableDifference,
  holm,
  paired_t: pairedT,
  probability_of_improvement: probabilityOfImprovement,
  sign_flip: signFlip,
  signed_rank: signedRank,
};
