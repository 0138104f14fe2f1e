import { minimum } from "../../descriptors/extremes.ts";
import type { Dataset, InputShape } from "../../datasets/dataset.ts";
import type { OwnData } from "../../datasets/own/own_data.ts";
import { accuracyUnknown } from "../../datasets/own/findings.ts";
import { unlabelledDomains } from "../../datasets/own/own_dataset.ts";
import { treatmentOf } from "../../datasets/own/summary.ts";
import type { OwnTable } from "../../datasets/own/table.ts";
import type { Overrides } from "../../descriptors/parameters.ts";
import type { Pair } from "../../settings/_pairs.ts";
import type { Catalogue } from "../../settings/catalogue.ts";
import type { Setting } from "../../settings/setting.ts";
import { defineSuite, type Suite } from "../../suites/suite.ts";
import { expand } from "../expand.ts";
import type { Description } from "./description.ts";

/** The encoders of a user's data, by the kind of its input. */
const encoders: { readonly [K in InputShape["kind"]]?: Suite["protocol"]["encoder"] } = {
  numbers: { name: "mlp", values: { depth: 2, width: 64, initializer: "he" } },
  words: { name: "text_cnn", values: {} },
  images: { name: "cnn", values: {} },
};

/** The largest batch, if rows suffice. */
const MOST_BATCH = 64;

/** Makes the suite of a user's data, and of all methods that fit it unless the description names some. */
export function suiteOf(
  found: Description,
  data: OwnData,
  setting: Setting,
  dataset: Dataset,
  table: OwnTable,
  catalogue: Catalogue,
  refuse: (message: string) => SyntaxError,
): Suite {
  const [first, ...others] = table.domains;
  const pairs = (found.pairs ?? others.map((other) => [first, other])) as Pair[];
  const unknown = pairs.flat().find((domain) => !table.domains.includes(domain));
  if (unknown !== undefined) {
    throw refuse(`pairs must be of the domains ${table.domains.join(", ")}, not '${unknown}'`);
  }
  if (pairs.length === 0 && setting.picks === "pairs") {
    throw refuse(`${setting.title} needs two domains, and there is ${first} alone`);
  }
  const unlabelled = unlabelledDomains(table);
  const learned = setting.tables?.unlabelledTarget
    ? pairs.map(([source]) => source)
    : table.domains;
  const missing = unlabelled.find((domain) => learned.includes(domain));
  if (missing !== undefined) {
    throw refuse(
      `${setting.title} needs labels of ${missing}, and it has none in ${
        data.labels.map(({ column }) => column).join(", ")
      }`,
    );
  }
  const own = typeof found.encoder === "string"
    ? { name: found.encoder, values: {} }
    : found.encoder;
  const suite = {
    setting: setting.name,
    name: data.name,
    title: data.title,
    version: 1,
    paper: data.paper,
    dataset,
    pairs: (names: readonly string[]) =>
      pairs.filter((pair) => pair.every((domain) => names.includes(domain))),
    groups: (names: readonly string[]) => names.map((name) => ({ name, sources: [name] })),
    labels: found.labelsPerClass ?? ["all"],
    depths: found.depths ?? [1],
    protocol: {
      encoder: own
        ? { name: own.name, values: own.values ?? {} }
        : table.sentences
        ? { name: "bilstm_tagger", values: {} }
        : encoders[dataset.inputKind]!,
      values: {
        learningRate: 1e-3,
        epochs: 30,
        batch: batchOf(table, data),
        ...found.protocol,
      } as Overrides,
      selections: found.selections ?? selectionsOf(setting, unlabelled.length > 0),
    },
    quick: { epochs: 2 },
    seeds: found.seeds ?? 5,
    tunedOn: [],
    methods: {} as Suite["methods"],
    published: [],
    departures: [...unlabelled.map(accuracyUnknown), ...treatmentOf(data, table)],
  };
  const methods: Suite["methods"] = Array.isArray(found.methods)
    ? Object.fromEntries(found.methods.map((name) => [name, {}]))
    : found.methods as Suite["methods"] ?? fittingMethods(suite, setting, catalogue);
  const whole = defineSuite({ ...suite, methods });
  const flaw = flawOf(whole, catalogue);
  if (flaw !== undefined) throw refuse(flaw);
  return whole;
}

function selectionsOf({ measurements }: Setting, isUnlabelled: boolean): string[] {
  if (!measurements) return ["last", "validation"];
  return isUnlabelled
    ? ["last", "source_validation", "information_maximisation", "soft_neighbourhood_density"]
    : ["last", "source_validation", "oracle"];
}

/** Returns a power of two that is at most half of the training rows of each domain. */
function batchOf({ domains, domainOf, splitOf }: OwnTable, { shares }: OwnData): number {
  const rows = domains.map(() => 0);
  domainOf.forEach((domain, row) => {
    if (splitOf[row] <= 0) rows[domain]++;
  });
  const least = minimum(rows) * (1 - shares.test) * (1 - shares.validation) / 2;
  return 2 ** Math.max(0, Math.floor(Math.log2(Math.min(MOST_BATCH, least))));
}

/** Returns the methods of a setting that fit the data. */
function fittingMethods(suite: Suite, { name }: Setting, catalogue: Catalogue): Suite["methods"] {
  const all = Object.values(catalogue.methods).filter(({ setting }) => setting === name);
  const fitting = all.filter((method) =>
    flawOf({ ...suite, methods: { [method.name]: {} } }, catalogue) === undefined
  );
  // Without any, the flaw of the first says why.
  return Object.fromEntries((fitting.length ? fitting : all).map(({ name }) => [name, {}]));
}

/** Returns the reason why a suite cannot be expanded to runs; `undefined` if it can. */
function flawOf(suite: Suite, catalogue: Catalogue): string | undefined {
  try {
    expand(suite, { seeds: [0] }, {
      ...catalogue,
      suites: { ...catalogue.suites, [suite.name]: suite },
      datasets: { ...catalogue.datasets, [suite.dataset.name]: suite.dataset },
    });
  } catch (error) {
    // A value of another kind is a TypeError.
    if (error instanceof RangeError || error instanceof TypeError) return error.message;
    throw error;
  }
}
