import assert from "node:assert/strict";

/**
 * Variadic functions: spreading an array of some hundred thousand values into a call overflows the stack.
 */
const variadic =
  /^(max|min|hypot|push|unshift|splice|concat|append|prepend|of|fromCharCode|fromCodePoint|apply)$/;

/** Files that may spread into such functions, with the reason why their arrays are short. */
const bounded: { readonly [file: string]: string } = {
  "datasets/_decompress.ts": "a constant table of file formats",
  "datasets/_word_vectors.ts": "forty bytes",
  "encoders/text_cnn.ts": "a parameter of the encoder",
  "engine/compiled/graph.ts": "the inputs of one operation",
  "engine/compiled/kernels/comparisons.ts": "two inputs",
  "engine/compiled/kernels/elementwise.ts": "the inputs of one operation",
  "engine/compiled/optimize.ts": "the inputs of one operation",
  "engine/compiled/trace.ts": "the inputs of one operation",
  "engine/fused/infer.ts": "the inputs of one operation",
  "engine/fused/survey.ts": "the operands of one operation",
  "engine/fused/wasm/code.ts": "the bytes of an instruction",
  "methods/multi_task/gradient_rules/_eigen.ts": "two rows",
  "reports/page/client/figures.ts": "the actions of one figure",
  "reports/reproduction/compared_table.ts": "the rows of a published table",
  "tasks/_catalogue.ts": "a method's parameters, the devices",
};

/** Calls that spread an array into such a function. */
const spreads: Deno.lint.Plugin = {
  name: "graft",
  rules: {
    spreads: {
      create: (context) => ({
        CallExpression({ callee, arguments: given, range }) {
          const name = callee.type === "MemberExpression" && callee.property.type === "Identifier"
            ? callee.property.name
            : "";
          const applied = name === "apply" && given.length === 2 &&
            given[0].type === "Literal" && given[0].value === null;
          if (!applied && !given.some(({ type }) => type === "SpreadElement")) return;
          if (variadic.test(name)) context.report({ range, message: name });
        },
      }),
    },
  },
};

const root = new URL("../", import.meta.url);

async function product(folder = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder || ".", root))) {
    const path = `${folder}${name}`;
    if (isDirectory && !/^(\.|node_modules|docs|tests|results)/.test(path)) {
      for (const file of await product(`${path}/`)) files.push(file);
    } else if (/\.ts$/.test(name) && !/_test\.ts$/.test(name)) {
      files.push(path);
    }
  }
  return files;
}

function found(source: string, file = "example.ts"): string[] {
  return Deno.lint.runPlugin(spreads, file, source)
    .map(({ range: [from] }) => `${file}:${source.slice(0, from).split("\n").length}`);
}

Deno.test("no array that grows with the data is spread into a call", async () => {
  const flagged = new Map<string, string[]>();
  for (const file of await product()) {
    const lines = found(await Deno.readTextFile(new URL(file, root)), file);
    if (lines.length) flagged.set(file, lines);
  }
  const growing = [...flagged].flatMap(([file, lines]) => bounded[file] ? [] : lines);
  assert.deepEqual(growing, [], "use maximum, minimum, extent, a loop, or name it in `bounded`");
  assert.deepEqual(Object.keys(bounded).filter((file) => !flagged.has(file)), []);
});

Deno.test("the search finds spreads and nothing else", () => {
  for (
    const call of [
      "Math.max(0, ...values)",
      "rows.push(...more)",
      "String.fromCharCode(...bytes)",
      "Math.min.apply(null, values)",
    ]
  ) assert.deepEqual(found(`const x = 1;\n${call};`), ["example.ts:2"]);
  for (const call of ["Math.max(a, b)", "f(...pair)", "[...values]", "layer.apply(params, x)"]) {
    assert.deepEqual(found(`const y = ${call};`), []);
  }
});
