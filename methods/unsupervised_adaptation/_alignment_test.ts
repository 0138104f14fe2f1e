import type { Overrides } from "../../descriptors/parameters.ts";
import { assertFollowsSourceOnly } from "../../tests/conformance/following.ts";
import cmd from "./cmd.ts";
import coral from "./coral.ts";
import type { AdaptationMethod } from "./_method.ts";
import mmd from "./mmd.ts";

const variants: [AdaptationMethod, Overrides][] = [
  [mmd, {}],
  [mmd, { bandwidth: "median", estimator: "unbiased" }],
  [cmd, {}],
  [cmd, { bound: "none" }],
  [coral, {}],
];

for (const device of ["wasm", "reference"]) {
  for (const [method, values] of variants) {
    const shown = [method.name, ...Object.values(values)].join(" ");
    Deno.test(`${shown} with weight 0 equals source_only bit for bit, on ${device}`, async () => {
      await assertFollowsSourceOnly(device, method, { weight: 0, ...values });
    });
  }
}
