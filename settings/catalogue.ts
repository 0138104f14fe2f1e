import { type Kind, kinds } from "../descriptors/kind.ts";
import type { Dataset } from "../datasets/dataset.ts";
import type { Encoder } from "../encoders/encoder.ts";
import type { Method } from "../methods/method.ts";
import type { GradientRule } from "../methods/multi_task/gradient_rules/gradient_rule.ts";
import type { Weighting } from "../methods/multi_task/weightings/weighting.ts";
import type { Selection } from "../selection/selection.ts";
import type { PublishedPaper } from "../suites/published/paper.ts";
import type { Suite } from "../suites/suite.ts";
import type { Setting } from "./setting.ts";

/** Entries by name. */
export interface Entries<E> {
  readonly [name: string]: E;
}

/** All entries by kind. */
export interface EntriesByKind {
  readonly settings: Entries<Setting>;
  readonly suites: Entries<Suite>;
  readonly datasets: Entries<Dataset>;
  readonly encoders: Entries<Encoder>;
  readonly methods: Entries<Method>;
  readonly weightings: Entries<Weighting>;
  readonly gradientRules: Entries<GradientRule>;
  readonly selections: Entries<Selection>;
  readonly papers: Entries<PublishedPaper>;
}

/** Everything that a run can name. It is passed to expansion, to running and to the command line. */
export interface Catalogue extends EntriesByKind {
  /** SHA-256 of the code of each entry that is not built in, by kind and name: `methods/mine`. */
  readonly code: { readonly [entry: string]: string };
  /** The modules that the entries which are not built in come from. */
  readonly uses: readonly Use[];
}

/** A module of a user's, by its address and the hashes of its code: another process loads the same. */
export interface Use {
  /** An address that can be imported. */
  readonly address: string;
  /** SHA-256 of the code of each of its entries, by kind and name. */
  readonly code: { readonly [entry: string]: string };
  /** SHA-256 of each file of the module and of what it imports, by address. */
  readonly files: { readonly [address: string]: string };
}

/**
 * Finds an entry.
 *
 * @throws {RangeError} If there is none; the message lists the entries of the kind.
 */
export function find<K extends Kind>(
  catalogue: Catalogue,
  kind: K,
  name: string,
): EntriesByKind[K][string] {
  const entries = catalogue[kind] as EntriesByKind[K];
  if (Object.hasOwn(entries, name)) return entries[name] as EntriesByKind[K][string];
  throw new RangeError(
    `Cannot find ${kinds[kind]} '${name}': there are ${Object.keys(entries).join(", ")}`,
  );
}

/**
 * Finds a method of a setting.
 *
 * @throws {RangeError} If there is none; the message lists the setting's methods.
 */
export function findMethod<M extends Method>(
  { methods }: Pick<Catalogue, "methods">,
  setting: Pick<Setting, "name" | "title">,
  name: string,
): M {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method?.setting === setting.name) return method as M;
  const known = Object.values(methods).filter((method) => method.setting === setting.name);
  throw new RangeError(
    `Cannot run method '${name}': the methods of ${setting.title} are ${
      known.map(({ name }) => name).join(", ")
    }`,
  );
}
