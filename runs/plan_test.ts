import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Catalogue } from "../settings/catalogue.ts";
import { idx } from "../tests/idx.ts";
import { parseBenchOptions, selectedOf } from "../tasks/_bench_options.ts";
import { builtIn } from "./catalogue.ts";
import { planRuns } from "./plan.ts";
import { ResultsStore } from "./store.ts";

type Files = { readonly [path: string]: string | Uint8Array };

/** Plans the runs of a command line on data with unknown checksums, or with those of a catalogue's dataset. */
async function plan(files: Files, args: readonly string[], catalogue = builtIn) {
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, content] of Object.entries(files)) {
      const file = `${folder}/${path}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      await Deno.writeFile(
        file,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
    }
    const options = parseBenchOptions([
      ...[...args, "--seeds", "2", "--data", folder, "--results", `${folder}/none`],
      "--accept-modified-data",
    ], catalogue);
    const [suite] = options.suites;
    const [{ runs }] = await planRuns(
      [{ suite, selected: selectedOf(options, suite) }],
      catalogue,
      options,
      new ResultsStore(options.results, assert.fail),
    );
    return runs;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${line(i)}\n`).join("");

/** The data and arguments for a suite. */
interface Tiny {
  readonly files: Files;
  readonly args: readonly string[];
}

const review = (i: number) => `${i % 2 ? 1 : -1} ${i % 7}:1 4000:${i}`;
const amazon: Tiny = {
  files: Object.fromEntries(
    ["books", "dvd"].flatMap((domain) =>
      ["train", "test"].map((split) => [`${domain}_${split}.svmlight`, lines(40, review)])
    ),
  ),
  args: [
    ...["amazon_reviews", "--pairs", "books-dvd", "--methods", "source_only,mmd,target_only"],
    ...["--protocol", "batch=16"],
  ],
};

const person = (i: number, income = i % 3 === 0) =>
  `${20 + i}, State-gov, 77516, Bachelors, 13, ${i % 2 ? "Never-married" : "Divorced"}, ` +
  `Adm-clerical, Not-in-family, White, Male, 0, 0, 40, United-States, ${income ? ">" : "<="}50K`;
const adult: Tiny = {
  files: { "adult.data": lines(60, person), "adult.test": lines(20, (i) => `${person(i)}.`) },
  args: ["adult_income", "--methods", "single_task", "--protocol", "batch=16"],
};

const words = (count: number, head = "nsubj") =>
  lines(count, (i) => [i + 1, `w${i % 5}`, "_", "NOUN", "_", "_", "0", head, "_", "_"].join("\t"));
const ewt = (split: string) => `ud-english-ewt/en_ewt-ud-${split}.conllu`;
const tagging: Tiny = {
  files: Object.fromEntries(
    ["train", "dev", "test"].map((split) => [ewt(split), lines(20, () => words(4))]),
  ),
  args: [
    ...["english_tagging", "--tasks", "ewt", "--methods", "single_task"],
    ...["--protocol", "batch=16"],
  ],
};
const chunks: Tiny = {
  files: {
    "conll2000/train.txt": lines(30, () => "the DT B-NP\ndog NN I-NP\n"),
    "conll2000/test.txt": "the DT B-NP\n",
  },
  args: [
    ...["english_tagging", "--tasks", "conll2000", "--methods", "single_task"],
    ...["--protocol", "batch=16"],
  ],
};

const text = (i: number) => `${i % 2}\tword${i} common\n`.trim();
const fudan: Tiny = {
  files: {
    "MR.task.train": lines(240, text),
    "MR.task.test": lines(10, (i) => `${i % 2}\ttest${i}`),
    "MR.task.unlabel": lines(10, (i) => `other${i} common`),
  },
  args: ["fudan_reviews", "--tasks", "mr", "--methods", "single_task,hard_sharing"],
};

const labels = (count: number) =>
  idx([count], Uint8Array.from({ length: count }, (_, i) => i % 10));
const images = (count: number, side: number) =>
  idx([count, side, side], new Uint8Array(count * side * side).fill(9));
