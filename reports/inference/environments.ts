import { isDeepStrictEqual } from "node:util";
import type { Environment, RunRecord } from "../../records/record.ts";

/** Where some runs were made. */
export interface MadeIn {
  /** The device, the machine, the versions and the commit, in one line without an end. */
  readonly text: string;
  /** How many of the runs. */
  readonly count: number;
}

/**
 * Finds where runs were made.
 *
 * @param records The runs' records.
 * @returns Every environment, in the order in which the records have them.
 */
export function environmentsOf(records: readonly RunRecord[]): MadeIn[] {
  const groups: { environment: Environment; count: number }[] = [];
  for (const { environment } of records) {
    const known = groups.find((group) => isDeepStrictEqual(group.environment, environment));
    if (known) known.count++;
    else groups.push({ environment, count: 1 });
  }
  return groups.map(({ environment, count }) => ({ text: environmentText(environment), count }));
}

function environmentText(
  { commit, versions, device, adapter, threads, cpu, os }: Environment,
): string {
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const cores = threads === 1 ? "1 thread" : `${threads} threads`;
  const on = adapter === undefined ? device : `${device} (${adapter})`;
  return `device ${on}, ${cores}, ${cpu}, ${os}; ${software.join(", ")}; commit ${commit}`;
}
