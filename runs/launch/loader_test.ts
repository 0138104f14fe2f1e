import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Dataset } from "../../datasets/dataset.ts";
import fudanReviews from "../../datasets/fudan_reviews.ts";
import moons from "../../datasets/moons.ts";
import type { RunSpec } from "../../records/record.ts";
import { moonsSpec } from "../../tests/conformance/runs.ts";
import { builtIn } from "../catalogue.ts";
import { Loader } from "./loader.ts";
import { toDense } from "../../engine/array.ts";

/** Makes a loader, and lists what a dataset is asked to load. */
function watched(dataset: Dataset): { loader: Loader; asked: string[] } {
  const asked: string[] = [];
  const own: Dataset = {
    ...dataset,
    load(domains, read, random) {
      asked.push(domains.join("+"));
      return dataset.load(domains, read, random);
    },
  };
  const catalogue = { ...builtIn, datasets: { own } };
  return { loader: new Loader({ files: {} }, catalogue), asked };
}

/** Returns the spec of a run that reads some domains. */
function reading(domains: readonly string[], changes: Partial<RunSpec> = {}): RunSpec {
  const { target: _, ...problem } = moonsSpec("source_only").problem;
  return {
    ...moonsSpec("source_only"),
    dataset: { name: "own", version: 1, content: "" },
    problem: { ...problem, sources: domains },
    ...changes,
  };
}

const fixed: Dataset = { ...moons, drawn: false };

Deno.test("Loader loads the domains of a run one by one, with the streams of its seed", async () => {
  const { loader, asked } = watched(moons);
  const data = await loader.load(reading(["0", "35"], { seed: 3 }));
  assert.deepEqual(Object.keys(data), ["0", "35"]);
  assert.deepEqual(asked, ["0", "35"]);
  const other = await loader.load(reading(["0"], { seed: 4 }));
  assert.notDeepEqual(other["0"], data["0"]);
  assert.deepEqual(await loader.load(reading(["0"], { seed: 3 })), { "0": data["0"] });
  assert.deepEqual(asked, ["0", "35", "0"]);
});

Deno.test("Loader loads a domain once for all seeds if the seed draws nothing", async () => {
  const { loader, asked } = watched(fixed);
  for (const seed of [0, 1, 2]) await loader.load(reading(["0"], { seed }));
  assert.deepEqual(asked, ["0"]);
});

Deno.test("Loader keeps the four domains that were used last", async () => {
  const { loader, asked } = watched(fixed);
  for (const domain of ["1", "2", "3", "4", "1", "5", "1", "2"]) {
    await loader.load(reading([domain]));
  }
  // 5 takes the place of 2, which was used before 1; 2 that of 3.
  assert.deepEqual(asked, ["1", "2", "3", "4", "5", "2"]);
});

Deno.test("Loader keeps all domains of a run, also more than four", async () => {
  const { loader, asked } = watched(fixed);
  const many = ["1", "2", "3", "4", "5", "6"];
  const first = await loader.load(reading(many));
  assert.deepEqual(Object.keys(await loader.load(reading(many))), Object.keys(first));
  assert.deepEqual(asked, many);
});

Deno.test("Loader tells transformed domains from others", async () => {
  const { loader, asked } = watched({
    ...fixed,
    load: async (...args) => {
      const { "1": { train, ...others } } = await moons.load(...args);
      return {
        "1": { ...others, train: train.map(({ x, y }) => ({ x: positive(toDense(x)), y })) },
      };
    },
  });
  const positive = ({ shape, data }: { shape: readonly number[]; data: ArrayLike<number> }) => ({
    shape,
    data: Float32Array.from(data, Math.abs),
  });
  const { protocol } = reading([]);
  const logs = { ...protocol, values: { ...protocol.values, transform: "log1p" } };
  const of = async (protocol: RunSpec["protocol"]) =>
    toDense((await loader.load(reading(["1"], { protocol })))["1"].train[0].x).data;
  const plain = await of(protocol);
  assert.deepEqual(await of(logs), Float32Array.from(plain, Math.log1p));
  assert.deepEqual(await of(protocol), plain);
  assert.deepEqual(asked, ["1", "1"]);
});

Deno.test("Loader loads domains with a shared vocabulary at once, and other groups of them apart", async () => {
  const sample: Dataset = {
    ...fudanReviews,
    drawn: false,
    load: (domains, _read, random) =>
      Promise.resolve(
        Object.fromEntries(domains.map((domain) => [domain, fudanReviews.sample(random)[domain]])),
      ),
  };
  const { loader, asked } = watched(sample);
  for (let i = 0; i < 2; i++) {
    await loader.load(reading(["books", "electronics"]));
    await loader.load(reading(["books"]));
  }
  assert.deepEqual(asked, ["books+electronics", "books"]);
});

Deno.test("Loader assigns word vectors to the vocabulary that domains share, and tells them apart from others", async () => {
  const path = await Deno.makeTempFile({ suffix: ".txt" });
  try {
    const content = "good 1 2\nfilm 3 4\n";
    await Deno.writeTextFile(path, content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const input = {
      kind: "words",
      shape: [1],
      vocabulary: 4,
      words: ["", "", "dull", "film"],
    } as const;
    const texts: Dataset = {
      ...fudanReviews,
      load: (domains) =>
        Promise.resolve(
          Object.fromEntries(domains.map((domain) => [domain, { input, train: [], test: [] }])),
        ),
    };
    const catalogue = { ...builtIn, datasets: { own: texts } };
    const loader = new Loader({ files: {}, vectors: { path, sha256 } }, catalogue);
    const { protocol } = reading([]);
    const [plain, withVectors] = [protocol, { ...protocol, vectors: sha256 }];
    const of = (protocol: RunSpec["protocol"]) =>
      loader.load(reading(["books", "dvd"], { protocol }));
    const { books, dvd } = await of(withVectors);
    assert.deepEqual(books.input.vectors!.shape, [4, 2]);
    assert.deepEqual([...books.input.vectors!.data.slice(4)], [NaN, NaN, 3, 4]);
    assert.equal(dvd.input, books.input);
    assert.deepEqual((await of(plain)).books.input, input);
  } finally {
    await Deno.remove(path);
  }
});
