import type { Random } from "../engine/mod.ts";
import { classificationTask } from "./_classification_task.ts";
import { eachDomain } from "./_each_domain.ts";
import { parseSvmlight } from "./_svmlight.ts";
import { defineDataset, type ReadFile, type Rows, type SourceFile } from "./dataset.ts";

/** Number of words and word pairs that are counted. */
const WIDTH = 5000;
const INPUT = { kind: "counts", shape: [WIDTH] } as const;

const ADDRESS =
  "https://raw.githubusercontent.com/GRAAL-Research/domain_adversarial_neural_network/" +
  "74eec5e0ae06bd6614bce048abba492c16a633e3/data/";

/** A file with its published number of rows. */
interface ReviewsFile extends SourceFile {
  readonly rows: number;
}

function reviews(name: string, rows: number, bytes: number, sha256: string): ReviewsFile {
  const split = name.endsWith("_train.svmlight") ? "train" : "test";
  return { name, url: `${ADDRESS}${name}`, bytes, sha256, rows, split };
}

const FILES: { readonly [domain: string]: Readonly<Record<"train" | "test", ReviewsFile>> } = {
  books: {
    train: reviews(
      "books_train.svmlight",
      2000,
      1134070,
      "317f9a2ec34b81de770b63a84d8c5cc2dc16bd0be6e079d2ff5b5bad5213ea19",
    ),
    test: reviews(
      "books_test.svmlight",
      4465,
      2426071,
      "fe4605c7dcf0e0a9410fd2a32f247caaf9abb352cc6e4c3e0f400853163ad9c4",
    ),
  },
  dvd: {
    train: reviews(
      "dvd_train.svmlight",
      2000,
      1133356,
      "95f602aa08bf6b55758f7b0b18df3882fe30acb11987ee60b6b4bb3c44cba733",
    ),
    test: reviews(
      "dvd_test.svmlight",
      3586,
      2039832,
      "4fe1b1a15010f78d8d0c49fe362d35fd4677463a45f1ac02a9f410ae1e638060",
    ),
  },
  electronics: {
    train: reviews(
      "electronics_train.svmlight",
      2000,
      872265,
      "7d0061f03ff3827e4f8036b051b5e5828fddc0cd115aa5b212cd28d624dc14e4",
    ),
    test: reviews(
      "electronics_test.svmlight",
      5681,
      2461224,
      "641783bc941839c3a111d3488a1b7e3bd820a61ec14a129e7429b47703aa961d",
    ),
  },
  kitchen: {
    train: reviews(
      "kitchen_train.svmlight",
      2000,
      771076,
      "a70b5ebfe1413e0e16280360905f5c3b64389c435cd20c0165dc9d7f293b31b5",
    ),
    test: reviews(
      "kitchen_test.svmlight",
      5945,
      2280620,
      "e1502b97a824eb12314be4447394fa736fecb781c0724e6529cd6733ac7ff6d8",
    ),
  },
};

const DOMAINS = Object.keys(FILES);

/**
 * Amazon product reviews of four kinds of products: counts of the 5000 most frequent words and word
 * pairs, and a label, positive or negative.
 *
 * Collected by Blitzer, Dredze & Pereira, "Biographies, Bollywood, Boom-boxes and Blenders" (ACL
 * 2007); preprocessed by Chen et al. 2012; the files are those of the code of Ganin et al. 2016.
 * `x [rows, 5000]`, `y [rows]`, 0 for negative, 1 for positive. Half of the training rows of a
 * domain are positive. A domain has one task, of its own name.
 */
export default defineDataset({
  name: "amazon_reviews",
  title: "Amazon reviews",
  version: 1,
  paper: {
    title: "Marginalized Denoising Autoencoders for Domain Adaptation",
    authors: ["Chen", "Xu", "Weinberger", "Sha"],
    venue: "ICML",
    year: 2012,
    url: "https://arxiv.org/abs/1206.4683",
  },
  licence: "repository BSD-2-Clause; review terms unstated",
  folder: "amazon-reviews",
  inputKind: INPUT.kind,
  domains: DOMAINS,
  drawn: false,
  together: false,
  has: (domain) => Object.hasOwn(FILES, domain),
  tasks: (domain) => [classificationTask(domain, ["negative", "positive"])],
  files: (domain) => [FILES[domain].train, FILES[domain].test],
  load: (domains, read) =>
    eachDomain(domains, async (domain) => {
      const { train, test } = FILES[domain];
      return {
        input: INPUT,
        train: [await rowsOf(domain, train, read)],
        test: [await rowsOf(domain, test, read)],
      };
    }),
  sample: (random) =>
    Object.fromEntries(
      DOMAINS.slice(0, 2).map((domain) => [domain, {
        input: INPUT,
        train: [generate(domain, random(`amazon_reviews/sample/${domain}/train`))],
        test: [generate(domain, random(`amazon_reviews/sample/${domain}/test`))],
      }]),
    ),
});

/** Reads one split. The number of rows is checked only for content of the published size. */
async function rowsOf(domain: string, file: ReviewsFile, read: ReadFile): Promise<Rows> {
  const bytes = await read(file);
  const { x, y } = parseSvmlight(bytes, { name: file.name, width: WIDTH, counts: true });
  const rows = x.shape[0];
  if (bytes.length === file.bytes && rows !== file.rows) {
    throw new SyntaxError(
      `Cannot read ${file.name}: it must have ${file.rows} rows, current value is ${rows}`,
    );
  }
  return { x, y: { [domain]: y } };
}

/** Generates a sample: each row has 30 uninformative words and 6 that indicate its class. */
function generate(domain: string, random: Random): Rows {
  const rows = 60;
  const telling = 20;
  const y = Int32Array.from({ length: rows }, (_, row) => row % 2);
  const entries: (readonly [word: number, count: number])[] = [];
  const starts = new Int32Array(rows + 1);
  y.forEach((label, row) => {
    const counts = new Map<number, number>();
    const count = (low: number, high: number) => {
      const word = Math.floor(random.uniform(low, high));
      counts.set(word, (counts.get(word) ?? 0) + 1);
    };
    // Columns 0 to 19 belong to negative rows, 20 to 39 to positive ones.
    for (let i = 0; i < 6; i++) count(label * telling, (label + 1) * telling);
    for (let i = 0; i < 30; i++) count(2 * telling, WIDTH);
    for (const entry of [...counts].sort(([a], [b]) => a - b)) entries.push(entry);
    starts[row + 1] = entries.length;
  });
  const x = {
    shape: [rows, WIDTH],
    starts,
    columns: Int32Array.from(entries, ([word]) => word),
    values: Float32Array.from(entries, ([, count]) => count),
  } as const;
  return { x, y: { [domain]: { shape: [rows], data: y } } };
}
