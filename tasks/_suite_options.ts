import type { Suite } from "../suites/suite.ts";
import { UsageError } from "./_program.ts";

const ofTasks = {
  suites: "suites of several tasks",
  fits: ({ setting }: Suite) => setting === "multi_task",
};

/** The options that mean something to some suites alone. */
const options = {
  pairs: {
    suites: "suites of domains",
    fits: ({ dataset }: Suite) => dataset.kind === "domains",
  },
  labels: {
    suites: "suites of inductive transfer",
    fits: ({ setting }: Suite) => setting === "inductive_transfer",
  },
  tasks: ofTasks,
  weightings: ofTasks,
  rules: ofTasks,
  "fine-tune": ofTasks,
  embeddings: {
    suites: "suites of texts",
    fits: ({ dataset }: Suite) => dataset.kind === "tasks" && dataset.inputKind === "words",
  },
};

/** The options' values by name, where they are given. */
type SuiteOptions = { readonly [option in keyof typeof options]?: string };

/** The options of those that are given. */
const given = (values: SuiteOptions) =>
  Object.entries(options).filter(([option]) =>
    values[option as keyof typeof options] !== undefined
  );

/** Whether all that is given means something to a suite. */
export function suiteOptionsFit(values: SuiteOptions, suite: Suite): boolean {
  return given(values).every(([, { fits }]) => fits(suite));
}

/**
 * Refuses an option that means nothing to any of the suites.
 *
 * @param values What is given.
 * @param suites What is to run.
 * @throws {UsageError} With a sentence that says which suites it is for.
 */
export function checkSuiteOptions(values: SuiteOptions, suites: readonly Suite[]): void {
  for (const [option, { suites: meant, fits }] of given(values)) {
    if (suites.some(fits)) continue;
    const names = suites.map(({ name }) => name).join(", ");
    throw new UsageError(
      `Cannot use --${option}: it is for ${meant}, and none of ${names} is one`,
    );
  }
}