const floats = (values: readonly number[]) => {
  const bytes = new Uint8Array(16 + 4 * values.length);
  bytes.set(images(0, 16));
  const view = new DataView(bytes.buffer);
  [0x00000d03, values.length / 256, 16, 16].forEach((value, i) => view.setUint32(4 * i, value));
  values.forEach((value, i) => view.setFloat32(16 + 4 * i, value));
  return bytes;
};
const mnistLike = (folder: string, train: number, test: number): Files => ({
  [`${folder}/train-images-idx3-ubyte`]: images(train, 28),
  [`${folder}/train-labels-idx1-ubyte`]: labels(train),
  [`${folder}/t10k-images-idx3-ubyte`]: images(test, 28),
  [`${folder}/t10k-labels-idx1-ubyte`]: labels(test),
});
const digits: Tiny = {
  files: {
    ...mnistLike("mnist", 60, 20),
    "usps/usps-train-images-idx3-float": floats(Array(60 * 256).fill(0.5)),
    "usps/usps-train-labels-idx1-ubyte": labels(60),
    "usps/usps-test-images-idx3-float": floats(Array(20 * 256).fill(0.5)),
    "usps/usps-test-labels-idx1-ubyte": labels(20),
  },
  args: [
    ...["digits", "--pairs", "mnist-usps", "--methods", "source_only,mmd"],
    ...["--protocol", "batch=16"],
  ],
};
const halves: Tiny = {
  files: mnistLike("fashion-mnist", 200, 40),
  args: ["fashion_halves", "--pairs", "A-B", "--labels", "10", "--protocol", "batch=16"],
};
const pairs: Tiny = {
  files: { ...mnistLike("mnist", 200, 40), ...mnistLike("fashion-mnist", 100, 30) },
  args: [
    ...["multi_fashion_mnist", "--tasks", "multi_fashion_mnist", "--methods", "single_task"],
  ],
};

for (
  const [name, tiny, runs] of [
    ["amazon_reviews", amazon, 6],
    ["adult_income", adult, 2],
    ["english_tagging's trees", tagging, 2],
    ["english_tagging's chunks", chunks, 2],
    ["fudan_reviews", fudan, 4],
    ["digits", digits, 4],
    ["fashion_halves", halves, 14],
  ] as const
) {
  Deno.test(`planRuns accepts a few rows of ${name}`, async () => {
    assert.equal((await plan(tiny.files, tiny.args)).length, runs);
  });
}

