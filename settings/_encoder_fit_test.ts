import assert from "node:assert/strict";
import { builtIn } from "../runs/catalogue.ts";
import { checkEncoder, createEncoder } from "./_encoder_fit.ts";

type Case = [
  encoder: string,
  inputs: Parameters<typeof checkEncoder>[1],
  task: string,
  kind: "classification" | "regression" | "tagging",
];

const unfit: [...Case, message: string][] = [
  [
    ...["mlp", "words", "books", "classification"] as Case,
    "Cannot encode words with mlp: it takes counts, points, numbers",
  ],
  [
    ...["text_cnn", "numbers", "income", "classification"] as Case,
    "Cannot encode numbers with text_cnn: it takes words",
  ],
  [
    ...["bilstm_tagger", "words", "books", "classification"] as Case,
    "Cannot learn books with bilstm_tagger: it gives features for each word, and the task has one label for all of them",
  ],
  [
    ...["bilstm", "words", "upos", "tagging"] as Case,
    "Cannot learn upos with bilstm: it gives features for the whole input, and the task has a label for each word",
  ],
];

for (const [encoder, inputs, name, kind, message] of unfit) {
  Deno.test(`checkEncoder refuses: ${message}`, () => {
    const fitting = {
      name: "first",
      kind: encoder === "bilstm_tagger" ? "tagging" : "regression",
    } as const;
    assert.throws(() => checkEncoder(encoder, inputs, [fitting, { name, kind }], builtIn), {
      name: "RangeError",
      message,
    });
  });
}

Deno.test("checkEncoder accepts what fits", () => {
  checkEncoder("mlp", "numbers", [{ name: "a", kind: "regression" }, {
    name: "b",
    kind: "classification",
  }], builtIn);
  checkEncoder("bilstm_tagger", "words", [{ name: "upos", kind: "tagging" }], builtIn);
  assert.throws(
    () => checkEncoder("toString", "words", [], builtIn),
    /^RangeError: Cannot find encoder 'toString'/,
  );
});

Deno.test("createEncoder makes the protocol's encoder for the input", () => {
  const values = { depth: 2, width: 5, activation: "relu", initializer: "he" };
  const encoder = createEncoder({ encoder: { name: "mlp", values } }, {
    kind: "points",
    shape: [2],
  }, builtIn);
  assert.deepEqual([encoder.layers.length, encoder.width], [2, 5]);
});
