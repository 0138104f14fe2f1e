import type { Suite } from "../suites/suite.ts";
import { UsageError } from "./_program.ts";

const ofTasks = {
  suites: "suites of several tasks",
  fits: ({ setting }: Suite) => setting === "multi_task",
};

/** The options that apply to some suites only. */
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

/** Values of the options by name, if given. */
type SuiteOptions = { readonly [option in keyof typeof options]?: string };

/** Returns the given options. */
const given = (values: SuiteOptions) =>
  Object.entries(options).filter(([option]) =>
    values[option as keyof typeof options] !== undefined
  );

/** True if all given options apply to a suite. */
export function suiteOptionsFit(values: SuiteOptions, suite: Suite): boolean {
  return given(values).every(([, { fits }]) => fits(suite));
}

/**
 * Refuses an option that applies to none of the suites.
 *
 * @param values The given values.
 * @param suites The suites to run.
 * @throws {UsageError} If an option applies to none; the message names the suites that it is for.
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
