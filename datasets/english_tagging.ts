import { maximum } from "../descriptors/extremes.ts";
import { sogaard2016 } from "../descriptors/papers.ts";
import type { Random } from "../engine/mod.ts";
import { parseColumns, parseConllu, type Token } from "./_columns.ts";
import { holdOut } from "./_held_out.ts";
import { malformed } from "./_malformed.ts";
import { checkSize } from "./_table_size.ts";
import { lengthFor, MOST_WORDS, numberForms, tagsOf } from "./_tagged_sentences.ts";
import { encodeTexts, type Vocabulary } from "./_vocabulary.ts";
import {
  defineDataset,
  type DomainData,
  type InputShape,
  type ReadFile,
  type Rows,
  type SourceFile,
  type Split,
  type Task,
} from "./dataset.ts";

/** Share of CoNLL-2000's training sentences that are drawn for validation. */
const VALIDATION_SHARE = 0.1;
const UPOS = (
  "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X"
).split(" ");

const RELATIONS = (
  "acl acl:relcl advcl advcl:relcl advmod amod appos aux aux:pass case cc cc:preconj " +
  "ccomp compound compound:prt conj cop csubj csubj:outer csubj:pass dep det det:predet " +
  "discourse dislocated expl fixed flat goeswith iobj list mark nmod nmod:desc " +
  "nmod:poss nmod:unmarked nsubj nsubj:outer nsubj:pass nummod obj obl obl:agent " +
  "obl:unmarked orphan parataxis punct reparandum root vocative xcomp"
).split(" ");

const PENN_TAGS = (
  "# $ '' ( ) , . : CC CD DT EX FW IN JJ JJR JJS MD NN NNP NNPS NNS PDT POS PRP PRP$ RB " +
  "RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB ``"
).split(" ");

const CHUNKS = (
  "B-ADJP B-ADVP B-CONJP B-INTJ B-LST B-NP B-PP B-PRT B-SBAR B-UCP B-VP I-ADJP I-ADVP " +
  "I-CONJP I-INTJ I-LST I-NP I-PP I-PRT I-SBAR I-UCP I-VP O"
).split(" ");

/** One of the two corpora. */
interface Corpus {
  readonly train: SourceFile;
  /** `undefined` if validation sentences are drawn from the training ones. */
  readonly validation?: SourceFile;
  readonly test: SourceFile;
  parse(bytes: Uint8Array, name: string): Token[][];
  /** The columns of the word and of the labels of both tasks. */
  readonly columns: readonly [word: number, low: number, high: number];
  readonly tasks: readonly [low: Task, high: Task];
}

function published(
  folder: string,
  address: string,
  suffix: string,
  split: Split,
  [name, bytes, sha256]: readonly [name: string, bytes: number, sha256: string],
): SourceFile {
  return { name, url: `${address}${name}${suffix}`, bytes, sha256, folder, split };
}

function tagging(name: string, level: number, classes: readonly string[], spans = false): Task {
  return {
    name,
    kind: "tagging",
    classes,
    metric: spans ? "span_f1" : "accuracy",
    furtherMetrics: spans ? ["accuracy"] : [],
    level,
  };
}

type Published = Parameters<typeof published>[4];
const ewt = (split: Split, file: Published) =>
  published(
    "ud-english-ewt",
    "https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/r2.16/",
    "",
    split,
    file,
  );
const conll2000 = (split: Split, file: Published) =>
  published("conll2000", "https://www.clips.uantwerpen.be/conll2000/chunking/", ".gz", split, file);

