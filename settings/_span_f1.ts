/** The meaning of a word's tag: a chunk of a type begins or continues at the word, or the word is in no chunk. */
interface Tag {
  readonly place: "B" | "I" | "O";
  readonly type: string;
}

const OUTSIDE: Tag = { place: "O", type: "" };

/**
 * Computes the F1 of chunks as conlleval, the scorer of the CoNLL shared tasks, counts them.
 *
 * A predicted chunk is right if a labelled chunk has the same first word, last word and type. A chunk begins at B-x,
 * and at I-x after O, after another type, or at a sentence's first word, so that invalid tag sequences are allowed. It
 * ends before O, before B-x, before another type, and with its sentence. F1 = 2 · right / (predicted + labelled) over
 * the chunks of all types and sentences together; 0 if there are none, as in conlleval.
 *
 * @param predicted For each sentence, its words' class indices.
 * @param labels The labels of the same words.
 * @param classes The names of the classes: `O`, `B-x` or `I-x`.
 * @returns A fraction; higher is better.
 * @throws {RangeError} If a class has another name, or the numbers of sentences or words differ.
 * @see {@link https://www.clips.uantwerpen.be/conll2000/chunking/output.html}
 *
 * @example
 * ```ts
 * import { spanF1 } from "./_span_f1.ts";
 * import assert from "node:assert/strict";
 *
 * const classes = ["O", "B-NP", "I-NP"];
 * // Two chunks are predicted and two are labelled; the second prediction is one word too long.
 * assert.equal(spanF1([[1, 0, 1, 2]], [[1, 0, 1, 0]], classes), 0.5);
 * ```
 */
export function spanF1(
  predicted: readonly ArrayLike<number>[],
  labels: readonly ArrayLike<number>[],
  classes: readonly string[],
): number {
  if (predicted.length !== labels.length) {
    throw new RangeError(
      `Cannot compute span F1 of ${predicted.length} predictions for ${labels.length} sentences`,
    );
  }
  const tags = classes.map(parseTag);
  let [right, found] = [0, 0];
  labels.forEach((words, sentence) => {
    if (predicted[sentence].length !== words.length) {
      throw new RangeError(
        `Cannot compute span F1 of sentence ${sentence}: it has ${words.length} words, current number of predictions is ${
          predicted[sentence].length
        }`,
      );
    }
    const labelled = new Set(chunksOf(words, tags));
    const guessed = chunksOf(predicted[sentence], tags);
    found += labelled.size + guessed.length;
    right += guessed.filter((chunk) => labelled.has(chunk)).length;
  });
  return found === 0 ? 0 : 2 * right / found;
}

function parseTag(name: string): Tag {
  if (name === "O") return OUTSIDE;
  const match = /^([BI])-(.+)$/s.exec(name);
  if (!match) {
    throw new RangeError(
      `Cannot compute span F1: classes must be O, B-… or I-…, current value is '${name}'`,
    );
  }
  return { place: match[1] as "B" | "I", type: match[2] };
}

/** Returns the chunks of a sentence, each as its first word, the word after its last, and its type. */
function chunksOf(words: ArrayLike<number>, tags: readonly Tag[]): string[] {
  const chunks: string[] = [];
  let open: { readonly first: number; readonly type: string } | undefined;
  for (let word = 0; word <= words.length; word++) {
    const { place, type } = word < words.length ? tags[words[word]] : OUTSIDE;
    if (open && (place !== "I" || type !== open.type)) {
      chunks.push(`${open.first} ${word} ${open.type}`);
      open = undefined;
    }
    if (place !== "O") open ??= { first: word, type };
  }
  return chunks;
}
