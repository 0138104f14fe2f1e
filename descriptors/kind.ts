/** The kinds of entries of a catalogue, in words. */
export const kinds = {
  settings: "setting",
  suites: "suite",
  datasets: "dataset",
  encoders: "encoder",
  methods: "method",
  weightings: "weighting",
  gradientRules: "gradient rule",
  selections: "selection rule",
  papers: "paper",
} as const;

/** A kind of entry. */
export type Kind = keyof typeof kinds;

/** The key under which an entry has its kind; two copies of this module share it. */
const KIND = Symbol.for("graft.kind");

/**
 * Declares an entry of a catalogue: a module that exports it can be used with `--use`.
 *
 * @param kind The kind.
 * @param entry The entry; it is changed in no visible way.
 */
export function defineEntry<E extends object>(kind: Kind, entry: E): E {
  return Object.defineProperty(entry, KIND, { value: kind });
}

/** Returns the kind that a value was declared as; `undefined` if it was not. */
export function kindOf(value: unknown): Kind | undefined {
  const kind = typeof value === "object" && value !== null
    ? (value as { readonly [KIND]?: string })[KIND]
    : undefined;
  return kind !== undefined && Object.hasOwn(kinds, kind) ? kind as Kind : undefined;
}
