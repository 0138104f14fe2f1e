import * as v from "valibot";
import {
  between,
  byName,
  described,
  list,
  metric,
  name,
  oneOf,
  overrides,
  paper,
  text,
  wholeFrom,
} from "../../records/schema.ts";

const optional = v.optional;
const splitFiles = described({
  train: name,
  validation: optional(name),
  test: optional(name),
});
const label = described({
  kind: optional(oneOf("classification", "regression")),
  metric: optional(metric),
  furtherMetrics: optional(list(metric)),
});
const part = between(0, 0.9);

/** A value of one of two kinds: `second` if `is` holds. */
const either = <A, B>(
  first: v.GenericSchema<unknown, A>,
  second: v.GenericSchema<unknown, B>,
  is: (value: unknown) => boolean,
) => v.lazy((value): v.GenericSchema<unknown, A | B> => is(value) ? second : first);

const isObject = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === "string";

/** The schema of a description. */
export const description = described({
  $schema: optional(text),
  name: optional(v.pipe(
    name,
    v.regex(/^[a-z][a-z0-9_]*$/, "a name of small letters, digits and _"),
  )),
  title: optional(name),
  paper: optional(paper),
  licence: optional(name),
  setting: optional(name),
  domains: optional(byName(either(name, splitFiles, isObject))),
  file: optional(either(name, splitFiles, isObject)),
  domain: optional(name),
  labels: either(either(name, list(name, 1), Array.isArray), byName(label), isObject),
  columns: optional(either(oneOf("all", "shared"), list(name, 1), Array.isArray)),
  drop: optional(list(name)),
  kinds: optional(byName(oneOf("number", "category"))),
  text: optional(either(
    name,
    described({
      column: name,
      length: optional(wholeFrom(1, 10_000)),
      atLeast: optional(wholeFrom(1)),
    }),
    isObject,
  )),
  images: optional(described({
    size: optional(wholeFrom(8, 512)),
    channels: optional(v.picklist([1, 3], "1 or 3")),
  })),
  group: optional(name),
  id: optional(name),
  split: optional(described({
    column: optional(name),
    validation: optional(part),
    test: optional(part),
  })),
  missing: optional(list(text)),
  decimal: optional(oneOf(".", ",")),
  pairs: optional(list(v.tuple([name, name], "a list of two domains"), 1)),
  labelsPerClass: optional(
    list(either(wholeFrom(1), oneOf("all"), isText), 1),
  ),
  depths: optional(list(wholeFrom(1, 100), 1)),
  encoder: optional(either(
    name,
    described({ name, values: optional(overrides) }),
    isObject,
  )),
  protocol: optional(overrides),
  selections: optional(list(name, 1)),
  methods: optional(either(list(name, 1), byName(overrides), isObject)),
  seeds: optional(wholeFrom(1, 1000)),
});

/** A description of a user's data, as it is written. */
export type Description = v.InferOutput<typeof description>;
