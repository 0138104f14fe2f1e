import assert from "node:assert/strict";
import { builtIn } from "../runs/catalogue.ts";
import moons from "../suites/moons.ts";
import { combinations, countIn, methodSpecOf, namesIn, variantsOf } from "./_variants.ts";
import unsupervisedAdaptation from "./unsupervised_adaptation/mod.ts";

const suite = { ...moons, methods: { dann: { lambda: 3 }, source_only: {} } };
const sweeps = new Map([
  ["dann", new Map<string, (number | string)[]>([["lambda", [1, 2]], ["schedule", ["constant"]]])],
  ["cmd", new Map([["moments", [3, 4]], ["weight", [0.5, 1]]])],
]);

Deno.test("variantsOf are the suite's methods without changes, in its order", () => {
  assert.deepEqual(variantsOf(suite, { options: {}, sweeps: new Map() }), [
    { name: "dann", values: {} },
    { name: "source_only", values: {} },
  ]);
});

Deno.test("variantsOf are the requested methods, once for each combination of their swept values", () => {
  assert.deepEqual(variantsOf(suite, { methods: ["cmd", "source_only"], options: {}, sweeps }), [
    { name: "cmd", values: { moments: 3, weight: 0.5 } },
    { name: "cmd", values: { moments: 3, weight: 1 } },
    { name: "cmd", values: { moments: 4, weight: 0.5 } },
    { name: "cmd", values: { moments: 4, weight: 1 } },
    { name: "source_only", values: {} },
  ]);
});

Deno.test("combinations of nothing are one without changes, those with an empty list none", () => {
  assert.deepEqual(combinations("mmd", sweeps), [{}]);
  assert.deepEqual(combinations("mmd", new Map([["mmd", new Map([["kernels", []]])]])), []);
});

Deno.test("methodSpecOf: the given values override the suite's, and these the defaults", () => {
  const of = (name: string, values: { [parameter: string]: number }) =>
    methodSpecOf(suite, { name, values }, unsupervisedAdaptation, builtIn);
  const { method, spec } = of("dann", { discriminator_depth: 2 });
  assert.equal(method, builtIn.methods.dann);
  assert.deepEqual(spec, {
    name: "dann",
    values: {
      lambda: 3,
      schedule: "rising",
      gamma: 10,
      discriminator_depth: 2,
      discriminator_width: 100,
    },
  });
  assert.equal(of("dann", { lambda: 0 }).spec.values.lambda, 0);
  // A method that is not in the suite.
  assert.equal(of("coral", {}).spec.values.weight, 1);
  assert.throws(() => of("mmoe", {}), /^RangeError: Cannot run method 'mmoe': the methods of uns/);
});

Deno.test("namesIn splits at commas, trims, and keeps each name once", () => {
  assert.deepEqual(namesIn("--tasks", " a, b c ,,a,"), ["a", "b c"]);
  for (const text of ["", " ", ",,"]) {
    assert.throws(() => namesIn("--tasks", text), {
      name: "RangeError",
      message: "Cannot read --tasks: it is empty",
    });
  }
});

Deno.test("countIn reads an integer from 1 to 100000", () => {
  assert.deepEqual(["1", "025", "100000"].map((text) => countIn("--labels", text)), [
    1,
    25,
    100000,
  ]);
  for (const text of ["0", "100001", "-1", "1.5", "1e3", "", " 1", "x"]) {
    assert.throws(() => countIn("--labels", text), {
      name: "RangeError",
      message:
        `Cannot read --labels: it must be an integer from 1 to 100000, current value is '${text}'`,
    });
  }
  assert.throws(
    () => countIn("--labels", "none", "all"),
    /100000 or 'all', current value is 'none'/,
  );
});