const faults: [what: string, tiny: Tiny, changed: Files, message: string, args?: string[]][] = [
  [
    "an empty test split",
    amazon,
    { "dvd_test.svmlight": "" },
    "Cannot read dvd_test.svmlight: it must have at least one row",
  ],
  [
    "a training split of comments alone",
    amazon,
    { "books_train.svmlight": "# none\n# none\n" },
    "Cannot read books_train.svmlight: it must have at least one row",
  ],
  [
    "a negative count",
    amazon,
    { "dvd_train.svmlight": `${lines(20, review)}1 3:-7\n` },
    "Cannot read dvd_train.svmlight, line 21: the value of index 3 must be a whole number from 0, current value is '-7'",
  ],
  [
    "fewer rows than a batch",
    amazon,
    { "dvd_train.svmlight": lines(15, review) },
    "Cannot fill a batch of 16 rows: the training split has 15 (dvd_train.svmlight)",
  ],
  [
    "fewer rows than a batch once some are held out",
    amazon,
    { "books_train.svmlight": lines(17, review) },
    "Cannot fill a batch of 16 rows: the training split has 15 (books_train.svmlight)",
  ],
  [
    "a batch larger than what is drawn",
    amazon,
    {},
    "Cannot fill a batch of 16 rows: the training split has 9 (books_train.svmlight)",
    ["--protocol", "batch=16,rows=10"],
  ],
  [
    "too few rows to hold one out",
    amazon,
    { "books_train.svmlight": lines(4, review) },
    "Cannot hold out validation rows: 0.1 of 4 rows is none (books_train.svmlight)",
  ],
  [
    "training rows of one class",
    amazon,
    { "books_train.svmlight": lines(40, (i) => `1 ${i}:1`) },
    "Cannot train a classifier: all of its training rows are of the class 'positive' (books_train.svmlight)",
  ],
  [
    "a number of 400 digits",
    adult,
    {
      "adult.data": `${lines(40, person)}${
        person(40).replace(" 0, 0,", ` ${"9".repeat(400)}, 0,`)
      }`,
    },
    `Cannot read adult.data, line 41: capital-gain must be a whole number below 2^53, current value is '${
      "9".repeat(40)
    }'`,
  ],
  [
    "a comment in place of test rows",
    adult,
    { "adult.test": "|1x3 Cross validator\n" },
    "Cannot read adult.test: it must have at least one row",
  ],
  [
    "test rows of one class",
    adult,
    { "adult.test": lines(20, (i) => person(i, false)) },
    "Cannot compute AUC of one class: it needs rows of both, current numbers are 20 of class 0 and 0 of class 1 (adult.test)",
  ],
  [
    "validation rows of one class",
    adult,
    { "adult.data": lines(60, (i) => person(i, i === 59)) },
    "Cannot compute AUC of one class: it needs rows of both, current numbers are 6 of class 0 and 0 of class 1 (adult.data)",
  ],
  [
    "a row too few to hold any out",
    adult,
    { "adult.data": lines(4, person) },
    "Cannot read adult.data: 0 of its rows would be held out for validation, which must be at least one and not all, current number of rows is 4",
  ],
  [
    "fewer rows than a batch",
    adult,
    { "adult.data": lines(16, person) },
    "Cannot fill a batch of 16 rows: adult has 14 to train on (adult.data)",
  ],
  [
    "sentences that are all too long",
    tagging,
    { [ewt("train")]: lines(20, () => words(61)) },
    "Cannot read en_ewt-ud-train.conllu: it must have a sentence of at most 60 words to train on",
  ],
  [
    "no development sentence",
    tagging,
    { [ewt("dev")]: "\n\n" },
    "Cannot read en_ewt-ud-dev.conllu: it must have at least one row",
  ],
  [
    "fewer sentences than a batch",
    tagging,
    { [ewt("train")]: lines(15, () => words(4)) },
    "Cannot fill a batch of 16 rows: ewt has 15 to train on (en_ewt-ud-train.conllu)",
  ],
  [
    "a label that is none",
    tagging,
    { [ewt("test")]: `${words(2)}\n${words(2, "owns")}` },
    "Cannot read en_ewt-ud-test.conllu, line 4: deprel must be one of its classes, current value is 'owns'",
  ],
  [
    "no sentence at all",
    chunks,
    { "conll2000/train.txt": "" },
    "Cannot read train.txt: it must have at least one row",
  ],
  [
    "fewer rows than validation takes",
    fudan,
    { "MR.task.train": lines(150, text) },
    "Cannot read MR.task.train: 200 of its rows would be held out for validation, which must be at least one and not all, current number of rows is 150",
  ],
  [
    "no text without a label",
    fudan,
    { "MR.task.unlabel": "" },
    "Cannot read MR.task.unlabel: it must have at least one row",
  ],
  [
    "training rows of one class",
    fudan,
    { "MR.task.train": lines(240, (i) => `0\tword${i} common`) },
    "Cannot train a classifier: all of its training rows are of the class 'negative' (MR.task.train)",
  ],
  [
    "no image",
    digits,
    { "mnist/t10k-images-idx3-ubyte": images(0, 28), "mnist/t10k-labels-idx1-ubyte": labels(0) },
    "Cannot read mnist/t10k-images-idx3-ubyte: it must have at least one row, current value is 0",
  ],
  [
    "fewer labels than images",
    digits,
    { "mnist/train-labels-idx1-ubyte": labels(59) },
    "Cannot read mnist/train-labels-idx1-ubyte: it must have 60 labels, current value is 59",
  ],
  [
    "a pixel below 0",
    digits,
    { "usps/usps-train-images-idx3-float": floats(Array(60 * 256).fill(-0.5)) },
    "Cannot read usps/usps-train-images-idx3-float: pixels must be bytes or in [0, 1], current value is -0.5",
  ],
  [
    "a header of more images than there are",
    digits,
    { "mnist/train-images-idx3-ubyte": idx([4_000_000_000, 28, 28], new Uint8Array(784)) },
    "Cannot read mnist/train-images-idx3-ubyte: an array of shape [4000000000,28,28] must have 3136000000016 bytes in all, current value is 800",
  ],
  [
    "too few rows of a class",
    halves,
    {
      "fashion-mnist/train-images-idx3-ubyte": images(90, 28),
      "fashion-mnist/train-labels-idx1-ubyte": labels(90),
    },
    "Cannot label 10 rows of each class: one has 9 (train-images-idx3-ubyte)",
  ],
  [
    "no row of a class that is to be labelled",
    halves,
    {
      "fashion-mnist/train-labels-idx1-ubyte": idx(
        [200],
        Uint8Array.from({ length: 200 }, (_, i) => i % 5),
      ),
    },
    "Cannot label 10 rows of each class: one has 0 (train-images-idx3-ubyte)",
  ],
  [
    "fewer rows than a batch",
    halves,
    {},
    "Cannot fill a batch of 91 rows: the training split has 90 (train-images-idx3-ubyte)",
    ["--protocol", "batch=91"],
  ],
  [
    "too few images",
    pairs,
    {},
    "Cannot read fashion-mnist/train-images-idx3-ubyte: there must be 14000 training images or more, current value is 100",
  ],
];
for (const [what, { files, args }, changed, message, more = []] of faults) {
  Deno.test(`planRuns refuses ${args[0]} with ${what}`, async () => {
    await assert.rejects(plan({ ...files, ...changed }, [...args, ...more]), {
      name: "SyntaxError",
      message,
    });
  });
}

