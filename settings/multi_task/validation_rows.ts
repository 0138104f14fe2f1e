import type { DomainData, LoadedDomains, Rows } from "../../datasets/dataset.ts";
import { randomStreams } from "../../engine/mod.ts";
import { partAt } from "../_views.ts";
import type { TasksSpec } from "./suite.ts";

/** Domains that all have validation rows. */
export interface ValidatedDomains {
  readonly [domain: string]: DomainData & { readonly validation: readonly Rows[] };
}

/**
 * Holds validation rows out of the training rows of the domains that have none of their own: from each part the same
 * fraction, drawn by the seed and the same for every method.
 *
 * @param data The domains.
 * @param spec The run.
 * @throws {RangeError} If a domain would have no validation rows.
 */
export function withValidation(
  data: LoadedDomains,
  { protocol: { values: { validation: part = 0 } }, seed }: Pick<TasksSpec, "protocol" | "seed">,
): ValidatedDomains {
  const random = randomStreams(seed);
  return Object.fromEntries(
    Object.entries(data).map(([domain, { validation, ...others }]) => {
      if (validation) return [domain, { ...others, validation }];
      const stream = random(`validation/${domain}`);
      const parts = others.train.map((rowsOfPart) => {
        const [rows] = rowsOfPart.x.shape;
        const order = stream.permutation(rows);
        const held = Math.round(part * rows);
        return {
          train: partAt(rowsOfPart, order.subarray(held)),
          validation: partAt(rowsOfPart, order.subarray(0, held)),
        };
      });
      const held = parts.map(({ validation }) => validation).filter(hasRows);
      if (held.length === 0) {
        throw new RangeError(
          `Cannot hold out validation rows of ${domain}: ${part} of its training rows is none`,
        );
      }
      const train = parts.map(({ train }) => train).filter(hasRows);
      return [domain, { ...others, train, validation: held }];
    }),
  );
}

const hasRows = ({ x: { shape: [rows] } }: Rows): boolean => rows > 0;
