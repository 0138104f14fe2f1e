import { createHash } from "node:crypto";
import { decompressed } from "../datasets/_decompress.ts";
import { DataError } from "../datasets/_files.ts";
import { coverageOf, readWordVectors } from "../datasets/_word_vectors.ts";
import type { InputShape } from "../datasets/dataset.ts";
import { loadRunData } from "../settings/_data.ts";
import { builtIn } from "./catalogue.ts";
import type { PlannedFile } from "./launch/messages.ts";
import type { SuitePlan } from "./plan.ts";
import { plannedReader } from "./planned_files.ts";
import { RequestError } from "./request_error.ts";
import { systemReason } from "./write_whole.ts";

/** Limit of decompressed bytes: this multiple of the gzip's size, but at least {@linkcode MOST_BYTES}. */
const MOST_TIMES = 100;
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Checks the file of pretrained word vectors.
 *
 * @returns The path and the SHA-256 of the decompressed content.
 * @throws {RequestError} If it cannot be read or decompressed.
 */
export async function planVectors(path: string): Promise<PlannedFile> {
  const hash = createHash("sha256");
  await refused(async () => {
    for await (const chunk of contentOf(path)) hash.update(chunk);
  });
  return { path, sha256: hash.digest("hex") };
}

/**
 * Assigns the vectors of a file to the words of some data.
 *
 * @param file The file, as planned.
 * @throws {DataError} If it cannot be read, or has changed since planning.
 * @throws {SyntaxError} If it does not contain word vectors.
 */
export async function withVectors(
  { path, sha256 }: PlannedFile,
  input: InputShape,
): Promise<InputShape> {
  const hash = createHash("sha256");
  const hashed = async function* () {
    for await (const chunk of contentOf(path)) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const vectors = await readWordVectors(hashed(), { name: path, words: input.words ?? [] });
  if (hash.digest("hex") !== sha256) {
    throw new DataError(`Cannot read '${path}': it has changed since the runs were planned`);
  }
  return { ...input, vectors };
}

/** The part of a problem's vocabulary that has a vector. */
export interface Coverage {
  readonly suite: string;
  readonly problem: string;
  /** The seed whose training rows make the vocabulary. */
  readonly seed: number;
  /** Number of words with a vector. */
  readonly found: number;
  /** Number of words. */
  readonly of: number;
}

/**
 * Counts, for each problem without a record, the words that have a vector. The vocabulary depends on a seed's training
 * rows: the first seed's is counted.
 *
 * @param file The file, as planned.
 * @param plans The planned runs.
 * @throws {RequestError} If the file does not contain word vectors, or has none for the words of a problem.
 */
export async function vectorCoverage(
  file: PlannedFile,
  plans: readonly SuitePlan[],
): Promise<Coverage[]> {
  const counted: Coverage[] = [];
  for (const { runs, files } of plans) {
    const seen = new Set<string>();
    for (const { spec, record } of runs) {
      if (record || !spec.protocol.vectors) continue;
      const { suite, problem, seed } = spec;
      if (seen.has(problem.name)) continue;
      seen.add(problem.name);
      const data = await loadRunData(spec, plannedReader(files), builtIn);
      const [{ input }] = Object.values(data);
      const { found, of } = await refused(async () => coverageOf(await withVectors(file, input)));
      if (found === 0) {
        throw new RequestError(
          `Cannot use '${file.path}': none of the ${of} words of ${suite.name} ${problem.name} has a vector ` +
            "there; is it of their language, with words in lower case?",
        );
      }
      counted.push({ suite: suite.name, problem: problem.name, seed, found, of });
    }
  }
  return counted;
}

async function* contentOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await Deno.open(path).catch((error) => {
    throw new DataError(`Cannot read '${path}': ${systemReason(error)}`);
  });
  const { size } = await file.stat();
  yield* decompressed(file.readable, {
    path,
    advice: "download it again",
    most: {
      bytes: Math.max(MOST_BYTES, MOST_TIMES * size),
      excess: `it decompresses to more than ${MOST_TIMES} times its size`,
    },
  });
}

/** Turns errors of the file into errors of the request, which names it. */
async function refused<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DataError || error instanceof SyntaxError)) throw error;
    throw new RequestError(error.message, { cause: error });
  }
}
