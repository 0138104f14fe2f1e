import assert from "node:assert/strict";
import { assertClose } from "../tests/golden/close.ts";
import golden from "../tests/golden/metrics.json" with { type: "json" };
import { spanF1 } from "./_span_f1.ts";

const classes = ["O", "B-NP", "I-NP", "B-VP", "I-VP"];

/** Sentences of tags as sequences of class indices. */
function indices(...sentences: string[]): number[][] {
  return sentences.map((tags) => tags.split(" ").map((tag) => classes.indexOf(tag)));
}

Deno.test("spanF1 agrees with seqeval on tags in any order", () => {
  // seqeval 1.2, by tests/golden/metrics.py.
  const { tags, cases } = golden.chunks;
  for (const { predicted, labels, f1 } of cases) {
    assertClose([spanF1(predicted, labels, tags)], [f1], 1e-14);
  }
});

// By conlleval's endOfChunk and startOfChunk, word by word. Chunks are written as first–last type.
const sequences: {
  [behaviour: string]: [labels: string, predicted: string, right: number, found: number];
} = {
  "counts a chunk that equals the label": ["B-NP I-NP O", "B-NP I-NP O", 1, 2],
  "distinguishes chunks by their last word": ["B-NP I-NP O", "B-NP O O", 0, 2],
  "distinguishes chunks by their type": ["B-NP I-NP", "B-VP I-VP", 0, 2],
  // 0–1 NP against 0–0 NP and 1–1 NP.
  "begins a chunk at every B": ["B-NP I-NP", "B-NP B-NP", 0, 3],
  // 1–2 NP in both.
  "begins a chunk at an I after O": ["O B-NP I-NP", "O I-NP I-NP", 1, 2],
  // 0–0 NP in both.
  "begins a chunk at an I that begins the sentence": ["B-NP O", "I-NP O", 1, 2],
  // 0–0 NP, 1–1 VP in both.
  "begins a chunk at an I of another type": ["B-NP B-VP", "B-NP I-VP", 2, 4],
  // 0–1 NP, 2–2 VP against 0–1 NP, 2–2 VP: the type ends the first chunk, too.
  "ends a chunk before an I of another type": ["B-NP I-NP B-VP", "B-NP I-NP I-VP", 2, 4],
  // 0–2 NP against 0–0 NP, 1–1 VP, 2–2 NP.
  "does not continue a chunk after another": ["B-NP I-NP I-NP", "B-NP I-VP I-NP", 0, 4],
  // 0–0 NP in each of two sentences.
  "ends a chunk with the sentence": ["B-NP | I-NP", "B-NP | B-NP", 2, 4],
  "has no chunks if all words are outside": ["O O", "B-NP O", 0, 1],
};

for (const [behaviour, [labels, predicted, right, found]] of Object.entries(sequences)) {
  Deno.test(`spanF1 ${behaviour}`, () => {
    const [of, as] = [predicted, labels].map((text) => indices(...text.split(" | ")));
    assert.equal(spanF1(of, as, classes), 2 * right / found);
    assert.equal(spanF1(as, of, classes), 2 * right / found);
  });
}

Deno.test("spanF1 is over the chunks of all sentences and types together", () => {
  // Right 1 of 2 and 1; right 2 of 2 and 2.
  const predicted = indices("B-NP O O", "B-NP B-VP");
  const labels = indices("B-NP O B-VP", "B-NP B-VP");
  assert.equal(spanF1(predicted, labels, classes), 2 * 3 / 7);
});

Deno.test("spanF1 is 1 if all chunks are right, and 0 if there are none", () => {
  for (const { labels } of golden.chunks.cases) {
    assert.equal(spanF1(labels, labels, golden.chunks.tags), 1);
  }
  assert.equal(spanF1(indices("O O"), indices("O O"), classes), 0);
});

Deno.test("spanF1 splits a tag at its first dash", () => {
  assert.equal(spanF1([[0, 1]], [[0, 1]], ["B-a-b", "I-a-b"]), 1);
  assert.equal(spanF1([[0, 1]], [[0, 2]], ["B-a-b", "I-a-b", "I-a-c"]), 0);
});

Deno.test("spanF1 rejects classes that are not such tags", () => {
  for (const name of ["NN", "B", "B-", "E-NP", "b-NP"]) {
    assert.throws(() => spanF1([[0]], [[0]], [name]), {
      name: "RangeError",
      message: `Cannot compute span F1: classes must be O, B-… or I-…, current value is '${name}'`,
    });
  }
});

Deno.test("spanF1 rejects different numbers of sentences or words", () => {
  assert.throws(() => spanF1([], [[0]], classes), {
    name: "RangeError",
    message: "Cannot compute span F1 of 0 predictions for 1 sentences",
  });
  assert.throws(() => spanF1([[0]], [[0, 0]], classes), {
    name: "RangeError",
    message:
      "Cannot compute span F1 of sentence 0: it has 2 words, current number of predictions is 1",
  });
});
