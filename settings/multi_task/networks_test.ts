import assert from "node:assert/strict";
import englishTagging from "../../datasets/english_tagging.ts";
import fudanReviews from "../../datasets/fudan_reviews.ts";
import { bind } from "../../descriptors/parameters.ts";
import adversarialSharedPrivate from "../../methods/multi_task/adversarial_shared_private.ts";
import hierarchicalSharing from "../../methods/multi_task/hierarchical_sharing.ts";
import type { MethodSpec } from "../../records/record.ts";
import { builtIn } from "../../runs/catalogue.ts";
import { tasksSpec } from "../../tests/conformance/task_runs.ts";
import { checkNetworks, problemsOf, sharingMethod, tasksOf } from "./networks.ts";
import type { TasksSpec } from "./suite.ts";

Deno.test("tasksOf lists the tasks of sources in order, each with its source", () => {
  assert.deepEqual(
    tasksOf(englishTagging, ["conll2000", "ewt"]).map(({ name, source }) => [name, source]),
    [["pos", "conll2000"], ["chunk", "conll2000"], ["upos", "ewt"], ["deprel", "ewt"]],
  );
});

Deno.test("problemsOf returns one problem of all tasks, or one of each", () => {
  const tasks = tasksOf(fudanReviews, ["books", "dvd"]);
  assert.deepEqual(problemsOf({ networks: "all" }, tasks), [{ tasks, all: tasks }]);
  assert.deepEqual(
    problemsOf({ networks: "each" }, tasks),
    tasks.map((task) => ({ tasks: [task], all: tasks })),
  );
});

Deno.test("sharingMethod finds sharing patterns alone", () => {
  assert.equal(sharingMethod("mmoe", builtIn), builtIn.methods.mmoe);
  assert.throws(() => sharingMethod("dann", builtIn), {
    name: "RangeError",
    message: /^Cannot run method 'dann': the methods of several tasks are adversarial_/,
  });
});

const plain = tasksSpec("hard_sharing");
/** Returns the spec of two tasks on the same rows with another method, which expansion would refuse. */
const ofMethod = (changes: Partial<MethodSpec>): TasksSpec => ({
  ...plain,
  method: { ...plain.method, ...changes },
});

const refused: [what: string, spec: TasksSpec, message: RegExp][] = [
  [
    "a hierarchy of tasks with one level",
    ofMethod({ name: "hierarchical_sharing", values: bind(hierarchicalSharing) }),
    /^Cannot share by hierarchy: tasks must be of two levels or more, all are of level 1$/,
  ],
  [
    "a discriminator of tasks with the same rows",
    ofMethod({ name: "adversarial_shared_private", values: bind(adversarialSharedPrivate) }),
    /^Cannot distinguish tasks by their rows: .* current value is 0\.\d+$/,
  ],
  [
    "different numbers of weights and tasks",
    ofMethod({ weighting: { name: "fixed", values: { weights: "1:2:3" } } }),
    /^Cannot weigh 2 tasks: fixed\.weights must be one number or 2, current value is '1:2:3'$/,
  ],
];

for (const [what, spec, message] of refused) {
  Deno.test(`checkNetworks refuses ${what}`, () => {
    assert.throws(() => checkNetworks(spec, builtIn), { name: "RangeError", message });
  });
}

Deno.test("checkNetworks accepts combinations that fit", () => {
  for (const method of ["single_task", "single_task_matched", "hard_sharing", "ple"]) {
    checkNetworks(tasksSpec(method), builtIn);
  }
  checkNetworks(
    tasksSpec("hierarchical_sharing", { suite: "english_tagging", sources: ["ewt"] }),
    builtIn,
  );
  checkNetworks(tasksSpec("adversarial_shared_private", { suite: "fudan_reviews" }), builtIn);
  checkNetworks(
    tasksSpec("hard_sharing", {}, { weighting: { name: "fixed", values: { weights: "1:2" } } }),
    builtIn,
  );
});
