// Written by `deno task gen`: edit the entries, not this file.
import adultIncome from "./adult_income.ts";
import amazonReviews from "./amazon_reviews.ts";
import correlatedTasks from "./correlated_tasks.ts";
import englishTagging from "./english_tagging.ts";
import fudanReviews from "./fudan_reviews.ts";
import moons from "./moons.ts";
import multiFashionMnist from "./multi_fashion_mnist.ts";
import type { Family } from "./dataset.ts";

/** All datasets, by name. */
export const datasets: { readonly [name: string]: Family } = {
  adult_income: adultIncome,
  amazon_reviews: amazonReviews,
  correlated_tasks: correlatedTasks,
  english_tagging: englishTagging,
  fudan_reviews: fudanReviews,
  moons,
  multi_fashion_mnist: multiFashionMnist,
};
