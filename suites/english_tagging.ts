import dataset from "../datasets/english_tagging.ts";
import type { MultiTaskSuite } from "../settings/multi_task/suite.ts";
import { halfWideExperts, sharingPatterns } from "./_sharing_patterns.ts";
import sogaardTable from "./published/sogaard_goldberg_acl2016_chunking.json" with { type: "json" };
import type { PublishedTable } from "./published/paper.ts";

/** A low-level and a high-level label for each word of a sentence, in two corpora, each by itself. */
const englishTagging: MultiTaskSuite = {
  setting: "multi_task",
  name: "english_tagging",
  title: "English tagging: parts of speech below, syntax above",
  version: 1,
  paper: dataset.paper,
  dataset,
  groups: (found) => found.map((source) => ({ name: source, sources: [source] })),
  protocol: {
    encoder: { name: "bilstm_tagger", values: {} },
    values: { learningRate: 5e-3, clipNorm: 5, epochs: 3, batch: 64, order: "joint" },
    selections: ["last", "validation"],
  },
  quick: { epochs: 1 },
  seeds: 3,
  tunedOn: [],
  methods: { ...sharingPatterns, ...halfWideExperts, hierarchical_sharing: {} },
  published: [sogaardTable as PublishedTable],
  departures: [
    "Adam 5e-3, both tasks in every update, random embeddings; Søgaard & Goldberg: SGD, a random task and then a random sentence of it, pre-trained embeddings.",
  ],
};

export default englishTagging;
