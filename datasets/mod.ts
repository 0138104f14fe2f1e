// Written by `deno task gen`: edit the entries, not this file.
import amazonReviews from "./amazon_reviews.ts";
import moons from "./moons.ts";
import type { DomainFamily } from "./dataset.ts";

/** All datasets, by name. */
export const datasets: { readonly [name: string]: DomainFamily } = {
  amazon_reviews: amazonReviews,
  moons,
};
