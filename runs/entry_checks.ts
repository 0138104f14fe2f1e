import { type Kind, kinds } from "../descriptors/kind.ts";
import { checkParameterNames } from "../settings/_protocol.ts";
import type { Setting } from "../settings/setting.ts";
import { checkPaper } from "./paper_checks.ts";

/** An entry of a user's, of which nothing is known but its kind and its name. */
export interface Entry {
  readonly name: string;
}

type Type = "string" | "number" | "object" | "function";

/** Types of fields, by name. */
interface Fields {
  readonly [field: string]: Type;
}

const made: Fields = { title: "string", paper: "object", params: "object", create: "function" };

/** The fields that the command line and the reports read of every entry of a kind. */
const fields: { readonly [K in Kind]: Fields } = {
  settings: {
    title: "string",
    question: "string",
    baseline: "string",
    words: "object",
    protocol: "object",
    options: "object",
    problems: "function",
    run: "function",
  },
  suites: {
    title: "string",
    version: "number",
    setting: "string",
    paper: "object",
    dataset: "object",
    protocol: "object",
    methods: "object",
    seeds: "number",
  },
  datasets: {
    title: "string",
    version: "number",
    paper: "object",
    licence: "string",
    inputKind: "string",
    domains: "object",
    has: "function",
    tasks: "function",
    files: "function",
    load: "function",
    sample: "function",
  },
  encoders: { ...made, inputs: "object" },
  methods: { ...made, setting: "string" },
  weightings: made,
  gradientRules: made,
  selections: { title: "string", score: "function" },
  papers: { paper: "object" },
};

const ofPapers: Fields = {
  title: "string",
  authors: "object",
  venue: "string",
  year: "number",
  url: "string",
};

/**
 * Checks an entry that a program without types may have made.
 *
 * @throws {RangeError} If its name is not one, or a field is missing or of another type. The message is a clause.
 */
export function checkEntry(kind: Kind, entry: Entry): void {
  const what = `its ${kinds[kind]} '${entry.name}'`;
  if (typeof entry.name !== "string" || !/^[a-z][a-z0-9_]*$/.test(entry.name)) {
    throw new RangeError(`${what} must have a name of small letters, digits and _`);
  }
  checkFields(what, entry, fields[kind]);
  const { paper } = entry as { readonly paper?: object };
  if (paper) checkFields(`the paper of ${what}`, paper, ofPapers);
  if (kind === "papers") clause(`in ${what}, `, () => checkPaper(entry));
  if (kind === "settings") clause(`${what} `, () => checkParameterNames(entry as Entry & Setting));
}

/** Starts the message of an error with its subject. */
function clause(subject: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new RangeError(`${subject}${(error as Error).message}`);
  }
}

function checkFields(what: string, value: object, types: Fields): void {
  for (const [field, type] of Object.entries(types)) {
    const found = (value as { readonly [field: string]: unknown })[field];
    if (typeof found === type && found !== null) continue;
    const wanted = `${type === "object" ? "an" : "a"} ${type}`;
    throw new RangeError(
      `the ${field} of ${what} must be ${wanted}, current value is ${JSON.stringify(found)}`,
    );
  }
}
