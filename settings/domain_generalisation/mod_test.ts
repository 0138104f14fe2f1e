import assert from "node:assert/strict";
import type { Dataset } from "../../datasets/dataset.ts";
import fudanReviews from "../../datasets/fudan_reviews.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { expand } from "../../runs/expand.ts";
import twoBits from "../../suites/two_bits.ts";
import domainGeneralisation from "./mod.ts";
import type { GeneralisationSpec, GeneralisationSuite } from "./suite.ts";

/** A suite whose domains are files of some names. */
const named = (...domains: string[]): GeneralisationSuite => {
  const { targets: _, ...suite } = twoBits as GeneralisationSuite;
  const dataset: Dataset = {
    ...twoBits.dataset,
    domains,
    has: (domain) => domains.includes(domain),
    files: (domain) => [{ name: `${domain}.csv`, bytes: 1 }],
  };
  return { ...suite, dataset };
};
const reviews = named("books", "dvd", "electronics", "kitchen");

const problemsOf = (
  suite: GeneralisationSuite,
  found: readonly string[],
  options: { [option: string]: string } = {},
) =>
  domainGeneralisation.problems(suite, options, found)
    .map(({ name, sources, target }) => [name, sources.join("+"), target]);

Deno.test("domain generalisation: each domain that was found is left out once", () => {
  assert.deepEqual(problemsOf(reviews, ["books", "dvd", "kitchen"]), [
    ["books", "dvd+kitchen", "books"],
    ["dvd", "books+kitchen", "dvd"],
    ["kitchen", "books+dvd", "kitchen"],
  ]);
  // One domain does not teach what holds in all.
  assert.deepEqual(problemsOf(reviews, ["books", "dvd"]), []);
});

Deno.test("domain generalisation: a suite says which domains are left out, and which are learned", () => {
  assert.deepEqual(problemsOf(twoBits, []), [["0.9", "0.1+0.2", "0.9"]]);
  const some = { ...reviews, domains: ["dvd", "books", "kitchen"], targets: ["kitchen"] };
  assert.deepEqual(problemsOf(some, ["books", "dvd", "electronics", "kitchen"]), [
    ["kitchen", "dvd+books", "kitchen"],
  ]);
});

Deno.test("domain generalisation: --targets leaves out other domains, also some that the suite does not list", () => {
  const found = ["books", "dvd", "electronics"];
  assert.deepEqual(problemsOf(reviews, found, { targets: "dvd,kitchen" }), [
    ["dvd", "books+electronics", "dvd"],
    ["kitchen", "books+dvd+electronics", "kitchen"],
  ]);
  assert.deepEqual(problemsOf(twoBits, [], { targets: "0.5" }), [["0.5", "0.1+0.2+0.9", "0.5"]]);
  assert.throws(() => problemsOf(reviews, found, { targets: "toys" }), {
    name: "RangeError",
    message:
      "Cannot leave out 'toys' of two_bits: it is none of the domains books, dvd, electronics, kitchen",
  });
});

const specOf = (options = {}, protocol = {}, suite = twoBits as GeneralisationSuite) =>
  expand(suite, { options, protocol, seeds: [0] }, builtIn)[0] as GeneralisationSpec;

Deno.test("domain generalisation: facts, arguments and bounds", () => {
  const spec = specOf({ targets: "0.2" }, { values: { rows: 100 } });
  assert.deepEqual(domainGeneralisation.argumentsOf(spec), ["--targets", "0.2"]);
  assert.deepEqual(domainGeneralisation.facts(spec.protocol), [
    ["held out", "10 % of the labelled training rows"],
    ["rows", "at most 100 of each domain for training"],
  ]);
  assert.ok(!domainGeneralisation.isBound(builtIn.methods.erm));
});

const refused: [what: string, suite: GeneralisationSuite, message: RegExp][] = [
  [
    "one domain to learn from",
    { ...twoBits, domains: ["0.1", "0.9"] },
    /^Cannot generalise to 0\.9: there must be two or more domains to learn from, current number is 1$/,
  ],
  [
    "domains with other classes",
    {
      ...twoBits,
      dataset: {
        ...twoBits.dataset,
        tasks: (domain) => [{ ...twoBits.dataset.tasks(domain)[0], classes: ["no", domain] }],
      },
    },
    /^Cannot generalise 0\.1 to 0\.9: their classes must be the same, current values are no, 0\.1 and no, 0\.9$/,
  ],
  [
    "a method that mixes words",
    {
      ...twoBits,
      dataset: fudanReviews,
      methods: { mixup: {} },
      protocol: {
        ...twoBits.protocol,
        encoder: { name: "text_cnn", values: {} },
        values: {},
      },
    },
    /^Cannot run mixup on fudan_reviews: it mixes the inputs of domains, which cannot be words$/,
  ],
];

for (const [what, suite, message] of refused) {
  Deno.test(`domain generalisation refuses ${what}`, () => {
    const options = { targets: suite.dataset === fudanReviews ? "books" : "0.9" };
    const datasets = { ...builtIn.datasets, [suite.dataset.name]: suite.dataset };
    const catalogue = { ...builtIn, datasets };
    assert.throws(() => expand(suite, { options, seeds: [0] }, catalogue), {
      name: "RangeError",
      message,
    });
  });
}

Deno.test("domain generalisation refuses a rule that reads the unseen domain's inputs", () => {
  assert.throws(() => specOf({}, { selections: ["entropy"] }), { name: "RangeError" });
});