const CORPORA: { readonly [domain: string]: Corpus } = {
  ewt: {
    train: ewt("train", [
      "en_ewt-ud-train.conllu",
      14203025,
      "3fb78e2b55482c8ee00caa653af436c88c9e5bc9a73ce26e4ae3ddc79d2b7e7b",
    ]),
    validation: ewt("validation", [
      "en_ewt-ud-dev.conllu",
      1805545,
      "531a54ff90d6ab12201c5a50c3e78e6ddac4de69abc4bce5d275d3cd29efe2b6",
    ]),
    test: ewt("test", [
      "en_ewt-ud-test.conllu",
      1804515,
      "e266e515a0a7547657ed3d90d9ba46487d6bd251f27ad4269d4e8a427c8555cd",
    ]),
    parse: parseConllu,
    columns: [1, 3, 7],
    tasks: [tagging("upos", 1, UPOS), tagging("deprel", 2, RELATIONS)],
  },
  conll2000: {
    train: conll2000("train", [
      "train.txt",
      2842164,
      "82033cd7a72b209923a98007793e8f9de3abc1c8b79d646c50648eb949b87cea",
    ]),
    test: conll2000("test", [
      "test.txt",
      639396,
      "73b7b1e565fa75a1e22fe52ecdf41b6624d6f59dacb591d44252bf4d692b1628",
    ]),
    parse: (bytes, name) => parseColumns(bytes, { name, width: 3, separator: " " }),
    columns: [0, 1, 2],
    tasks: [tagging("pos", 1, PENN_TAGS), tagging("chunk", 2, CHUNKS, true)],
  },
};

/**
 * English sentences with a low-level and a high-level label for each word, one pair of tasks per domain.
 *
 * - `ewt`, the English Web Treebank of Universal Dependencies 2.16: the low task is universal parts of
 *   speech (`upos`), the high task is the relation to the word's head, including subtypes (`deprel`).
 *   The splits are the official ones.
 * - `conll2000`, the Wall Street Journal sections of CoNLL-2000: the low task is parts of speech
 *   (`pos`), the high task is chunks as BIO2 tags (`chunk`), as in Søgaard & Goldberg 2016. The
 *   published parts of speech come from Brill's tagger, not from annotators. It has no validation
 *   split: a tenth of the training sentences, drawn by the seed, is used.
 *
 * `x [rows, length]`, words by number, 0 after a sentence's end; `y [rows, length]`, −1 there. A split
 * has a part for each length: sentences are padded to 10, 20, 30, 40 or 60 words, longer ones of
 * validation and test to a multiple of 50. Training sentences of more than 60 words are left out: 94 of
 * EWT's 12 544, at most 33 of CoNLL-2000's 8936. Words are lowercased, and numbered over the training
 * rows of the loaded domains. A word that occurs only once in them is replaced in all splits by its
 * class of spelling, such as `<Aa-ing>`: capitals, digits, hyphen, ending. Short sentences that recur
 * across the official splits are kept.
 *
 * @see https://universaldependencies.org/treebanks/en_ewt/
 * @see https://aclanthology.org/W00-0726/
 */
export default defineDataset({
  name: "english_tagging",
  title: "English tagging",
  version: 1,
  paper: sogaard2016,
  licence: "EWT CC BY-SA 4.0; CoNLL-2000 research only",
  folder: "ud-english-ewt",
  inputKind: "words",
  domains: Object.keys(CORPORA),
  drawn: true,
  together: true,
  has: (domain) => Object.hasOwn(CORPORA, domain),
  tasks: (domain) => CORPORA[domain].tasks,
  files(domain) {
    const { train, validation, test } = CORPORA[domain];
    return validation ? [train, validation, test] : [train, test];
  },
  async load(domains, read, random) {
    const splits = new Map<string, Splits>();
    for (const domain of domains) {
      splits.set(
        domain,
        await splitsOf(CORPORA[domain], read, random(`english_tagging/${domain}/validation`)),
      );
    }
    const training = [...splits.values()].flatMap(({ train }) => train.map(({ words }) => words));
    const vocabulary = numberForms(training);
    const longest = maximum(training.map(({ length }) => lengthFor(length)));
    const input: InputShape = {
      kind: "words",
      shape: [longest],
      vocabulary: vocabulary.words.length,
      words: vocabulary.words,
    };
    return Object.fromEntries(
      [...splits].map(([domain, { train, validation, test }]) => {
        const parts = (split: readonly Sentence[]) =>
          partsOf(split, CORPORA[domain].tasks, vocabulary);
        return [domain, {
          input,
          train: parts(train),
          validation: parts(validation),
          test: parts(test),
        }];
      }),
    );
  },
  sample: (random) =>
    Object.fromEntries(
      Object.entries(CORPORA).map(([domain, { tasks }]) => [
        domain,
        generate(tasks, random(`english_tagging/sample/${domain}`)),
      ]),
    ),
});

