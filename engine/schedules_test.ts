import assert from "node:assert/strict";
import { bind } from "../descriptors/parameters.ts";
import { assertClose } from "../tests/golden/close.ts";
import { scheduled, schedules, type ScheduleSpec } from "./schedules.ts";

const PROGRESS = [0, 0.25, 1 / 3, 0.5, 1];

/** Values at PROGRESS; inexact ones come from Python, `(1 + 10 * p) ** -0.75` and the like. */
const expected: [ScheduleSpec, number[]][] = [
  [{ name: "constant" }, [1, 1, 1, 1, 1]],
  [{ name: "linear" }, [1, 0.75, 2 / 3, 0.5, 0]],
  [{ name: "cosine" }, [1, 0.8535533905932737, 0.75, 0.5, 0]],
  [
    { name: "annealed", alpha: 10, beta: 0.75 },
    [1, 0.39079497139068015, 0.33295337907024025, 0.26084743001221455, 0.16556002607617018],
  ],
  [{ name: "annealed", alpha: 3, beta: 0.5 }, [
    1,
    0.7559289460184545,
    0.7071067811865476,
    0.6324555320336759,
    0.5,
  ]],
];

for (const [spec, values] of expected) {
  Deno.test(`scheduled follows ${JSON.stringify(spec)}`, () => {
    assertClose(PROGRESS.map((progress) => scheduled(spec, progress)), values, 1e-14, 1);
  });
}

for (const [name, described] of Object.entries(schedules)) {
  Deno.test(`${name}: the declared defaults are the schedule of the paper`, () => {
    assert.equal(described.name, name);
    const [spec, values] = expected.find(([spec]) => spec.name === name)!;
    const declared = { name, ...bind(described) } as ScheduleSpec;
    assert.deepEqual(declared, spec);
    assertClose(PROGRESS.map((progress) => scheduled(declared, progress)), values, 1e-14, 1);
  });
}

Deno.test("scheduled starts every schedule at 1 and never increases", () => {
  for (const [spec] of expected) {
    let last = 1;
    for (let step = 0; step <= 100; step++) {
      const value = scheduled(spec, step / 100);
      if (step === 0) assert.equal(value, 1);
      assert.ok(value <= last && value >= 0);
      last = value;
    }
  }
});
