// Written by `deno task gen`: edit the entries, not this file.
import adultIncome from "./adult_income.ts";
import amazonReviews from "./amazon_reviews.ts";
import correlatedTasks from "./correlated_tasks.ts";
import englishTagging from "./english_tagging.ts";
import fudanReviews from "./fudan_reviews.ts";
import moons from "./moons.ts";
import multiFashionMnist from "./multi_fashion_mnist.ts";
import type { Suite } from "./suite.ts";

/** All suites, by name. */
export const suites: { readonly [name: string]: Suite } & {
  adult_income: typeof adultIncome;
  amazon_reviews: typeof amazonReviews;
  correlated_tasks: typeof correlatedTasks;
  english_tagging: typeof englishTagging;
  fudan_reviews: typeof fudanReviews;
  moons: typeof moons;
  multi_fashion_mnist: typeof multiFashionMnist;
} = {
  adult_income: adultIncome,
  amazon_reviews: amazonReviews,
  correlated_tasks: correlatedTasks,
  english_tagging: englishTagging,
  fudan_reviews: fudanReviews,
  moons,
  multi_fashion_mnist: multiFashionMnist,
};
