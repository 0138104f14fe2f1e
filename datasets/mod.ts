// Written by `deno task gen`: edit the entries, not this file.
import adultIncome from "./adult_income.ts";
import amazonReviews from "./amazon_reviews.ts";
import correlatedTasks from "./correlated_tasks.ts";
import digits from "./digits.ts";
import englishTagging from "./english_tagging.ts";
import fashionHalves from "./fashion_halves.ts";
import fudanReviews from "./fudan_reviews.ts";
import moons from "./moons.ts";
import multiFashionMnist from "./multi_fashion_mnist.ts";
import twoBits from "./two_bits.ts";
import type { Dataset } from "./dataset.ts";

/** All datasets, by name. */
export const datasets: { readonly [name: string]: Dataset } = {
  adult_income: adultIncome,
  amazon_reviews: amazonReviews,
  correlated_tasks: correlatedTasks,
  digits,
  english_tagging: englishTagging,
  fashion_halves: fashionHalves,
  fudan_reviews: fudanReviews,
  moons,
  multi_fashion_mnist: multiFashionMnist,
  two_bits: twoBits,
};
