// Written by `deno task gen`: edit the entries, not this file.
import amazonReviews from "./amazon_reviews.ts";
import moons from "./moons.ts";
import type { Suite } from "./suite.ts";

/** All suites, by name. */
export const suites: { readonly [name: string]: Suite } = {
  amazon_reviews: amazonReviews,
  moons,
};