/** A sentence with the class of each word in both tasks. */
interface Sentence {
  readonly words: readonly string[];
  readonly classes: readonly [low: readonly number[], high: readonly number[]];
}

type Splits = Readonly<Record<"train" | "validation" | "test", readonly Sentence[]>>;

async function splitsOf(corpus: Corpus, read: ReadFile, random: Random): Promise<Splits> {
  const sentences = async (file: SourceFile) => {
    const all = sentencesOf(await read(file), file.name, corpus);
    checkSize(file.name, [all.reduce((sum, { words }) => sum + lengthFor(words.length), 0)]);
    return all;
  };
  const short = (split: readonly Sentence[]) => {
    const kept = split.filter(({ words }) => words.length <= MOST_WORDS);
    if (kept.length > 0) return kept;
    throw new SyntaxError(
      `Cannot read ${corpus.train.name}: it must have a sentence of at most ${MOST_WORDS} words to train on`,
    );
  };
  const train = await sentences(corpus.train);
  const test = await sentences(corpus.test);
  if (corpus.validation) {
    return { train: short(train), validation: await sentences(corpus.validation), test };
  }
  const held = Math.round(VALIDATION_SHARE * train.length);
  const parts = holdOut(train.length, held, random, corpus.train.name);
  const take = (rows: readonly number[]) => rows.map((row) => train[row]);
  return { train: short(take(parts.train)), validation: take(parts.validation), test };
}

function sentencesOf(bytes: Uint8Array, name: string, corpus: Corpus): Sentence[] {
  const { columns: [form, ...labels], tasks } = corpus;
  const numbers = tasks.map(({ classes }) => new Map(classes.map((name, i) => [name, i])));
  const classesOf = (tokens: Token[], task: number) =>
    tokens.map(({ line, columns }) => {
      const label = columns[labels[task]];
      const number = numbers[task].get(label);
      if (number === undefined) {
        throw malformed(name, line, `${tasks[task].name} must be one of its classes`, label);
      }
      return number;
    });
  return corpus.parse(bytes, name).map((tokens) => ({
    words: tokens.map(({ columns }) => columns[form]),
    classes: [classesOf(tokens, 0), classesOf(tokens, 1)],
  }));
}

/** Groups sentences into parts by length, shortest first, and keeps their order within a part. */
function partsOf(
  sentences: readonly Sentence[],
  tasks: Corpus["tasks"],
  vocabulary: Vocabulary,
): Rows[] {
  const parts = Map.groupBy(sentences, ({ words }) => lengthFor(words.length));
  return [...parts].sort(([a], [b]) => a - b).map(([length, part]) => ({
    x: encodeTexts(part.map(({ words }) => words), vocabulary, length),
    y: Object.fromEntries(
      tasks.map(({ name }, task) => [name, tagsOf(part.map((s) => s.classes[task]), length)]),
    ),
  }));
}

const SAMPLE_WORDS = 30;

/**
 * Generates a sample: a word's low class is its number modulo 5; its high class is the same, or the next
 * one if the preceding word has an odd number.
 */
function generate([low, high]: Corpus["tasks"], random: Random): DomainData {
  const part = (rows: number, length: number): Rows => {
    const x = new Int32Array(rows * length);
    const [a, b] = [new Int32Array(x.length).fill(-1), new Int32Array(x.length).fill(-1)];
    for (let row = 0; row < rows; row++) {
      const words = Math.floor(random.uniform(length - 1, length + 1));
      for (let at = row * length; at < row * length + words; at++) {
        x[at] = Math.floor(random.uniform(2, SAMPLE_WORDS));
        a[at] = x[at] % 5;
        b[at] = a[at] + (at > row * length && x[at - 1] % 2 === 1 ? 1 : 0);
      }
    }
    const shape = [rows, length];
    return {
      x: { shape, data: x },
      y: { [low.name]: { shape, data: a }, [high.name]: { shape, data: b } },
    };
  };
  const split = (rows: number) => [part(rows, 4), part(rows, 6)];
  return {
    input: { kind: "words", shape: [6], vocabulary: SAMPLE_WORDS },
    train: split(24),
    validation: split(8),
    test: split(8),
  };
}
