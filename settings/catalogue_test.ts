import assert from "node:assert/strict";
import { builtIn } from "../runs/catalogue.ts";
import { find, findMethod } from "./catalogue.ts";

Deno.test("find returns an entry of a kind", () => {
  assert.equal(find(builtIn, "methods", "dann"), builtIn.methods.dann);
  assert.equal(find(builtIn, "selections", "last").name, "last");
});

Deno.test("find names the kind and its entries if there is none of the name", () => {
  assert.throws(() => find(builtIn, "selections", "best"), {
    name: "RangeError",
    message: "Cannot find selection rule 'best': there are " +
      Object.keys(builtIn.selections).join(", "),
  });
  assert.throws(
    () => find(builtIn, "gradientRules", "dann"),
    /^RangeError: Cannot find gradient rule 'dann'/,
  );
  // A name that every object inherits.
  assert.throws(
    () => find(builtIn, "datasets", "constructor"),
    /^RangeError: Cannot find dataset 'constructor'/,
  );
});

Deno.test("findMethod finds the methods of a setting alone", () => {
  const { inductive_transfer: setting } = builtIn.settings;
  assert.equal(findMethod(builtIn, setting, "l2_sp"), builtIn.methods.l2_sp);
  for (const name of ["dann", "l2sp", "constructor"]) {
    assert.throws(() => findMethod(builtIn, setting, name), {
      name: "RangeError",
      message: `Cannot run method '${name}': the methods of inductive transfer are ` +
        "feature_extraction, fine_tuning, from_scratch, l2_sp",
    });
  }
});