Deno.test("planRuns checks generated data, whose fault is the request's: a batch of more rows than there are", async () => {
  await assert.rejects(plan({}, ["moons", "--protocol", "batch=500"]), {
    name: "RequestError",
    message: /^Cannot fill a batch of 500 rows: the training split has \d+ \(moons 0\)$/,
  });
});

/** A catalogue whose Amazon reviews are published as the tiny files. */
function published({ files }: Tiny): Catalogue {
  const { amazon_reviews: suite } = builtIn.suites;
  const dataset = {
    ...suite.dataset,
    files: (domain: string) =>
      suite.dataset.files(domain).map((file) => {
        if (!Object.hasOwn(files, file.name)) return file;
        const content = files[file.name] as string;
        const sha256 = createHash("sha256").update(content).digest("hex");
        return { ...file, bytes: content.length, sha256 };
      }),
  };
  return {
    ...builtIn,
    suites: { amazon_reviews: { ...suite, dataset } },
    datasets: { amazon_reviews: dataset },
  };
}

Deno.test("planRuns: what published data cannot give is the request's fault, and the suite's own protocol is not checked", async () => {
  const catalogue = published(amazon);
  await assert.rejects(plan(amazon.files, [...amazon.args, "--protocol", "rows=10"], catalogue), {
    name: "RequestError",
    message: "Cannot fill a batch of 64 rows: the training split has 9 (books_train.svmlight)",
  });
  assert.equal((await plan(amazon.files, amazon.args.slice(0, -2), catalogue)).length, 6);
  await assert.rejects(plan(amazon.files, amazon.args.slice(0, -2)), { name: "SyntaxError" });
});

Deno.test("planRuns reports a fault of the data before one of the command line", async () => {
  const args = ["fudan_reviews", "--tasks", "mr", "--methods", "adversarial_shared_private"];
  await assert.rejects(plan(fudan.files, args), { name: "RangeError" });
  await assert.rejects(plan({ ...fudan.files, "MR.task.train": lines(150, text) }, args), {
    message: /^Cannot read MR\.task\.train: /,
  });
});
