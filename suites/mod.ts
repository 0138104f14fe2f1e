// Written by `deno task gen`: edit the entries, not this file.
import adultIncome from "./adult_income.ts";
import amazonJoint from "./amazon_joint.ts";
import amazonReviews from "./amazon_reviews.ts";
import correlatedTasks from "./correlated_tasks.ts";
import digits from "./digits.ts";
import englishTagging from "./english_tagging.ts";
import fashionHalves from "./fashion_halves.ts";
import fudanAdaptation from "./fudan_adaptation.ts";
import fudanReviews from "./fudan_reviews.ts";
import moons from "./moons.ts";
import multiFashionMnist from "./multi_fashion_mnist.ts";
import twoBits from "./two_bits.ts";
import type { Suite } from "./suite.ts";

/** All suites, by name. */
export const suites: { readonly [name: string]: Suite } & {
  adult_income: typeof adultIncome;
  amazon_joint: typeof amazonJoint;
  amazon_reviews: typeof amazonReviews;
  correlated_tasks: typeof correlatedTasks;
  digits: typeof digits;
  english_tagging: typeof englishTagging;
  fashion_halves: typeof fashionHalves;
  fudan_adaptation: typeof fudanAdaptation;
  fudan_reviews: typeof fudanReviews;
  moons: typeof moons;
  multi_fashion_mnist: typeof multiFashionMnist;
  two_bits: typeof twoBits;
} = {
  adult_income: adultIncome,
  amazon_joint: amazonJoint,
  amazon_reviews: amazonReviews,
  correlated_tasks: correlatedTasks,
  digits,
  english_tagging: englishTagging,
  fashion_halves: fashionHalves,
  fudan_adaptation: fudanAdaptation,
  fudan_reviews: fudanReviews,
  moons,
  multi_fashion_mnist: multiFashionMnist,
  two_bits: twoBits,
};
