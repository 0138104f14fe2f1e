import assert from "node:assert/strict";
import type { Trainer } from "../methods/method.ts";
import { sharedTrainer } from "./_trainers.ts";

/** Makes a trainer of any arguments. */
const make = (...given: readonly unknown[]): Trainer => ({
  init: () => ({}),
  step: () => assert.fail("it is not trained"),
  predict: () => assert.fail("it does not predict"),
  schedule: () => ({ given: given.length }),
});
const other = (...given: readonly unknown[]) => make(...given);

class Named {
  constructor(readonly name: string) {}
}

const method = { name: "method", create: () => {} };
const vectors = Float32Array.of(1, 2);
const named = new Named("a");
const given = () =>
  [method, { rate: 0.5, from: undefined, over: [1, NaN, "x"] }, vectors, named] as const;

Deno.test("sharedTrainer returns the same trainer for equal arguments", () => {
  const trainer = sharedTrainer(make, ...given());
  assert.equal(sharedTrainer(make, ...given()), trainer);
  assert.equal(sharedTrainer(make, { ...method }, ...given().slice(1)), trainer);
  assert.equal(trainer.schedule(0).given, 4);
});

Deno.test("sharedTrainer makes another trainer if any part of an argument differs", () => {
  const trainer = sharedTrainer(make, ...given());
  const [, values, ...others] = given();
  const different: { [what: string]: readonly unknown[] } = {
    "a number": [method, { ...values, rate: 0.25 }, ...others],
    "an element": [method, { ...values, over: [1, NaN, "y"] }, ...others],
    "a further element": [method, { ...values, over: [...values.over, 2] }, ...others],
    "a missing property": [method, { rate: 0.5, over: values.over }, ...others],
    "a further property": [method, { ...values, more: 1 }, ...others],
    "a renamed property": [method, { rate: 0.5, form: undefined, over: values.over }, ...others],
    "the order of properties": [
      method,
      { over: values.over, rate: 0.5, from: undefined },
      ...others,
    ],
    "the sign of zero": [method, { ...values, rate: -0 }, ...others],
    "null for undefined": [method, { ...values, from: null }, ...others],
    "an object for an array": [method, { ...values, over: { ...values.over } }, ...others],
    "a function": [{ ...method, create: () => {} }, values, ...others],
    "a typed array": [method, values, vectors.slice(), named],
    "an object of a class": [method, values, vectors, new Named("a")],
    "a plain object for one of a class": [method, values, vectors, { ...named }],
    "a further argument": [...given(), undefined],
  };
  const zero = sharedTrainer(make, method, { ...values, rate: 0 }, ...others);
  const made = Object.entries(different).map(([what, arguments_]) => {
    const another = sharedTrainer(make, ...arguments_);
    assert.notEqual(another, trainer, what);
    assert.notEqual(another, zero, what);
    assert.equal(sharedTrainer(make, ...arguments_), another, what);
    return another;
  });
  assert.equal(new Set(made).size, made.length);
  assert.notEqual(sharedTrainer(other, ...given()), trainer);
});
