import assert from "node:assert/strict";
import { checkCount, checkFinite, checkProbability, checkPValues } from "./_checks.ts";

Deno.test("checkFinite: names the first value that is not finite", () => {
  checkFinite([], "add the values");
  checkFinite([0, -1e300], "add the values");
  for (const wrong of [NaN, Infinity, -Infinity]) {
    assert.throws(
      () => checkFinite([1, wrong], "add the values"),
      new RangeError(`Cannot add the values: they must be finite, current value is ${wrong}`),
    );
  }
});

Deno.test("checkProbability: refuses the certain and the impossible", () => {
  checkProbability(0.95, "level", "bound the mean");
  for (const wrong of [0, 1, -0.1, 95, NaN]) {
    assert.throws(
      () => checkProbability(wrong, "level", "bound the mean"),
      new RangeError(
        `Cannot bound the mean: the level must be between 0 and 1, current value is ${wrong}`,
      ),
    );
  }
});

Deno.test("checkCount: refuses fractions and what is below the least", () => {
  checkCount(2, 2, "number of methods", "rank");
  for (const wrong of [1, 2.5, NaN, Infinity]) {
    assert.throws(
      () => checkCount(wrong, 2, "number of methods", "rank"),
      new RangeError(
        `Cannot rank: the number of methods must be an integer from 2, current value is ${wrong}`,
      ),
    );
  }
});

Deno.test("checkPValues: takes 0 and 1, refuses what is outside", () => {
  checkPValues([0, 0.5, 1]);
  for (const wrong of [-0.01, 1.01, NaN]) {
    assert.throws(
      () => checkPValues([0.5, wrong]),
      new RangeError(
        `Cannot adjust p values: they must be between 0 and 1, current value is ${wrong}`,
      ),
    );
  }
});
