import assert from "node:assert/strict";
import type { DomainData, InputShape, LoadedDomains } from "../datasets/dataset.ts";
import { type NdArray, toDense } from "../engine/mod.ts";

/** Rows with one label each. */
export interface LabelledRows {
  readonly x: NdArray;
  readonly y: NdArray;
}

/** The training and test rows of a domain with one task and rows of one shape. */
export interface OneTask {
  readonly train: LabelledRows;
  readonly test: LabelledRows;
}

/** Returns the rows of a domain, dense, and asserts that it has one task, named so, and rows of one shape. */
export function oneTask({ train, test }: DomainData, task: string): OneTask {
  const [ofTrain, ofTest] = [train, test].map((parts): LabelledRows => {
    assert.equal(parts.length, 1);
    assert.deepEqual(Object.keys(parts[0].y), [task]);
    return { x: toDense(parts[0].x), y: parts[0].y[task] };
  });
  return { train: ofTrain, test: ofTest };
}

/** Returns domains with one task each, named after the domain, as a dataset loads them. */
export function loadedFrom(
  domains: { readonly [domain: string]: OneTask },
  input: InputShape,
): LoadedDomains {
  return Object.fromEntries(
    Object.entries(domains).map(([domain, { train, test }]) => {
      const parts = ({ x, y }: LabelledRows) => [{ x, y: { [domain]: y } }];
      return [domain, { input, train: parts(train), test: parts(test) }];
    }),
  );
}
